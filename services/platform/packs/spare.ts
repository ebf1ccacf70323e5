/**
 * Memory that is used again for the next archive. What lies outside of V8's heap counts when V8 decides to collect: with
 * new memory for every pack, a coordinator collects its heap for every other one.
 */
export class SpareMemory {
  readonly #keep: number;
  readonly #spare: Buffer[] = [];

  /** `keep`: buffers that wait for use at most. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** A buffer of at least so many bytes, with anything in it, for as long as `work` runs. */
  async during<T>(bytes: number, work: (buffer: Buffer) => Promise<T>): Promise<T> {
    const at = this.#spare.findLastIndex(({ length }) => length >= bytes);
    const buffer = at < 0 ? Buffer.allocUnsafeSlow(bytes) : (this.#spare.splice(at, 1)[0] as Buffer);
    try {
      return await work(buffer);
    } finally {
      this.#spare.push(buffer);
      // The smallest that serves is taken; the largest serve the most, so they are kept.
      this.#spare.sort((a, b) => b.length - a.length).splice(this.#keep);
    }
  }
}
