/** The wire encoding of SSH (RFC 4251 section 5): strings with a four-byte length, numbers, mpints. */
export class Strings {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** A number of four or eight bytes. */
  number(size: 4 | 8): bigint {
    if (this.#at + size > this.#bytes.length) throw new Error("ends too early");
    const value = size === 4 ? BigInt(this.#bytes.readUInt32BE(this.#at)) : this.#bytes.readBigUInt64BE(this.#at);
    this.#at += size;
    return value;
  }

  next(): Buffer {
    if (this.#at + 4 > this.#bytes.length) throw new Error("ends too early");
    const length = this.#bytes.readUInt32BE(this.#at);
    const start = this.#at + 4;
    if (start + length > this.#bytes.length) throw new Error("ends too early");
    this.#at = start + length;
    return this.#bytes.subarray(start, start + length);
  }
}
