/**
 * Which git URLs are followed. A URL comes from whoever submits a scan, so it may try to reach what the server can
 * reach and its sender cannot: other protocols, files, private addresses. Everything not expressly allowed is refused.
 */

import { realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { type AddressPolicy, canonicalHost, checkWithoutResolving } from "@pqc-audit/platform/net/addresses.ts";
import { SCP_LIKE } from "./git-location.ts";
import type { HostList } from "./host-list.ts";

export interface GitUrlPolicy extends AddressPolicy {
  /** Folders below which `file://` repositories may lie. Default none. */
  readonly allowFileRoots?: readonly string[];
  /** Unencrypted `http://`. Default false. */
  readonly allowHttp?: boolean;
  /** The only hosts that may be named; every one where absent. */
  readonly allowHosts?: HostList;
  /** Hosts that may be named, have private addresses and be asked over plain http, whatever the others may. */
  readonly internalHosts?: HostList;
}

/** What holds for one host, in its one spelling. */
export function policyFor(host: string, policy: GitUrlPolicy): GitUrlPolicy {
  if (!policy.internalHosts?.(host)) return policy;
  const { allowHosts: _, ...rest } = policy;
  return { ...rest, allowHttp: true, allowPrivateAddresses: true };
}

export interface GitUrl {
  /** What git is given. */
  readonly url: string;
  readonly protocol: "https" | "http" | "ssh" | "file";
  /** In its one spelling, see `canonicalHost`; empty for files. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS = { https: 443, http: 80, ssh: 22, file: 0 } as const;

/** Throws `UsageError` with one line that says what is wrong. */
export function parseGitUrl(text: string, policy: GitUrlPolicy = {}): GitUrl {
  const shown = withoutCredentials(text);
  if (text.length > 2048) throw new UsageError("The repository URL is longer than 2048 characters.");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(text))
    throw new UsageError(`The repository URL ${JSON.stringify(shown)} has blanks in it, or backslashes.`);
  const short = SCP_LIKE.exec(text);
  if (short) return sshUrl(text, short[1] ?? "", short[2] ?? "", 22, policy, shown);

  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`${shown} is no repository URL: expected https://…, ssh://… or git@host:path.`);
  }
  if (url.protocol === "file:") return fileUrl(url, policy, shown);
  if (url.protocol === "ssh:") {
    if (url.password) throw new UsageError(`${shown} carries a password: give an SSH key file instead.`);
    return sshUrl(text, url.username, url.hostname, Number(url.port) || 22, policy, shown);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new UsageError(`${shown}: the protocol ${url.protocol.slice(0, -1)} is not allowed; use https or ssh.`);
  }
  if (url.protocol === "http:" && !policyFor(canonicalHost(url.hostname) ?? "", policy).allowHttp) {
    throw new UsageError(`${shown}: unencrypted http is not allowed; use https, or allow http in the configuration.`);
  }
  if (url.username || url.password) {
    throw new UsageError(`${shown} carries credentials: put the token into a file and configure that file instead.`);
  }
  if (url.search || url.hash) throw new UsageError(`${shown}: a repository URL has no query and no fragment.`);
  const protocol = url.protocol === "https:" ? "https" : "http";
  const host = checkedHost(url.hostname, policy, shown);
  return { url: url.href, protocol, host, port: Number(url.port) || DEFAULT_PORTS[protocol] };
}

function sshUrl(
  url: string,
  user: string,
  hostname: string,
  port: number,
  policy: GitUrlPolicy,
  shown: string,
): GitUrl {
  // A leading dash would reach ssh as an option; git decodes what is percent-encoded, and we do not.
  if (!/^(?:[A-Za-z0-9._][A-Za-z0-9._-]*)?$/.test(user)) throw new UsageError(`${shown}: the user is not valid.`);
  return { url, protocol: "ssh", host: checkedHost(hostname, policy, shown), port };
}

function checkedHost(hostname: string, all: GitUrlPolicy, shown: string): string {
  const host = canonicalHost(hostname);
  if (host === undefined) throw new UsageError(`${shown}: the host is not valid.`);
  const policy = policyFor(host, all);
  if (policy.allowHosts && !policy.allowHosts(host)) {
    throw new UsageError(`${shown}: the host ${host} is not among those that may be scanned (sources.allow_hosts).`);
  }
  checkWithoutResolving(host, policy);
  return host;
}

function fileUrl(url: URL, policy: GitUrlPolicy, shown: string): GitUrl {
  const lies = (path: string) =>
    (policy.allowFileRoots ?? []).some((root) => {
      const real = realOrSelf(root);
      return path === real || path.startsWith(real.endsWith(sep) ? real : real + sep);
    });
  let path: string;
  try {
    const named = fileURLToPath(url);
    // Outside one answer is given, whether there is something or not.
    path = lies(resolve(named)) ? realpathSync(named) : realOrSelf(named);
  } catch (error) {
    throw new UsageError(`Cannot open ${shown}: ${messageOf(error).split(",")[0]}.`, { cause: error });
  }
  if (!lies(path))
    throw new UsageError(`${shown} does not lie below a folder that is allowed for file:// repositories.`);
  return { url: `file://${path}`, protocol: "file", host: "", port: 0 };
}

function realOrSelf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** User names, passwords, queries and fragments taken out: fit for logs and messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^/@\s]*@/g, "$1").replace(/(:\/\/[^\s?#'"]{0,8192})[?#][^\s'"]*/g, "$1");
}
