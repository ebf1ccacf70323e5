/** A number of places; whoever finds none free waits for one, first come first served. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves with how to give the place back, or undefined where the signal ended the waiting. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#free > 0) {
      this.#free--;
      return this.#giver();
    }
    return new Promise((resolve) => {
      const given = () => {
        signal.removeEventListener("abort", aborted);
        resolve(this.#giver());
      };
      const aborted = () => {
        this.#waiting.splice(this.#waiting.indexOf(given), 1);
        resolve(undefined);
      };
      this.#waiting.push(given);
      signal.addEventListener("abort", aborted, { once: true });
    });
  }

  #giver(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }
}
