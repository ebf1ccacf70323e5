/** Spellings are compared without case and separators: `AES_128_CBC`, `aes-128-cbc` and `Aes128Cbc` are one. */

/** Longest text that is read as one name; what is longer names nothing. Keeps every reader's work bounded. */
export const MAX_NAME = 160;

/** Lower case letters and digits only. */
export function normalise(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The last segment of a qualified name: `SHA256` of `cryptography.hazmat.primitives.hashes.SHA256`, `P256` of `crypto/elliptic.P256`. */
export function lastSegment(text: string): string {
  const cut = Math.max(text.lastIndexOf("."), text.lastIndexOf(":"), text.lastIndexOf("#"));
  return text.slice(cut + 1);
}

/** A table to look hostile text up in: unlike a plain object it knows no `constructor`. */
export function table<T>(rows: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(rows));
}
