/** CBOR (RFC 8949), as much of it as COSE needs: integers, strings, arrays, maps, tags; bounded. Throws where bytes are none. */

export type CborValue =
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "array"; readonly items: readonly CborValue[] }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<number | string, CborValue> }
  | { readonly kind: "tag"; readonly tag: number; readonly value: CborValue }
  | { readonly kind: "other" };

const MAX_DEPTH = 8;
const MAX_ITEMS = 2_000;

/** One value that fills the bytes from end to end. */
export function parseCbor(bytes: Buffer): CborValue {
  const reader = new Reader(bytes);
  const value = reader.read(0);
  if (!reader.atEnd) throw new Error("more than one value");
  return value;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #items = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  read(depth: number): CborValue {
    if (depth > MAX_DEPTH || ++this.#items > MAX_ITEMS) throw new Error("too many values");
    const initial = this.#take(1)[0] ?? 0;
    const argument = this.#argument(initial & 31);
    switch (initial >> 5) {
      case 0:
        return { kind: "integer", value: argument };
      case 1:
        return { kind: "integer", value: -1 - argument };
      case 2:
        return { kind: "bytes", bytes: this.#take(argument) };
      case 3:
        return { kind: "text", text: this.#take(argument).toString("utf8") };
      case 4:
        return { kind: "array", items: this.#list(argument, depth) };
      case 5:
        return { kind: "map", entries: this.#map(argument, depth) };
      case 6:
        return { kind: "tag", tag: argument, value: this.read(depth + 1) };
      default:
        return { kind: "other" };
    }
  }

  #list(count: number, depth: number): readonly CborValue[] {
    if (count > MAX_ITEMS) throw new Error("too many values");
    return Array.from({ length: count }, () => this.read(depth + 1));
  }

  #map(count: number, depth: number): ReadonlyMap<number | string, CborValue> {
    if (count > MAX_ITEMS) throw new Error("too many values");
    const entries = new Map<number | string, CborValue>();
    for (let index = 0; index < count; index++) {
      const key = this.read(depth + 1);
      const value = this.read(depth + 1);
      if (key.kind === "integer") entries.set(key.value, value);
      else if (key.kind === "text") entries.set(key.text, value);
    }
    return entries;
  }

  /** Lengths that are not told in advance (31) are not read. */
  #argument(short: number): number {
    if (short < 24) return short;
    if (short > 27) throw new Error("no length");
    const bytes = this.#take(1 << (short - 24));
    const value = bytes.length === 8 ? Number(bytes.readBigUInt64BE()) : bytes.readUIntBE(0, bytes.length);
    if (!Number.isSafeInteger(value)) throw new Error("too large");
    return value;
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new Error("ends too early");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}
