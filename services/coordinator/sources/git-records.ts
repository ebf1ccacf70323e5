/** What git prints, cut where it says: at NULs or ends of lines. */
import type { Readable } from "node:stream";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { clean, type GitContext, killGit, spawnGit } from "./git-process.ts";

/** A path longer than any file system knows, with the rest of its line. */
const MAX_RECORD_BYTES = 64 * 1024;

/** Records with a byte behind each, NUL unless told otherwise, however they are cut into chunks. */
export async function* records(chunks: AsyncIterable<Buffer>, location: string, end = 0): AsyncGenerator<Buffer> {
  for await (const whole of wholeRecords(chunks, location, end)) {
    for (let from = 0; from < whole.length; ) {
      const at = whole.indexOf(end, from);
      yield whole.subarray(from, at);
      from = at + 1;
    }
  }
}

/** The same, as many at once as have come: each with its end, none in part. */
async function* wholeRecords(chunks: AsyncIterable<Buffer>, location: string, end: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const behind = text.lastIndexOf(end) + 1;
    rest = text.subarray(behind);
    if (rest.length > MAX_RECORD_BYTES)
      throw new TerminalError(`${location} has a path longer than ${MAX_RECORD_BYTES} bytes.`);
    if (behind > 0) yield text.subarray(0, behind);
  }
  if (rest.length > 0) throw new TerminalError(`The listing of ${location} ended in the middle of a path.`);
}

export interface Listing {
  readonly args: readonly string[];
  readonly location: string;
  /** What could not be done where git fails: "Cannot list …". */
  readonly failure: string;
  /** Behind each record; NUL where absent. */
  readonly end?: number;
  readonly input?: Readable;
}

/** What one command of git prints, record by record. It ends with its reader; throws `TerminalError` where it fails. */
export function gitRecords(context: GitContext, listing: Listing): AsyncGenerator<Buffer> {
  return printed(context, listing, (chunks) => records(chunks, listing.location, listing.end));
}

/** The same as `wholeRecords`, which saves those who expect millions a step for each. */
export function gitWholeRecords(context: GitContext, listing: Listing): AsyncGenerator<Buffer> {
  return printed(context, listing, (chunks) => wholeRecords(chunks, listing.location, listing.end ?? 0));
}

async function* printed(
  context: GitContext,
  { args, failure, input }: Listing,
  cut: (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  const { child, tail } = spawnGit(context, args);
  const exit = new Promise<number | null>((done) => {
    child.once("close", done);
    child.once("error", () => done(null));
  });
  if (input) input.pipe(child.stdin);
  else child.stdin.end();
  try {
    yield* cut(child.stdout);
    if ((await exit) !== 0) throw new TerminalError(`${failure}: ${clean(tail(), context.secrets)}.`);
  } finally {
    input?.destroy();
    killGit(child);
  }
}
