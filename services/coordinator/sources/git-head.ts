/** Where a ref stands at its server: what is asked of a repository that may not have changed, and nothing else. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { GitOptions } from "./git.ts";
import { credentialsFor } from "./git-credentials.ts";
import { httpLogin, ownerIn } from "./git-login.ts";
import { checkRef, chosenRef, namesOf, remoteRef } from "./git-refs.ts";
import { addressesOf, openGitTarget } from "./git-target.ts";
import { parseGitUrl, withoutCredentials } from "./git-url.ts";
import { type Refs, refsOverHttp } from "./http-refs.ts";
import { orNoRoom } from "./no-room.ts";

const TIMEOUT_MS = 30_000;
const GIT_TIMEOUT_MS = 60_000;

/** Failures as of `openGit`. */
export async function headOfGit(url: string, options: GitOptions = {}): Promise<string> {
  const { ref, signal, events } = options;
  checkRef(ref);
  events?.asked?.("refs");
  const told = await overHttp(url, options);
  // An empty answer may be no more than a server that does not know these names: git tells which.
  if (told !== undefined && told.size > 0) return chosenRef(told, withoutCredentials(url), ref).commit;
  const { location, gitDir, fetching, remove } = await openGitTarget(url, options);
  try {
    return (await remoteRef(await fetching(), gitDir, location, ref, { timeoutMs: GIT_TIMEOUT_MS, signal })).commit;
  } catch (error) {
    throw orNoRoom(error, location);
  } finally {
    await remove();
  }
}

/** Undefined where git has to be asked. */
async function overHttp(url: string, options: GitOptions): Promise<Refs | undefined> {
  const target = parseGitUrl(url, options);
  if (options.proxy !== undefined || (target.protocol !== "https" && target.protocol !== "http")) return undefined;
  const place = { ...target, owner: ownerIn(target.url) };
  const login = await httpLogin(place, credentialsFor(target.host, options.credentials ?? {}), options.caFile);
  return refsOverHttp(target, namesOf(options.ref), {
    addresses: await addressesOf(target, options),
    basic: "token" in login ? login.basic : undefined,
    ca: options.caFile === undefined ? undefined : readFileSync(resolve(options.caFile)),
    signal: options.signal,
    timeoutMs: TIMEOUT_MS,
  });
}
