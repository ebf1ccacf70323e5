/**
 * Numbers for object ids, in the order they came: about 30 bytes an id, where a map of texts takes over a hundred. A long
 * history has millions.
 */
const ID_BYTES = 20;
const FIRST_CAPACITY = 64;
/** Empty slots keep the search for an id short. */
const MOST_FULL = 0.7;

export class IdTable {
  #ids = Buffer.alloc(FIRST_CAPACITY * ID_BYTES);
  /** Number of the id, plus one; 0 where nobody is. */
  #slots = new Uint32Array(FIRST_CAPACITY * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Undefined where it was never added. `id`: 40 hexadecimal digits. */
  find(id: string): number | undefined {
    const found = this.#slots[this.#slotOf(Buffer.from(id, "hex"))];
    return found ? found - 1 : undefined;
  }

  /** Its number, a new one where it has none. */
  add(id: string): number {
    const bytes = Buffer.from(id, "hex");
    if (bytes.length !== ID_BYTES) throw new RangeError(`${id} is no object id of ${ID_BYTES} bytes`);
    const slot = this.#slotOf(bytes);
    const found = this.#slots[slot];
    if (found) return found - 1;
    if ((this.#size + 1) * ID_BYTES > this.#ids.length) {
      this.#ids = Buffer.concat([this.#ids, Buffer.alloc(this.#ids.length)]);
    }
    bytes.copy(this.#ids, this.#size * ID_BYTES);
    this.#slots[slot] = ++this.#size;
    if (this.#size > this.#slots.length * MOST_FULL) this.#grow();
    return this.#size - 1;
  }

  id(number: number): string {
    return this.#ids.toString("hex", number * ID_BYTES, (number + 1) * ID_BYTES);
  }

  /** Where it is, or where it would go. Ids are digests: their first bytes are as good a hash as any. */
  #slotOf(bytes: Buffer): number {
    const last = this.#slots.length - 1;
    let slot = bytes.readUInt32LE(0) & last;
    for (;;) {
      const found = this.#slots[slot];
      if (!found) return slot;
      const at = (found - 1) * ID_BYTES;
      if (this.#ids.compare(bytes, 0, ID_BYTES, at, at + ID_BYTES) === 0) return slot;
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#size; number++) {
      const at = number * ID_BYTES;
      this.#slots[this.#slotOf(this.#ids.subarray(at, at + ID_BYTES))] = number + 1;
    }
  }
}
