/** Sources in UTF-16 (Windows tools write them) become UTF-8 where they lie, before anchors are looked for. */

export type Utf16 = "utf-16le" | "utf-16be";

/** Which UTF-16 a content of this many bytes says that it is by its mark. */
export function utf16Of(head: Uint8Array, length: number): Utf16 | undefined {
  if (length < 4 || length % 2 !== 0) return undefined;
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
}

/**
 * The length of the content after it was rewritten in place; the length itself where it bears no UTF-16 mark, or where
 * UTF-8 would need more room (then NULs among its first bytes make it `binary`, which is counted).
 */
export function utf16ToUtf8(region: Uint8Array, offset: number, length: number): number {
  const bytes = region.subarray(offset, offset + length);
  const encoding = utf16Of(bytes, length);
  if (encoding === undefined) return length;
  const text = new TextDecoder(encoding).decode(bytes);
  const encoded = new TextEncoder().encode(text);
  if (encoded.length > length) return length;
  bytes.set(encoded);
  bytes.fill(0, encoded.length);
  return encoded.length;
}
