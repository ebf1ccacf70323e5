/** One scan against what was open before: what is known of it while its files come by, and what is noted of each use. */
import { type Draft, match } from "@pqc-audit/reports/history/same-use.ts";
import type { Changes } from "@pqc-audit/reports/model/changes.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import type { Store } from "../store/store.ts";
import { ChangeCounter, STATES, type StateNumber } from "./changes.ts";
import type { KnownLife } from "./open-lives.ts";
import { freshId, type Mark, type SeenFile, type SeenUse } from "./sighting.ts";
import { Staged } from "./staged.ts";
import type { Base, Standing } from "./track.ts";
import { UseNumbers } from "./use-numbers.ts";

export interface ComparedScan {
  readonly id: string;
  readonly engine: number;
  /** `keyNumber` of paths that could not be scanned: nobody knows what is there. */
  readonly unscanned: ReadonlySet<number>;
}

export class Comparison {
  readonly store: Store;
  readonly scan: ComparedScan;
  readonly base: Base | undefined;
  readonly own: Standing["own"];
  readonly counter = new ChangeCounter();
  readonly uses: UseNumbers;
  readonly #baseUses: UseNumbers;
  /** A bit for each life of the base: it was met, or has ended. */
  readonly #met: Uint8Array;
  readonly #kinds = new Map<string, number>();
  /** Open lives by use, and how many lives a use has more than before. */
  readonly #openOf = new Map<number, number>();
  readonly #moreOf = new Map<number, number>();
  #lives: number;
  #open = 0;

  private constructor(store: Store, scan: ComparedScan, standing: Standing, uses: UseNumbers, baseUses: UseNumbers) {
    this.store = store;
    this.scan = scan;
    this.base = standing.base;
    this.own = standing.own;
    this.uses = uses;
    this.#baseUses = baseUses;
    this.#met = new Uint8Array(((standing.base?.lives ?? 0) >> 3) + 1);
    this.#lives = standing.own?.lives ?? 0;
  }

  static async of(store: Store, scan: ComparedScan, standing: Standing): Promise<Comparison> {
    const { base, own } = standing;
    const uses = await UseNumbers.of(store, own?.track);
    const baseUses = base && base.track !== own?.track ? await UseNumbers.of(store, base.track) : uses;
    return new Comparison(store, scan, standing, uses, baseUses);
  }

  /** Whether a use that is not found again has ended: not so where others knew it, or a later scan was here already. */
  get follows(): boolean {
    return this.base !== undefined && this.own?.track === this.base.track;
  }

  /** Made by other rules than the scan before. */
  get ruleset(): boolean {
    return this.base !== undefined && this.base.engine !== this.scan.engine;
  }

  /** Lives numbered by now, and those that are open. */
  get lives(): number {
    return this.#lives;
  }
  get open(): number {
    return this.#open;
  }

  staged(): Staged | undefined {
    return this.own && new Staged(this.own);
  }

  /** Whose the uses of a file are, of those that were open. */
  match({ findings }: Pick<SeenFile, "findings">, lives: readonly KnownLife[]): Draft<KnownLife> {
    const types = this.typesOf(findings);
    const had = this.typesOfLives(lives);
    // Most files are as they were.
    if (types.length === had.length && types.every((type, at) => type === had[at])) return [...lives];
    const draft: Draft<KnownLife> = types.map(() => undefined);
    match(types, draft, { types: had, lives }, new Set(), (type) => type.slice(type.indexOf(" ")));
    return draft;
  }

