/** What the first frame of zstd bytes says of itself (RFC 8878, 3.1.1). */
const MAGIC = 0xfd2fb528;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/** Bytes it unpacks to; undefined where it does not say, or is no zstd. Whether that is true shows when it is unpacked. */
export function contentBytes(frame: Uint8Array): number | undefined {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const descriptor = bytes[4];
  if (descriptor === undefined || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  const single = (descriptor & 0x20) !== 0;
  const flag = descriptor >> 6;
  const length = flag === 0 ? (single ? 1 : 0) : 2 ** flag;
  const at = 5 + (single ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0);
  if (length === 0 || at + length > bytes.length) return undefined;
  if (length === 1) return bytes[at];
  if (length === 2) return bytes.readUInt16LE(at) + 256;
  return length === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at));
}
