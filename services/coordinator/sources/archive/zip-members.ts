/** Members of a zip archive, as its central directory names them; what lies beside it is refused by the reader. */
import { crc32 } from "node:zlib";
import { CorruptInputError } from "@pqc-audit/platform/errors.ts";
import { type Entry, fromFdPromise, type ZipFile } from "yauzl";
import type { Unpacked } from "./limits.ts";
import type { Member } from "./member.ts";
import type { ArchiveFile } from "./tar-members.ts";

/** Throws `CorruptInputError` where it is damaged, cut short, or more than `unpacked` allows. */
export async function* zipMembers(file: ArchiveFile, unpacked: Unpacked): AsyncGenerator<Member> {
  // Names are bytes here: a hostile one is a member left out, not the end of the scan.
  const zip = await fromFdPromise(file.handle.fd, { lazyEntries: true, autoClose: false, decodeStrings: false });
  for await (const entry of zip.eachEntry()) {
    unpacked.entry();
    const member = memberOf(zip, entry, unpacked);
    if (member) yield member;
  }
}

function memberOf(zip: ZipFile, entry: Entry, unpacked: Unpacked): Member | undefined {
  const { uncompressedSize: size } = entry;
  const host = entry.versionMadeBy >>> 8;
  const name = host === FAT || host === NTFS ? withSlashes(entry.fileNameRaw) : entry.fileNameRaw;
  if (name.at(-1) === SLASH && size === 0) return undefined;
  const format = host === UNIX || host === MACOS ? (entry.externalFileAttributes >>> 16) & FORMAT_MASK : 0;
  if (format === FOLDER) return undefined;
  if (format === LINK) return { name, type: "symlink", size: 0 };
  if (format !== 0 && format !== REGULAR) return { name, type: "special", size: 0 };
  if (entry.isEncrypted()) return { name, type: "file", size, skip: "encrypted" };
  if (!entry.canDecodeFileData()) return { name, type: "file", size, skip: "unsupported-compression" };
  return { name, type: "file", size, content: () => contentOf(zip, entry, unpacked) };
}

const SLASH = "/".charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);
const [FAT, UNIX, NTFS, MACOS] = [0, 3, 10, 19];
const [FORMAT_MASK, LINK, REGULAR, FOLDER] = [0xf000, 0xa000, 0x8000, 0x4000];

/** As programs of Windows once wrote them. */
function withSlashes(name: Buffer): Buffer {
  return Buffer.from(name.map((byte) => (byte === BACKSLASH ? SLASH : byte)));
}

/** The reader holds it to its size; its checksum is looked at here. */
async function* contentOf(zip: ZipFile, entry: Entry, unpacked: Unpacked): AsyncGenerator<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  let sum = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      unpacked.bytes(piece.length);
      sum = crc32(piece, sum);
      yield piece;
    }
  } finally {
    stream.destroy();
  }
  if (sum !== entry.crc32) throw new CorruptInputError("a member's checksum is not that of its content");
}
