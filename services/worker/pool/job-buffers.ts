/**
 * The memory that contents go to a thread in, used again once the thread has given it back. What lies outside of V8's heaps
 * counts when V8 decides to collect them: with new memory for every job, a worker collects its heap for every 40th.
 */
const MEBIBYTE = 2 ** 20;
/** Larger ones are of a single large file, and seldom of use again. */
const LARGEST = 4 * MEBIBYTE;

export class JobBuffers {
  readonly #keep: number;
  readonly #spare: ArrayBuffer[] = [];

  /** `keep`: buffers that wait for use at most. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** One of at least so many bytes, with anything in it. */
  take(bytes: number): ArrayBuffer {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength >= bytes);
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1);
    return spare ?? new ArrayBuffer(bytes > LARGEST ? bytes : Math.ceil(bytes / MEBIBYTE) * MEBIBYTE);
  }

  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength > LARGEST) return;
    this.#spare.push(buffer);
    // The smallest that serves is taken; the largest serve the most, so they are kept.
    this.#spare.sort((a, b) => a.byteLength - b.byteLength);
    if (this.#spare.length > this.#keep) this.#spare.shift();
  }
}
