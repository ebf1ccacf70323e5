/**
 * The work a file may cost after its parse, counted, not timed: the same file stops at the same place on any machine.
 * A unit is about one node of the tree looked at; characters searched cost a small part of one. Ordinary files use a
 * thousandth of it.
 */
import type { Tree } from "web-tree-sitter";

/** Characters that are searched for the price of one node. */
const CHARACTERS_PER_UNIT = 256;

export class Budget {
  static readonly UNITS = 16_000_000;
  #left: number;
  #listCut = false;

  constructor(units: number = Budget.UNITS) {
    this.#left = units;
  }

  /** False once the budget is used up, and for ever after: the caller stops, and the file is reported as cut short. */
  spend(units: number): boolean {
    this.#left -= units;
    return this.#left >= 0;
  }

  /** The same for a search through a text. */
  search(characters: number): boolean {
    return this.spend(characters / CHARACTERS_PER_UNIT + 1);
  }

  /** Something of the file is not looked at, whatever it would cost. */
  giveUp(): void {
    this.#left = -1;
  }

  get exhausted(): boolean {
    return this.#left < 0;
  }

  /** The rest of a list is not looked at; everything else is. */
  cutList(): void {
    this.#listCut = true;
  }

  get listCut(): boolean {
    return this.#listCut;
  }
}

const budgets = new WeakMap<Tree, Budget>();

/** The one budget of a parsed file, whoever asks. */
export function budgetOf(tree: Tree): Budget {
  let budget = budgets.get(tree);
  if (budget === undefined) {
    budget = new Budget();
    budgets.set(tree, budget);
  }
  return budget;
}
