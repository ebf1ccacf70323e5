import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { TerminalError } from "../errors.ts";
import { nameOfMember } from "./member.ts";
import { BLOB_ID, compareKeys, KIND, type PackMember, packKeyOf } from "./pack.ts";
import { SpareMemory } from "./spare.ts";
import { tarBytes, writeTar } from "./tar.ts";

const compress = promisify(zstdCompress);
/** Higher levels cost more time than the bytes they save. */
const ZSTD_LEVEL = 1;
/** Compressed bytes that are taken over at once: with Node's 16 KiB that costs half as much as compressing. */
const OUTPUT_BYTES = 4 * 2 ** 20;

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
  const bytes = await memory.during(length, (buffer) =>
    compress(writeTar(buffer, members, owner), {
      chunkSize: Math.min(OUTPUT_BYTES, length),
      params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
    }),
  );
  const digest = createHash("sha256").update(bytes).digest("hex");
  return { key: packKeyOf(digest), digest, bytes };
}
