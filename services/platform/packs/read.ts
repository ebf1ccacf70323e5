import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { extract } from "tar-stream";
import { CorruptInputError, messageOf } from "../errors.ts";
import { BLOB_ID, gitObjectId, KIND, type PackedBlob } from "./pack.ts";

const decompress = promisify(zstdDecompress);

export interface PackLimits {
  /** Most bytes the pack may unpack to. Default 64 MiB. */
  readonly maxUnpackedBytes?: number;
  /** Most members. Default 20,000. */
  readonly maxEntries?: number;
}

const DEFAULT_MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_ENTRIES = 20_000;

/**
 * The contents of a pack, believed as a whole or not at all: its bytes have the digest, and each member is the content
 * its name says. Throws `CorruptInputError` otherwise. The contents share one buffer.
 */
export async function readPack(
  bytes: Uint8Array,
  expectedDigest: string,
  limits: PackLimits = {},
): Promise<readonly PackedBlob[]> {
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== expectedDigest) {
    throw new CorruptInputError(
      `The pack has the SHA-256 ${digest} instead of ${expectedDigest}: it was changed or cut.`,
    );
  }
  const archive = await unpacked(bytes, limits.maxUnpackedBytes ?? DEFAULT_MAX_UNPACKED_BYTES);
  const blobs: PackedBlob[] = [];
  const seen = new Set<string>();
  for (const { name, content } of await membersOf(archive, limits.maxEntries ?? DEFAULT_MAX_ENTRIES)) {
    const [kind = "", blob = "", more] = name.split("/");
    if (more !== undefined || !KIND.test(kind) || !BLOB_ID.test(blob) || seen.has(name)) {
      throw new CorruptInputError(
        `The pack ${digest} has the member ${JSON.stringify(name.slice(0, 120))}, which no pack has.`,
      );
    }
    seen.add(name);
    const id = gitObjectId(content, blob.length);
    if (id !== blob) throw new CorruptInputError(`The pack ${digest} gives the content ${id} out as ${blob}.`);
    blobs.push({ kind, blob, bytes: content });
  }
  if (blobs.length === 0) throw new CorruptInputError(`The pack ${digest} is empty.`);
  return blobs;
}

async function unpacked(bytes: Uint8Array, maxOutputLength: number): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength });
  } catch (error) {
    const tooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    const why = tooLarge ? `it unpacks to more than ${maxOutputLength} bytes` : `it is not zstd (${messageOf(error)})`;
    throw new CorruptInputError(`The pack cannot be unpacked: ${why}.`, { cause: error });
  }
}

interface Member {
  readonly name: string;
  readonly content: Uint8Array;
}

async function membersOf(archive: Buffer, maxEntries: number): Promise<readonly Member[]> {
  const reader = extract();
  const members: Member[] = [];
  reader.end(archive);
  try {
    for await (const stream of reader) {
      const { name, type, size } = stream.header;
      if (type !== "file") throw new CorruptInputError(`The pack has a member of type ${type}; packs hold files only.`);
      if (members.length >= maxEntries) throw new CorruptInputError(`The pack has more than ${maxEntries} members.`);
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      const [only] = chunks;
      const content = chunks.length === 1 && only ? only : Buffer.concat(chunks);
      if (content.length !== size) throw new CorruptInputError(`The pack's member ${name} is cut.`);
      members.push({ name, content });
    }
  } catch (error) {
    if (error instanceof CorruptInputError) throw error;
    throw new CorruptInputError(`The pack is not a tar archive: ${messageOf(error)}.`, { cause: error });
  }
  return members;
}
