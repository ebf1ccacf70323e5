/** The client of a server as options, environment and configuration of a command describe it. */
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import type { ServerFlags } from "../commands/server-options.ts";
import type { Context } from "../context.ts";
import { ServerClient, serverToken, serverUrl, trustAuthority } from "./client.ts";

export function openClient(options: ServerFlags, { environment, signal }: Context): ServerClient {
  const { performance } = loadConfig(options.config, environment);
  const token = serverToken(options.tokenFile, environment);
  const authority = options.caFile ?? environment.PQC_AUDIT_CA_FILE;
  if (authority !== undefined && authority !== "") trustAuthority(authority);
  return new ServerClient({
    url: serverUrl(options.server, environment),
    ...(token !== undefined && { token }),
    timeoutMs: performance.response_timeout_seconds * 1000,
    signal,
  });
}