  /** Equal for the very same uses; behind the blank for those of the same algorithm by the same rule. */
  typesOf(uses: readonly SeenUse[]): readonly string[] {
    return uses.map((use) => this.#type(use.fingerprint, `${use.ruleId}\0${use.algorithm}`));
  }

  typesOfLives(lives: readonly KnownLife[]): readonly string[] {
    return lives.map(({ fingerprint, use }) => this.#type(fingerprint, this.#baseUses.of(use).kind));
  }

  #type(fingerprint: string, kind: string): string {
    let number = this.#kinds.get(kind);
    if (number === undefined) {
      number = this.#kinds.size;
      this.#kinds.set(kind, number);
    }
    return `${fingerprint} ${number}`;
  }

  isMet(life: KnownLife): boolean {
    return ((this.#met[life.life >> 3] ?? 0) & (1 << (life.life & 7))) !== 0;
  }

  #meet({ life }: KnownLife): void {
    this.#met[life >> 3] = (this.#met[life >> 3] ?? 0) | (1 << (life & 7));
  }

  /** The first scan of a repository. */
  first(file: SeenFile, use: SeenUse, staged: Staged | undefined): Mark {
    return this.#opened(file, use, use.id, STATES.first, staged);
  }

  /** A use that nobody knew. */
  came(file: SeenFile, use: SeenUse, byRules: boolean, staged: Staged | undefined): Mark {
    const id = freshId(this.scan.id, file.path, use);
    if (!staged) return { id, state: null };
    return this.#opened(file, use, id, byRules ? STATES.newByRules : STATES.newByCode, staged);
  }

  /** A use that had ended. */
  returned(file: SeenFile, use: SeenUse, life: KnownLife, byRules: boolean, staged: Staged | undefined): Mark {
    const state = byRules ? STATES.reopenedByRules : STATES.reopenedByCode;
    return this.#opened(file, use, life.finding_id, state, staged, life.life);
  }

  /** A use that was open. */
  stayed(file: SeenFile, use: SeenUse, life: KnownLife, staged: Staged | undefined): Mark {
    this.#meet(life);
    const id = life.finding_id;
    if (!staged) return { id, state: null };
    if (!this.follows) return this.#opened(file, use, id, STATES.existing, staged);
    const number = this.#noted(use);
    const severity = SEVERITIES.indexOf(use.severity);
    const same = life.path === file.path && life.use === number && life.fingerprint === use.fingerprint;
    if (!same || life.severity !== severity) staged.change(life.life, this.#sighting(file, use, number));
    if (life.use !== number) {
      add(this.#moreOf, life.use, -1);
      add(this.#moreOf, number, 1);
    }
    this.counter.add(STATES.existing);
    return { id, state: STATES.existing };
  }

  /** An open use that is not there any more, or lies where nobody could look. */
  missed(key: number, life: KnownLife, byRules: boolean, staged: Staged): void {
    if (this.scan.unscanned.has(key)) {
      this.unseen(life);
      return;
    }
    this.#meet(life);
    staged.close(life.life, byRules);
    this.counter.close(byRules);
  }

  /** An open use that lies where nobody could look. */
  unseen(life: KnownLife): void {
    this.#meet(life);
    this.counter.unseen++;
    this.#countOpen(life.use);
  }

  #opened(
    file: SeenFile,
    use: SeenUse,
    id: string,
    state: StateNumber,
    staged: Staged | undefined,
    reopens?: number,
  ): Mark {
    const byRules = state === STATES.newByRules || state === STATES.reopenedByRules;
    const number = this.#noted(use);
    const sighting = this.#sighting(file, use, number);
    add(this.#moreOf, number, 1);
    staged?.open(++this.#lives, id, sighting, { byRules, ...(reopens !== undefined && { reopens }) });
    this.counter.add(state);
    return { id, state };
  }

  #sighting({ path, key }: SeenFile, { fingerprint, severity }: SeenUse, use: number) {
    return { path, key, use, fingerprint, severity };
  }

  #noted(use: SeenUse): number {
    const number = this.uses.number(use);
    this.#countOpen(number);
    return number;
  }

  #countOpen(use: number): void {
    this.#open++;
    add(this.#openOf, use, 1);
  }

  /** Open uses by verdict and family. */
  openUses(): Record<string, Record<string, number>> {
    const verdicts = new Map<string, Map<string, number>>();
    for (const [use, count] of this.#openOf) {
      const { verdict, family } = this.uses.of(use);
      if (verdict === null) continue;
      const families = verdicts.get(verdict) ?? new Map<string, number>();
      verdicts.set(verdict, families);
      add(families, family, count);
    }
    return Object.fromEntries(Array.from(verdicts, ([verdict, families]) => [verdict, Object.fromEntries(families)]));
  }

  /** Of uses that have lives: those that are open now, and how many more there are than before. */
  countsOfUses(): readonly (readonly [use: number, open: number, more: number])[] {
    const uses = new Set([...this.#openOf.keys(), ...this.#moreOf.keys()]);
    return Array.from(uses, (use) => [use, this.#openOf.get(use) ?? 0, this.#moreOf.get(use) ?? 0] as const);
  }

  /** Undefined where it was not compared. */
  changes(): Changes | undefined {
    if (!this.own) return undefined;
    const { base } = this;
    const since = base && {
      scan: base.scan.id,
      ...(base.scan.commit !== null && { commit: base.scan.commit }),
      ...(base.scan.ref !== "" && { ref: base.scan.ref }),
    };
    return this.counter.changes(since, this.ruleset);
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
