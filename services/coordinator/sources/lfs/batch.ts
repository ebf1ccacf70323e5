/**
 * Where contents behind pointers of Git LFS are: https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
 * The endpoint is always the repository's own; what `.lfsconfig` names is somebody else's choice, and nobody goes there.
 */
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { LfsPointer } from "@pqc-audit/scanner/lfs-pointer.ts";
import { type Answer, askOnce, type Connection } from "../../ask.ts";
import { waitAsked } from "../../discovery/rate-limit.ts";

export interface BatchServer extends Connection {
  /** Of the repository: `https://…` or `http://…`. */
  readonly url: string;
  /** Of basic authentication. */
  readonly basic?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where one content is, or why it is nowhere. */
export type Located =
  | { readonly href: string; readonly headers: Readonly<Record<string, string>>; readonly why?: undefined }
  | { readonly why: string };

/** As git-lfs itself asks. */
export const OBJECTS_IN_BATCH = 100;
const TYPE = "application/vnd.git-lfs+json";
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_HEADERS = 20;
/** These say how a connection works, which is for us to say. */
const OURS =
  /^(?:host|connection|content-length|transfer-encoding|accept-encoding|expect|te|trailer|upgrade|proxy-.*)$/i;

/** By SHA-256. Throws `RetryableError` where the server cannot answer now, `TerminalError` where it will not at all. */
export async function locate(
  pointers: readonly LfsPointer[],
  server: BatchServer,
): Promise<ReadonlyMap<string, Located>> {
  const base = server.url.replace(/\/$/, "").replace(/(?:\.git)?$/, ".git");
  const body = JSON.stringify({
    operation: "download",
    transfers: ["basic"],
    objects: pointers.map(({ oid, size }) => ({ oid, size })),
    hash_algo: "sha256",
  });
  const headers = {
    accept: TYPE,
    "content-type": TYPE,
    "user-agent": "git-lfs/3 (pqc-audit)",
    ...(server.basic !== undefined && { authorization: `Basic ${server.basic}` }),
  };
  const url = `${base}/info/lfs/objects/batch`;
  const answer = await askOnce({ url, headers, body }, { ...server, maxBytes: MOST_BYTES }, server.signal);
  checkAnswer(answer, new URL(url).origin, "tells nothing of Git LFS");
  const asked = new Set(pointers.map(({ oid }) => oid));
  const located = new Map<string, Located>();
  for (const each of objectsIn(answer.body)) {
    const oid = each.oid;
    // What was not asked for is of no use, and a second answer does not replace the first.
    if (typeof oid === "string" && asked.has(oid) && !located.has(oid)) located.set(oid, locatedIn(each));
  }
  return located;
}

/** Throws where it is no 200. */
export function checkAnswer({ status, headers }: Answer, origin: string, what: string): void {
  if (status === 200) return;
  const waitMs = waitAsked(status, headers, Date.now());
  if (waitMs !== undefined || status >= 500) {
    const told = waitMs === undefined ? {} : { retryAfterMs: waitMs };
    throw new RetryableError(`${origin} ${what} now (${status}).`, told);
  }
  throw new TerminalError(`${origin} ${what} (${status})`);
}

function objectsIn(body: Buffer): readonly Readonly<Record<string, unknown>>[] {
  try {
    const { objects } = fieldsOf(JSON.parse(body.toString("utf8")));
    if (Array.isArray(objects)) return objects.map(fieldsOf);
  } catch {
    // Said below.
  }
  throw new TerminalError("the answer about Git LFS is not as its specification has it");
}

function locatedIn(object: Readonly<Record<string, unknown>>): Located {
  const { code } = fieldsOf(object.error);
  if (code !== undefined) return { why: `the server has none (${typeof code === "number" ? code : "no code"})` };
  const { href, header } = fieldsOf(fieldsOf(object.actions).download);
  if (typeof href !== "string" || href.length > 16_384) return { why: "the server does not say where it is" };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(fieldsOf(header)).slice(0, MOST_HEADERS)) {
    const plain = /^[A-Za-z0-9-]{1,64}$/.test(name) && !OURS.test(name);
    if (plain && typeof value === "string" && /^[\x20-\x7e]{0,8192}$/.test(value)) headers[name.toLowerCase()] = value;
  }
  return { href, headers };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
