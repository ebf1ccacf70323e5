/** Which archive a file is, by its first bytes; and which names say that a file is one. */
import type { FileHandle } from "node:fs/promises";

export type ArchiveFormat = "tar" | "tar.gz" | "tar.zst" | "zip";

/** Bytes that tell. */
export const HEAD_BYTES = 512;

const ARCHIVE_NAME = /\.(?:tar|tar\.gz|tgz|tar\.zst|tzst|zip)$/i;

/** Java's archives and office documents are zip archives too, and are files here. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE_NAME.test(name);
}

export async function formatOf(handle: FileHandle): Promise<ArchiveFormat | undefined> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return formatOfHead(head.subarray(0, bytesRead));
}

/** `head`: the first `HEAD_BYTES` or more, or all there are. */
export function formatOfHead(head: Buffer): ArchiveFormat | undefined {
  const magic = head.length < 4 ? 0 : head.readUInt32BE(0);
  if (magic === ZIP || magic === EMPTY_ZIP) return "zip";
  if (magic >>> 16 === GZIP) return "tar.gz";
  if (magic === ZSTD || (magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) return "tar.zst";
  return isTar(head) ? "tar" : undefined;
}

const ZIP = 0x504b0304;
const EMPTY_ZIP = 0x504b0506;
const GZIP = 0x1f8b;
const ZSTD = 0x28b52ffd;
/** The first byte has the low half of it, which may be anything. */
const SKIPPABLE = 0x502a4d18;
const SKIPPABLE_MASK = 0xf0ffffff;

/** By the checksum, as tars of before 1988 have no magic; one without members is all zeros. */
function isTar(head: Buffer): boolean {
  if (head.length < HEAD_BYTES) return false;
  const told = Number.parseInt(head.toString("latin1", 148, 156).replace(/\0/g, " ").trim(), 8);
  let sum = 8 * 0x20;
  let bits = 0;
  for (const [at, byte] of head.subarray(0, HEAD_BYTES).entries()) {
    bits |= byte;
    if (at < 148 || at >= 156) sum += byte;
  }
  return bits === 0 || sum === told;
}
