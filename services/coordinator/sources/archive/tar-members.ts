/** Members of a tar archive in one pass: plain, gzip or zstd, of any number of frames. */
import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { CorruptInputError } from "@pqc-audit/platform/errors.ts";
import { extract, type Header } from "tar-stream";
import type { Unpacked } from "./limits.ts";
import type { Member } from "./member.ts";

export interface ArchiveFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

export type TarCompression = "none" | "gzip" | "zstd";

const BLOCK = 512;
/** Names of headers come back as their bytes; those of pax headers are UTF-8 by definition. */
const READING = { highWaterMark: 64 * 1024, filenameEncoding: "latin1" };

/** Throws `CorruptInputError` where it is damaged, cut short, or more than `unpacked` allows. */
export async function* tarMembers(
  file: ArchiveFile,
  compression: TarCompression,
  unpacked: Unpacked,
): AsyncGenerator<Member> {
  const end = new EndBlock();
  const bytes = Readable.from(watched(bytesOf(file, compression), unpacked, end), { objectMode: false });
  const tar = extract(READING);
  let failure: unknown;
  pipeline(bytes, tar, (error) => {
    failure ??= error;
  });
  try {
    for await (const entry of tar) {
      unpacked.entry();
      const member = memberOf(entry.header, entry as AsyncIterable<Uint8Array>);
      if (member) yield member;
      entry.resume();
    }
  } catch (error) {
    throw failure ?? error;
  } finally {
    bytes.destroy();
  }
  if (!end.seen) throw new CorruptInputError("it is cut short: the block that ends it is missing");
}

async function* watched(
  bytes: AsyncIterable<Uint8Array>,
  unpacked: Unpacked,
  end: EndBlock,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    unpacked.bytes(piece.length);
    end.take(piece);
    yield piece;
  }
}

/** Whether the last block is an empty one. */
class EndBlock {
  #zeros = 0;

  take(piece: Uint8Array): void {
    let zeros = 0;
    while (zeros < piece.length && piece[piece.length - 1 - zeros] === 0) zeros++;
    this.#zeros = zeros === piece.length ? this.#zeros + zeros : zeros;
  }

  get seen(): boolean {
    return this.#zeros >= BLOCK;
  }
}

function memberOf(header: Header, entry: AsyncIterable<Uint8Array>): Member | undefined {
  const { size, type } = header;
  const name = Buffer.from(header.name, hasPaxPath(header) ? "utf8" : "latin1");
  if (type === "directory") return undefined;
  // Members of the oldest archives are folders where their names end so.
  if (type === "file" && name.at(-1) === SLASH && size === 0) return undefined;
  if (type === "file" || type === "contiguous-file") return { name, type: "file", size, content: () => entry };
  if (type === "link") return { name, type: "file", size: 0, skip: "hard-link" };
  return { name, type: type === "symlink" ? "symlink" : "special", size: 0 };
}

function hasPaxPath({ pax }: Header): boolean {
  return typeof pax === "object" && pax !== null && "path" in pax;
}

const SLASH = "/".charCodeAt(0);

async function* bytesOf(file: ArchiveFile, compression: TarCompression): AsyncGenerator<Uint8Array> {
  if (compression === "zstd") yield* zstdFrames(file);
  else if (compression === "none") yield* createReadStream(file.path);
  else yield* through(createReadStream(file.path), createGunzip());
}

/** One decompressor reads one frame, and passes over what follows without a word. */
async function* zstdFrames(file: ArchiveFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; ) {
    const head = Buffer.alloc(8);
    await file.handle.read(head, 0, head.length, at);
    const magic = head.readUInt32LE(0);
    if ((magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) {
      at += head.length + head.readUInt32LE(4);
      continue;
    }
    if (magic !== ZSTD_MAGIC) throw new CorruptInputError("something follows its compressed data");
    const frame = createZstdDecompress();
    yield* through(createReadStream(file.path, { start: at }), frame);
    if (frame.bytesWritten === 0) throw new CorruptInputError("a compressed frame of it is empty");
    at += frame.bytesWritten;
  }
}

const ZSTD_MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;

async function* through(
  source: Readable,
  transform: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>,
): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  pipeline(source, transform, (error) => {
    failure ??= error;
  });
  try {
    yield* transform;
  } catch (error) {
    throw failure ?? error;
  } finally {
    source.destroy();
    transform.destroy();
  }
}
