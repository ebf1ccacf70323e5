/** The hosts whose repositories may be scanned through a server: exact names, addresses, or names with `*` in them. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { canonicalHost } from "@pqc-audit/platform/net/addresses.ts";

/** Whether the list names the host; every host where the list is empty. */
export type HostList = (host: string) => boolean;

/**
 * `*` stands for one or more characters, dots among them: `*.example.org` is everything below example.org, and not
 * example.org itself. Throws `UsageError` that names `key` and the entry that is none.
 */
export function createHostList(key: string, entries: readonly string[]): HostList {
  if (entries.length === 0) return () => true;
  const exact = new Set<string>();
  const patterns: string[][] = [];
  for (const entry of entries) {
    // A star may stand where a letter may: what is left must be a host.
    const host = canonicalHost(entry.replaceAll("*", "x")) ?? canonicalHost(`[${entry}]`);
    if (host === undefined || entry.includes("**")) {
      throw new UsageError(
        `${key}: ${JSON.stringify(entry)} is no host: write git.example.org, *.example.org or an address, without protocol, port and path`,
      );
    }
    if (entry.includes("*")) patterns.push(entry.toLowerCase().split("*"));
    else exact.add(host);
  }
  return (host) => exact.has(host) || patterns.some((parts) => matches(host, parts));
}

/** From left to right, each part at its first place: time is bounded by the length of the host for each part. */
function matches(host: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop() ?? "";
  if (!host.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = host.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return host.length - last.length > at && host.endsWith(last);
}
