/** Sources in UTF-16 (Windows tools write them) become UTF-8 where they lie, before anchors are looked for. */

/**
 * The length of the content after it was rewritten in place; the length itself where it bears no UTF-16 mark, or where
 * UTF-8 would need more room (then NULs among its first bytes make it `binary`, which is counted).
 */
export function utf16ToUtf8(region: Uint8Array, offset: number, length: number): number {
  const littleEndian = region[offset] === 0xff && region[offset + 1] === 0xfe;
  const bigEndian = region[offset] === 0xfe && region[offset + 1] === 0xff;
  if (length < 4 || length % 2 !== 0 || (!littleEndian && !bigEndian)) return length;
  const bytes = region.subarray(offset, offset + length);
  const text = new TextDecoder(littleEndian ? "utf-16le" : "utf-16be").decode(bytes);
  const encoded = new TextEncoder().encode(text);
  if (encoded.length > length) return length;
  bytes.set(encoded);
  bytes.fill(0, encoded.length);
  return encoded.length;
}
