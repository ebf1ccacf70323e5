/** Which names have most, where equal names come one after the other: only the first few are kept. */
export const MOST_RANKED = 10;

export interface Ranked {
  readonly name: string;
  readonly count: number;
}

export class Top {
  /** Different names so far. */
  names = 0;
  #name: string | undefined;
  #count = 0;
  readonly #ranked: Ranked[] = [];

  add(name: string): void {
    if (name !== this.#name) {
      this.#settle();
      this.#name = name;
      this.#count = 0;
      this.names++;
    }
    this.#count++;
  }

  list(): readonly Ranked[] {
    this.#settle();
    this.#name = undefined;
    return this.#ranked;
  }

  #settle(): void {
    if (this.#name === undefined) return;
    this.#ranked.push({ name: this.#name, count: this.#count });
    this.#ranked.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    this.#ranked.length = Math.min(this.#ranked.length, MOST_RANKED);
  }
}
