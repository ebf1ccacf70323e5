/** Columns of numbers as text that both databases hold: a byte or two a number, in base64. */

/** Whole numbers from 0 to 2^32 - 1, small ones short (LEB128). */
export function packSmall(numbers: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(numbers.length * 5);
  let end = 0;
  for (const number of numbers) {
    let rest = number;
    while (rest > 0x7f) {
      bytes[end++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[end++] = rest;
  }
  return bytes.toString("base64", 0, end);
}

/** Into `into` from `at` on; answers where it ended. */
export function unpackSmall(text: string, into: Uint16Array | Uint32Array, at: number): number {
  const bytes = Buffer.from(text, "base64");
  let [number, shift, end] = [0, 0, at];
  for (const byte of bytes) {
    number |= (byte & 0x7f) << shift;
    if (byte > 0x7f) shift += 7;
    else {
      into[end++] = number;
      number = 0;
      shift = 0;
    }
  }
  return end;
}

/** Four bytes each. */
export function packWide(numbers: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(numbers.length * 4);
  for (const [at, number] of numbers.entries()) bytes.writeUInt32LE(number, at * 4);
  return bytes.toString("base64");
}

/** Places where `wanted` stands. */
export function findWide(text: string, wanted: number): readonly number[] {
  const numbers = new Uint32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
  const places: number[] = [];
  for (let at = numbers.indexOf(wanted); at >= 0; at = numbers.indexOf(wanted, at + 1)) places.push(at);
  return places;
}
