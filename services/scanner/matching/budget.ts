/**
 * The work a file may cost after its parse, counted in characters read, not in time: the same file stops at the same
 * place on any machine. Ordinary files use a thousandth of it.
 */
export class Budget {
  static readonly MATCHING = 50_000_000;
  #left: number;

  constructor(characters: number = Budget.MATCHING) {
    this.#left = characters;
  }

  /** False once the budget is used up, and for ever after. */
  spend(characters: number): boolean {
    this.#left -= characters;
    return this.#left >= 0;
  }

  get exhausted(): boolean {
    return this.#left < 0;
  }
}
