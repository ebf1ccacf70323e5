/** What git prints, cut where it says: at NULs or ends of lines. */
import type { Readable } from "node:stream";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { clean, type GitContext, killGit, spawnGit } from "./git-process.ts";

/** A path longer than any file system knows, with the rest of its line. */
const MAX_RECORD_BYTES = 64 * 1024;

/** Records with a byte behind each, NUL unless told otherwise, however they are cut into chunks. */
export async function* records(chunks: AsyncIterable<Buffer>, location: string, end = 0): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, from)) {
      yield text.subarray(from, at);
      from = at + 1;
    }
    rest = text.subarray(from);
    if (rest.length > MAX_RECORD_BYTES)
      throw new TerminalError(`${location} has a path longer than ${MAX_RECORD_BYTES} bytes.`);
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
export async function* gitRecords(
  context: GitContext,
  { args, location, failure, end, input }: Listing,
): AsyncGenerator<Buffer> {
  const { child, tail } = spawnGit(context, args);
  const exit = new Promise<number | null>((done) => {
    child.once("close", done);
    child.once("error", () => done(null));
  });
  if (input) input.pipe(child.stdin);
  else child.stdin.end();
  try {
    yield* records(child.stdout, location, end);
    if ((await exit) !== 0) throw new TerminalError(`${failure}: ${clean(tail(), context.secrets)}.`);
  } finally {
    input?.destroy();
    killGit(child);
  }
}
