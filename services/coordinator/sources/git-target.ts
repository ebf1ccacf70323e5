/** A temporary folder that a commit is fetched into: who may be asked for it, as whom, and how what came is read. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkedAddresses } from "@pqc-audit/platform/net/addresses.ts";
import type { GitCredentials } from "./git-credentials.ts";
import { makeEmptyRepository } from "./git-empty.ts";
import { type GitNetwork, gitContext, localContext } from "./git-environment.ts";
import type { GitContext } from "./git-process.ts";
import { type GitUrl, parseGitUrl, policyFor, withoutCredentials } from "./git-url.ts";
import { requireAddressPins } from "./git-version.ts";
import { orNoRoom } from "./no-room.ts";
import { openTemporary } from "./temporary.ts";

export interface GitTargetOptions extends GitNetwork {
  readonly credentials?: GitCredentials;
  /** Memory of one git process, bytes. Default 2 GiB. */
  readonly memoryBytes?: number | undefined;
  /** Where the temporary folder is made. Default the system's. */
  readonly temporaryFolder?: string;
  readonly signal?: AbortSignal;
}

export interface GitTarget {
  /** The URL without credentials. */
  readonly location: string;
  /** A bare repository whose remote `origin` is the URL. */
  readonly gitDir: string;
  readonly fetching: () => Promise<GitContext>;
  /**
   * The same objects through a repository without a remote: a content that was not fetched is missing there, where the
   * first would silently go and fetch it, one by one.
   */
  readonly reading: GitContext;
  remove(): Promise<void>;
}

/** Checks the URL and the addresses of its host first: `UsageError`, `TerminalError` where it may not be asked. */
export async function openGitTarget(url: string, options: GitTargetOptions): Promise<GitTarget> {
  const target = parseGitUrl(url, options);
  const addresses = await addressesOf(target, options);
  const location = withoutCredentials(url);
  const folder = await openTemporary(options.temporaryFolder).catch((error: unknown) => {
    throw orNoRoom(error, location);
  });
  try {
    const home = join(folder.path, "home");
    mkdirSync(home);
    const memory = options.memoryBytes === undefined ? {} : { memoryBytes: options.memoryBytes };
    const given = options.credentials ?? {};
    const fetching = async () => ({ ...(await gitContext(home, target, addresses, given, options)), ...memory });
    const gitDir = join(folder.path, "fetched");
    const view = join(folder.path, "view");
    for (const each of [gitDir, view]) makeEmptyRepository(each);
    const reading = { ...localContext(home, view, join(gitDir, "objects")), ...memory };
    return { location, gitDir, fetching, reading, remove: () => folder.remove() };
  } catch (error) {
    await folder.remove();
    throw orNoRoom(error, location);
  }
}

/** Empty where nobody but git, or a proxy, looks them up. Throws as `checkedAddresses`. */
export async function addressesOf({ protocol, host }: GitUrl, options: GitNetwork): Promise<readonly string[]> {
  if (protocol === "file") return [];
  const policy = policyFor(host, options);
  if (protocol === "ssh") return checkedAddresses(host, policy);
  if (options.proxy) return [];
  if (!options.allowPrivateAddresses) await requireAddressPins();
  return checkedAddresses(host, policy);
}
