/**
 * Who may begin a unit. While memory is short one is under way at most: that one always, lest a worker that stays large for
 * other reasons never works again.
 */
export class Admission {
  readonly #waiting = new Set<() => void>();
  #short = false;
  #inside = 0;

  /** Units under way. */
  get inside(): number {
    return this.#inside;
  }

  set short(short: boolean) {
    this.#short = short;
    this.#admit();
  }

  /** Resolves with how to leave again, or undefined where the signal ended the waiting. First come, first served. */
  async enter(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    return new Promise((resolve) => {
      const given = () => {
        signal.removeEventListener("abort", aborted);
        this.#inside++;
        resolve(this.#leaver());
      };
      const aborted = () => {
        this.#waiting.delete(given);
        resolve(undefined);
      };
      signal.addEventListener("abort", aborted, { once: true });
      this.#waiting.add(given);
      this.#admit();
    });
  }

  #admit(): void {
    for (const given of this.#waiting) {
      if (this.#short && this.#inside > 0) return;
      this.#waiting.delete(given);
      given();
    }
  }

  #leaver(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside--;
      this.#admit();
    };
  }
}
