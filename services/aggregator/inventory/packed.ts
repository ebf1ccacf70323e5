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

/** Into `into` from `at` on; answers where it ended. */
export function unpackWide(text: string, into: Uint32Array, at: number): number {
  const bytes = Buffer.from(text, "base64");
  const count = bytes.length / 4;
  for (let place = 0; place < count; place++) into[at + place] = bytes.readUInt32LE(place * 4);
  return at + count;
}
