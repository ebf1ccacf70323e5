interface Waiter {
  readonly places: number;
  readonly given: () => void;
}

/** A number of places; whoever finds too few free waits, first come first served. */
export class Slots {
  readonly #count: number;
  #free: number;
  readonly #waiting: Waiter[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#free = count;
  }

  /** Resolves with how to give the place back, or undefined where the signal ended the waiting. */
  take(signal: AbortSignal): Promise<(() => void) | undefined> {
    return this.#take(1, signal);
  }

  /** All places: nobody else works meanwhile. Whoever holds one must give it back first. */
  takeAll(signal: AbortSignal): Promise<(() => void) | undefined> {
    return this.#take(this.#count, signal);
  }

  async #take(places: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    return new Promise((resolve) => {
      const given = () => {
        signal.removeEventListener("abort", aborted);
        resolve(this.#giver(places));
      };
      const waiter = { places, given };
      const aborted = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        resolve(undefined);
        this.#give(0);
      };
      signal.addEventListener("abort", aborted, { once: true });
      this.#waiting.push(waiter);
      this.#give(0);
    });
  }

  /** Strictly in order: one who wants all places is not passed for ever by those who want one. */
  #give(places: number): void {
    this.#free += places;
    for (let next = this.#waiting[0]; next && next.places <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.places;
      next.given();
    }
  }

  #giver(places: number): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#give(places);
    };
  }
}
