import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { pack as tar } from "tar-stream";
import { TerminalError } from "../errors.ts";
import { BLOB_ID, compareKeys, KIND, type PackedBlob, packKeyOf } from "./pack.ts";

const compress = promisify(zstdCompress);
/** Higher levels cost more time than the bytes they save. */
const ZSTD_LEVEL = 1;
/** What a tar header can hold as an owner's name. */
const MAX_OWNER = 31;

export interface WrittenPack {
  /** `packs/<first two of digest>/<digest>.tar.zst`. */
  readonly key: string;
  /** SHA-256 of `bytes`, hex. */
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/**
 * Distinct blobs in any order. `owner`, the scan and the epoch of its claim, makes the pack its own: were packs shared,
 * the clean-up of one plan could delete what another has just come to need. Throws `TerminalError` for a blob that cannot be packed.
 */
export async function writePack(blobs: readonly PackedBlob[], owner: string): Promise<WrittenPack> {
  const archive = tar();
  const chunks: Buffer[] = [];
  const collected = (async () => {
    for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  })();
  const fixed = { mode: 0o444, mtime: new Date(0), uid: 0, gid: 0, uname: owner.slice(0, MAX_OWNER), gname: "" };
  for (const { blob, kind, bytes } of blobs.toSorted(compareKeys)) {
    if (!BLOB_ID.test(blob) || !KIND.test(kind)) {
      throw new TerminalError(`Cannot pack ${JSON.stringify(`${kind}/${blob}`)}: it is no kind and git object id.`);
    }
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    archive.entry({ name: `${kind}/${blob}`, size: content.length, ...fixed }, content);
  }
  archive.finalize();
  await collected;
  const packed = await compress(Buffer.concat(chunks), {
    params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const digest = createHash("sha256").update(packed).digest("hex");
  return { key: packKeyOf(digest), digest, bytes: packed };
}
