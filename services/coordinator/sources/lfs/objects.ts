/** Contents behind pointers of Git LFS, brought here: from the repository's own host or one that is allowed, checked against the pointer. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { canonicalHost, checkedAddresses } from "@pqc-audit/platform/net/addresses.ts";
import type { LfsPointer } from "@pqc-audit/scanner/lfs-pointer.ts";
import { askOnce } from "../../ask.ts";
import { credentialsFor } from "../git-credentials.ts";
import { httpLogin, ownerIn } from "../git-login.ts";
import { addressesOf, type GitTargetOptions } from "../git-target.ts";
import { type GitUrl, parseGitUrl, policyFor } from "../git-url.ts";
import type { HostList } from "../host-list.ts";
import type { Spool, Spooled } from "../spool.ts";
import { type BatchServer, checkAnswer, type Located, locate, OBJECTS_IN_BATCH } from "./batch.ts";

export interface LfsNetwork extends GitTargetOptions {
  /** Hosts besides the repository's own that contents may come from. Default none. */
  readonly lfsHosts?: HostList | undefined;
}

/** Where a content lies in the spool, or why it did not come. */
export type Brought = Spooled | { readonly why: string };

/** Each of them is in memory once. */
const AT_ONCE = 4;
const TIMEOUT_MS = 120_000;

/**
 * By SHA-256. A server that is away throws `RetryableError`; one that gives something else, or nothing, is what `why` says.
 * `most`: bytes of all together, above which `TerminalError` is thrown.
 */
export async function bringObjects(
  url: string,
  pointers: readonly LfsPointer[],
  spool: Spool,
  most: number,
  network: LfsNetwork,
): Promise<ReadonlyMap<string, Brought>> {
  const target = parseGitUrl(url, network);
  const brought = new Map<string, Brought>();
  const all = (why: string) => new Map(pointers.map(({ oid }) => [oid, { why }]));
  if (target.protocol !== "https" && target.protocol !== "http") {
    return all(`Git LFS is followed over https, not over ${target.protocol}`);
  }
  if (network.proxy) return all("Git LFS is not followed through a proxy");
  const bytes = pointers.reduce((sum, { size }) => sum + size, 0);
  if (bytes > most) {
    throw new TerminalError(
      `The contents behind pointers of Git LFS take more than the ${most} bytes of disk allowed.`,
    );
  }
  for (let from = 0; from < pointers.length; from += OBJECTS_IN_BATCH) {
    network.signal?.throwIfAborted();
    const batch = pointers.slice(from, from + OBJECTS_IN_BATCH);
    // Asked for anew each time: a token of an app may have ended.
    const server = await serverOf(target, network);
    let located: ReadonlyMap<string, Located>;
    try {
      located = await locate(batch, server);
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      for (const { oid } of batch) brought.set(oid, { why: messageOf(error) });
      continue;
    }
    for (let at = 0; at < batch.length; at += AT_ONCE) {
      const some = batch.slice(at, at + AT_ONCE);
      const contents = await Promise.all(
        some.map((each) => contentOf(each, located.get(each.oid), server, target, network)),
      );
      for (const [index, { oid, size }] of some.entries()) {
        const content = contents[index];
        if (content === undefined) continue;
        if (typeof content === "string") brought.set(oid, { why: content });
        else
          brought.set(
            oid,
            await spool.add(piecesOf(content), size, () => new TerminalError(`${oid} changed its size`)),
          );
      }
    }
  }
  return brought;
}

async function serverOf(target: GitUrl, network: LfsNetwork): Promise<BatchServer> {
  const { caFile, credentials = {}, signal } = network;
  const login = await httpLogin(
    { ...target, owner: ownerIn(target.url) },
    credentialsFor(target.host, credentials),
    caFile,
  );
  return {
    url: target.url,
    addresses: await addressesOf(target, network),
    ca: caFile === undefined ? undefined : readFileSync(resolve(caFile)),
    basic: "token" in login ? login.basic : undefined,
    signal,
  };
}

/** A text says why there is none. */
async function contentOf(
  { oid, size }: LfsPointer,
  located: Located | undefined,
  server: BatchServer,
  target: GitUrl,
  network: LfsNetwork,
): Promise<Buffer | string> {
  if (located === undefined) return "the server says nothing of it";
  if (located.why !== undefined) return located.why;
  const to = URL.canParse(located.href) ? new URL(located.href) : undefined;
  const host = to && canonicalHost(to.hostname);
  if (to === undefined || host === undefined || to.username !== "" || to.password !== "") return "it is at no URL";
  if (host !== target.host && !network.lfsHosts?.(host)) {
    return `it is at ${host}, which is not among the hosts that may be asked (sources.lfs_hosts)`;
  }
  const policy = policyFor(host, network);
  if (to.protocol !== "https:" && !(to.protocol === "http:" && policy.allowHttp))
    return `it is not at https (${to.protocol})`;
  const own = to.origin === new URL(target.url).origin && located.headers.authorization === undefined;
  const basic = own && server.basic !== undefined ? { authorization: `Basic ${server.basic}` } : {};
  try {
    const connection = {
      addresses: await checkedAddresses(host, policy),
      ca: server.ca,
      maxBytes: size,
      timeoutMs: TIMEOUT_MS,
    };
    const headers = { "user-agent": "git-lfs/3 (pqc-audit)", ...located.headers, ...basic };
    const answer = await askOnce({ url: to.href, headers }, connection, server.signal);
    checkAnswer(answer, to.origin, "does not give it out");
    const { body } = answer;
    const same = body.length === size && createHash("sha256").update(body).digest("hex") === oid;
    return same ? body : "what came is not what its pointer names";
  } catch (error) {
    if (error instanceof RetryableError || server.signal?.aborted) throw error;
    return messageOf(error).replace(/\.$/, "");
  }
}

async function* piecesOf(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content;
}
