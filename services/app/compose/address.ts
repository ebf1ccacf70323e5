/** `host:port` of the configuration. */
import { UsageError } from "@pqc-audit/platform/errors.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `[::1]:8080` for IPv6. Port 0 lets the system choose. Throws `UsageError` naming the key. */
export function addressOf(key: string, text: string): Address {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:\s[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || !(port <= 65535))
    throw new UsageError(`${key} ${text} is not host:port, such as 127.0.0.1:8080`);
  return { host, port };
}
