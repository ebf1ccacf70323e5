/** What findings are against the scan before, as it is counted and stored. */
import type { Cause, Changes, FindingState } from "@pqc-audit/reports/model/changes.ts";

export const FINDING_STATES: readonly FindingState[] = ["new", "existing", "reopened"];

/** As stored with findings. The index of what changed is over 2 and above. */
export const STATES = {
  existing: 0,
  /** Of the first scan of a repository: nothing was there to compare it with. */
  first: 1,
  newByCode: 2,
  newByRules: 3,
  reopenedByCode: 4,
  reopenedByRules: 5,
} as const;
export type StateNumber = (typeof STATES)[keyof typeof STATES];

interface Told {
  readonly state: FindingState;
  readonly cause?: Cause;
}

const TOLD: Readonly<Record<StateNumber, Told>> = {
  [STATES.existing]: { state: "existing" },
  [STATES.first]: { state: "new" },
  [STATES.newByCode]: { state: "new", cause: "code" },
  [STATES.newByRules]: { state: "new", cause: "ruleset" },
  [STATES.reopenedByCode]: { state: "reopened", cause: "code" },
  [STATES.reopenedByRules]: { state: "reopened", cause: "ruleset" },
};

export function told(state: number): Told {
  return TOLD[state as StateNumber] ?? { state: "existing" };
}

/** The numbers that stand for these states. */
export function numbersOf(states: readonly FindingState[]): readonly number[] {
  return Object.values(STATES).filter((number) => states.includes(TOLD[number].state));
}

/** Counts while a scan is gone through. */
export class ChangeCounter {
  readonly #counts = new Map<StateNumber, number>();
  #fixed = 0;
  #fixedByRules = 0;
  unseen = 0;

  add(state: StateNumber, count = 1): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + count);
  }

  close(byRules: boolean): void {
    this.#fixed++;
    if (byRules) this.#fixedByRules++;
  }

  changes(since: Changes["since"], ruleset: boolean): Changes {
    const of = (...states: readonly StateNumber[]) =>
      states.reduce<number>((sum, state) => sum + (this.#counts.get(state) ?? 0), 0);
    return {
      ...(since && { since }),
      ruleset,
      new: of(STATES.first, STATES.newByCode, STATES.newByRules),
      existing: of(STATES.existing),
      reopened: of(STATES.reopenedByCode, STATES.reopenedByRules),
      fixed: this.#fixed,
      unseen: this.unseen,
      byRuleset: { new: of(STATES.newByRules), reopened: of(STATES.reopenedByRules), fixed: this.#fixedByRules },
    };
  }
}
