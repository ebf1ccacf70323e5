/**
 * Which git URLs are followed. A URL comes from whoever submits a scan, so it may try to reach what the server can
 * reach and its sender cannot: other protocols, files, private addresses. Everything not expressly allowed is refused.
 */

import { lookup } from "node:dns/promises";
import { realpathSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";

export interface GitUrlPolicy {
  /** Folders below which `file://` repositories may lie. Default none. */
  readonly allowFileRoots?: readonly string[];
  /** Unencrypted `http://`. Default false. */
  readonly allowHttp?: boolean;
  /** Hosts with private, loopback or link-local addresses. Default false. */
  readonly allowPrivateAddresses?: boolean;
}

export interface GitUrl {
  /** What git is given. */
  readonly url: string;
  readonly protocol: "https" | "http" | "ssh" | "file";
  /** Empty for files. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS = { https: 443, http: 80, ssh: 22, file: 0 } as const;
/** `user@host:path`, git's short form of an SSH URL. */
const SCP_LIKE = /^([A-Za-z0-9._-]+)@([A-Za-z0-9.-]+):(?!\/\/)(.+)$/;

/** Whether a target names a repository on a server rather than a local path. */
export function looksLikeGitUrl(target: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(target) || SCP_LIKE.test(target);
}

/** Throws `UsageError` with one line that says what is wrong. */
export function parseGitUrl(text: string, policy: GitUrlPolicy = {}): GitUrl {
  const shown = withoutCredentials(text);
  if (text.length > 2048) throw new UsageError("The repository URL is longer than 2048 characters.");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(text))
    throw new UsageError(`The repository URL ${JSON.stringify(shown)} has blanks in it.`);
  const short = SCP_LIKE.exec(text);
  if (short) return sshUrl(text, short[1] ?? "", short[2] ?? "", 22, shown);

  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`${shown} is no repository URL: expected https://…, ssh://… or git@host:path.`);
  }
  if (url.protocol === "file:") return fileUrl(url, policy, shown);
  if (url.protocol === "ssh:") {
    if (url.password) throw new UsageError(`${shown} carries a password: give an SSH key file instead.`);
    return sshUrl(text, decodeURIComponent(url.username), url.hostname, Number(url.port) || 22, shown);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new UsageError(`${shown}: the protocol ${url.protocol.slice(0, -1)} is not allowed; use https or ssh.`);
  }
  if (url.protocol === "http:" && !policy.allowHttp) {
    throw new UsageError(`${shown}: unencrypted http is not allowed; use https, or allow http in the configuration.`);
  }
  if (url.username || url.password) {
    throw new UsageError(`${shown} carries credentials: put the token into a file and configure that file instead.`);
  }
  if (url.search || url.hash) throw new UsageError(`${shown}: a repository URL has no query and no fragment.`);
  const protocol = url.protocol === "https:" ? "https" : "http";
  return { url: url.href, protocol, host: bare(url.hostname), port: Number(url.port) || DEFAULT_PORTS[protocol] };
}

function sshUrl(url: string, user: string, host: string, port: number, shown: string): GitUrl {
  // A leading dash would reach ssh as an option.
  if (!/^[A-Za-z0-9[]/.test(host) || user.startsWith("-"))
    throw new UsageError(`${shown}: the host or user is not valid.`);
  return { url, protocol: "ssh", host: bare(host), port };
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

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** User names, passwords, queries and fragments taken out: fit for logs and messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^/@\s]*@/g, "$1").replace(/(:\/\/[^\s?#'"]*)[?#][^\s'"]*/g, "$1");
}

const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, "ipv4");
}
for (const [net, prefix] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, "ipv6");
}

/** Addresses of the IANA special-purpose registries that are not globally reachable, and those that embed one. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !NOT_PUBLIC.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * The addresses of the host, each allowed by the policy. git is then held to these, so that the name cannot mean
 * something else a moment later.
 */
export async function checkedAddresses(target: GitUrl, policy: GitUrlPolicy): Promise<readonly string[]> {
  if (target.protocol === "file") return [];
  let found: readonly { address: string }[];
  try {
    found = await lookup(target.host, { all: true });
  } catch (error) {
    throw new RetryableError(`Cannot find the host ${target.host}: the name does not resolve.`, { cause: error });
  }
  const addresses = found.map((each) => each.address);
  const inside = policy.allowPrivateAddresses ? undefined : addresses.find((each) => !isPublicAddress(each));
  if (inside !== undefined) {
    throw new TerminalError(
      `The host ${target.host} has the private address ${inside}: allow private addresses in the configuration to scan it.`,
    );
  }
  return addresses;
}
