/** A number of places, taken in the order of asking. */
export class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  /** True once a place is taken; false where the signal ended the wait. */
  take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const taken = () => {
        signal.removeEventListener("abort", ended);
        resolve(true);
      };
      const ended = () => {
        this.#waiting.splice(this.#waiting.indexOf(taken), 1);
        resolve(false);
      };
      this.#waiting.push(taken);
      signal.addEventListener("abort", ended, { once: true });
    });
  }

  giveBack(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
