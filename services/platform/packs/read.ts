import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { CorruptInputError, messageOf } from "../errors.ts";
import { contentOf, parseMemberName } from "./member.ts";
import type { PackMember } from "./pack.ts";
import { readTar } from "./tar.ts";
import { contentBytes } from "./zstd-frame.ts";

const decompress = promisify(zstdDecompress);

export interface PackLimits {
  /** Most bytes the pack may unpack to, and its contents together may have. Default 64 MiB. */
  readonly maxUnpackedBytes?: number;
  /** Most members. Default 20,000. */
  readonly maxEntries?: number;
}

const DEFAULT_MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_ENTRIES = 20_000;
/** Unpacked bytes that are taken over at once where the pack does not say how many there are. */
const AT_ONCE = 2 ** 20;
/** Less is refused by Node. */
const LEAST_AT_ONCE = 64;

/**
 * The members of a pack, believed as a whole or not at all: its bytes have the digest, and what is a content is the one its
 * name says. Throws `CorruptInputError` otherwise. Zlib streams are left as they are: whoever scans their contents inflates
 * and compares them (`contentOf`), where they are scanned.
 */
export async function readPack(
  bytes: Uint8Array,
  expectedDigest: string,
  limits: PackLimits = {},
): Promise<readonly PackMember[]> {
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== expectedDigest) {
    throw new CorruptInputError(
      `The pack has the SHA-256 ${digest} instead of ${expectedDigest}: it was changed or cut.`,
    );
  }
  const maxUnpackedBytes = limits.maxUnpackedBytes ?? DEFAULT_MAX_UNPACKED_BYTES;
  const archive = await unpacked(bytes, maxUnpackedBytes);
  const members: PackMember[] = [];
  const seen = new Set<string>();
  const maxEntries = limits.maxEntries ?? DEFAULT_MAX_ENTRIES;
  let left = maxUnpackedBytes;
  for (const { name, content } of readTar(archive)) {
    if (members.length >= maxEntries) throw new CorruptInputError(`The pack has more than ${maxEntries} members.`);
    const member = parseMemberName(name);
    const key = member && `${member.kind}/${member.blob}`;
    if (member === undefined || key === undefined || seen.has(key)) {
      throw new CorruptInputError(
        `The pack ${digest} has the member ${JSON.stringify(name.slice(0, 120))}, which no pack has.`,
      );
    }
    seen.add(key);
    left -= member.inflated ?? content.length;
    if (left < 0) throw tooLarge(maxUnpackedBytes);
    const packed = { ...member, bytes: content };
    if (packed.inflated === undefined) contentOf(packed);
    members.push(packed);
  }
  if (members.length === 0) throw new CorruptInputError(`The pack ${digest} is empty.`);
  return members;
}

async function unpacked(bytes: Uint8Array, maxOutputLength: number): Promise<Buffer> {
  // One byte more than there are, and they are taken over at once: an output that is full might go on.
  const said = Math.min(contentBytes(bytes) ?? AT_ONCE, maxOutputLength);
  const chunkSize = Math.max(LEAST_AT_ONCE, said + 1);
  try {
    return await decompress(bytes, { maxOutputLength, chunkSize });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
      throw tooLarge(maxOutputLength, error);
    }
    throw new CorruptInputError(`The pack cannot be unpacked: it is not zstd (${messageOf(error)}).`, { cause: error });
  }
}

function tooLarge(most: number, cause?: Error): CorruptInputError {
  return new CorruptInputError(`The pack cannot be unpacked: it unpacks to more than ${most} bytes.`, { cause });
}
