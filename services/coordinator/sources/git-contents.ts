/**
 * Contents by object id through one long-lived `git cat-file --batch`. Requests are written a batch ahead and answers
 * read as they are asked for: git waits where we do, so what is in memory is one content and a pipe's buffer.
 */
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { clean, type GitChild, type GitContext, killGit, spawnGit } from "./git-process.ts";

const BATCH = 512;
const NEWLINE = 10;
const MAX_HEADER_BYTES = 1024;

export class GitContents {
  readonly #context: GitContext;
  readonly #maxBytes: number;
  #process: { readonly child: GitChild; readonly tail: () => string; readonly input: ByteReader } | undefined;
  #busy = false;
  #closed = false;

  /** `maxBytes`: a content larger than this is refused before it is in memory. */
  constructor(context: GitContext, maxBytes: number) {
    this.#context = context;
    this.#maxBytes = maxBytes;
  }

  /** Contents in the order asked. One reading at a time. */
  async *read(ids: readonly string[]): AsyncGenerator<Uint8Array> {
    if (this.#closed) throw new TerminalError("This repository is closed.");
    if (this.#busy) throw new TerminalError("Contents of one repository are read one batch at a time.");
    this.#busy = true;
    let complete = false;
    try {
      for (let from = 0; from < ids.length; from += BATCH) {
        const batch = ids.slice(from, from + BATCH);
        const { child, input, tail } = this.#started();
        child.stdin.write(`${batch.join("\n")}\n`);
        for (const id of batch) yield await this.#one(id, input, tail);
      }
      complete = true;
    } finally {
      this.#busy = false;
      // A reader that stopped half-way leaves answers in the pipe that nobody will read.
      if (!complete) this.#stop();
    }
  }

  async #one(id: string, input: ByteReader, tail: () => string): Promise<Uint8Array> {
    const header = await input.until(NEWLINE, MAX_HEADER_BYTES);
    if (header === undefined) {
      throw new RetryableError(`git stopped while reading ${id}: ${clean(tail(), this.#context.secrets)}.`);
    }
    const [found, type, text] = header.toString("latin1").split(" ");
    const size = Number(text);
    if (found !== id || type !== "blob" || !Number.isSafeInteger(size)) {
      throw new TerminalError(
        `The repository has no content ${id} (git answered "${header.toString("latin1", 0, 80)}").`,
      );
    }
    if (size > this.#maxBytes)
      throw new TerminalError(`The content ${id} has ${size} bytes, more than ${this.#maxBytes}.`);
    const content = await input.exactly(size);
    const end = await input.exactly(1);
    if (content === undefined || end === undefined) throw new RetryableError(`git stopped in the middle of ${id}.`);
    return content;
  }

  #started(): { child: GitChild; tail: () => string; input: ByteReader } {
    if (this.#process) return this.#process;
    const { child, tail } = spawnGit(this.#context, ["cat-file", "--batch"]);
    child.once("error", () => child.stdout.destroy());
    this.#process = { child, tail, input: new ByteReader(child.stdout) };
    return this.#process;
  }

  #stop(): void {
    if (this.#process) killGit(this.#process.child);
    this.#process = undefined;
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }
}

/** Lines and counted bytes out of a stream that is only read on demand. Undefined: the stream ended. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async until(byte: number, limit: number): Promise<Buffer | undefined> {
    for (;;) {
      const at = this.#rest.indexOf(byte);
      if (at >= 0) {
        const line = this.#rest.subarray(0, at);
        this.#rest = this.#rest.subarray(at + 1);
        return line;
      }
      if (this.#rest.length > limit) throw new TerminalError(`git answered with a line longer than ${limit} bytes.`);
      const chunk = await this.#next();
      if (chunk === undefined) return undefined;
      this.#rest = Buffer.concat([this.#rest, chunk]);
    }
  }

  /** A part of what was read where it lies in one piece: half of all contents need no memory of their own so. */
  async exactly(length: number): Promise<Buffer | undefined> {
    if (length <= this.#rest.length) {
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      return bytes;
    }
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let filled = 0; filled < length; ) {
      if (this.#rest.length === 0) {
        const chunk = await this.#next();
        if (chunk === undefined) return undefined;
        this.#rest = chunk;
      }
      const taken = this.#rest.copy(bytes, filled, 0, length - filled);
      this.#rest = this.#rest.subarray(taken);
      filled += taken;
    }
    return bytes;
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done ? undefined : next.value;
    } catch {
      return undefined; // The pipe was closed under us: the same as its end.
    }
  }
}
