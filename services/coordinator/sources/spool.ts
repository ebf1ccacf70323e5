/** Contents behind one another in one file of a temporary folder: what they are called says nothing about where they lie. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { openTemporary, type TemporaryFolder } from "./temporary.ts";

/** Where a content lies, and what it is. */
export interface Spooled {
  /** Git object id (SHA-1, hex). */
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** Absent where it was larger than what is kept. */
  readonly at?: number;
}

export class Spool {
  readonly #folder: TemporaryFolder;
  readonly #handle: FileHandle;
  readonly #maxFileBytes: number;
  #end = 0;

  private constructor(folder: TemporaryFolder, handle: FileHandle, maxFileBytes: number) {
    this.#folder = folder;
    this.#handle = handle;
    this.#maxFileBytes = maxFileBytes;
  }

  /** `maxFileBytes`: larger contents are read for their id alone. */
  static async open(maxFileBytes: number, parent?: string): Promise<Spool> {
    const folder = await openTemporary(parent);
    try {
      return new Spool(folder, await open(join(folder.path, "contents"), "wx+", 0o600), maxFileBytes);
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  /** Of `size` bytes as somebody says; whoever gives more or less is refused by throwing what `wrong` makes. */
  async add(content: AsyncIterable<Uint8Array>, size: number, wrong: () => Error): Promise<Spooled> {
    const hash = createHash("sha1").update(`blob ${size}\0`);
    const kept = size <= this.#maxFileBytes;
    const at = this.#end;
    let bytes = 0;
    for await (const piece of content) {
      bytes += piece.length;
      if (bytes > size) throw wrong();
      hash.update(piece);
      if (kept) await this.#write(piece);
    }
    if (bytes !== size) throw wrong();
    return { blob: hash.digest("hex"), size, ...(kept && { at }) };
  }

  async read(at: number, size: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(size);
    for (let filled = 0; filled < size; ) {
      const { bytesRead } = await this.#handle.read(bytes, filled, size - filled, at + filled);
      if (bytesRead === 0) throw new RetryableError("the temporary file of the source is shorter than it was");
      filled += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await this.#folder.remove();
  }

  async #write(piece: Uint8Array): Promise<void> {
    for (let written = 0; written < piece.length; ) {
      const { bytesWritten } = await this.#handle.write(piece, written, piece.length - written, this.#end);
      written += bytesWritten;
      this.#end += bytesWritten;
    }
  }
}
