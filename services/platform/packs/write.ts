import { createHash } from "node:crypto";
import { constants, createZstdCompress } from "node:zlib";
import { TerminalError } from "../errors.ts";
import { nameOfMember } from "./member.ts";
import { BLOB_ID, compareKeys, KIND, type PackMember, packKeyOf } from "./pack.ts";
import { SpareMemory } from "./spare.ts";
import { tarBytes, writeTar } from "./tar.ts";

/** Higher levels cost more time than the bytes they save. */
const ZSTD_LEVEL = 1;

export interface WrittenPack {
  /** `packs/<first two of digest>/<digest>.tar.zst`. */
  readonly key: string;
  /** SHA-256 of `bytes`, hex. */
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/**
 * Distinct blobs in any order. `owner`, the scan and the epoch of its claim, makes the pack its own: were packs shared,
 * the clean-up of one plan could delete what another has just come to need. Whoever writes many lends the same `memory` to
 * all. Throws `TerminalError` for a blob that cannot be packed.
 */
export async function writePack(
  blobs: readonly PackMember[],
  owner: string,
  memory: SpareMemory = new SpareMemory(0),
): Promise<WrittenPack> {
  const members = blobs.toSorted(compareKeys).map((member) => {
    const { blob, kind, bytes } = member;
    if (!BLOB_ID.test(blob) || !KIND.test(kind)) {
      throw new TerminalError(`Cannot pack ${JSON.stringify(`${kind}/${blob}`)}: it is no kind and git object id.`);
    }
    return { name: nameOfMember(member), content: bytes };
  });
  const length = tarBytes(members.map(({ content }) => content));
  const bytes = await memory.during(length, (buffer) => compressed(writeTar(buffer, members, owner)));
  const digest = createHash("sha256").update(bytes).digest("hex");
  return { key: packKeyOf(digest), digest, bytes };
}

/** One frame that says how much it unpacks to, so that whoever unpacks it takes memory once. */
async function compressed(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = createZstdCompress({
    // Room for all of it: what comes in several pieces lies in one memory then, one piece behind the other.
    chunkSize: mostCompressed(bytes.length),
    pledgedSrcSize: bytes.length,
    params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  stream.end(bytes);
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  const [first = Buffer.alloc(0)] = pieces;
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  if (pieces.some(({ buffer }) => buffer !== first.buffer)) return Buffer.concat(pieces, total);
  return Buffer.from(first.buffer, first.byteOffset, total);
}

/** `ZSTD_compressBound`, and the checksum and a byte that is left over: an output that is full might go on. */
function mostCompressed(bytes: number): number {
  return bytes + (bytes >> 8) + 1024;
}
