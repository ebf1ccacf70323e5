/**
 * Whose each finding of a scan is: that of a use that the scan before knew, which keeps its id, or that of a new one. The
 * files of the scan come by in batches; of each, the uses that were open at its path are matched with what is found there
 * now. Files that had none before wait for the end, when it is known which are gone and may have moved (`arrivals.ts`).
 * What is kept meanwhile is a bit for each life, and what to know a file by for each that came or went.
 */
import { usesKey } from "@pqc-audit/reports/history/same-use.ts";
import type { Place } from "../finish/places.ts";
import { STATES } from "./changes.ts";
import type { Comparison } from "./comparison.ts";
import { type EarlierRules, earlierRules, NOTHING_KNOWN } from "./earlier-rules.ts";
import { keyNumber } from "./key-number.ts";
import { endedLivesAt, type KnownLife, openLivesAt } from "./open-lives.ts";
import { freshId, type Mark, type SeenFile, type SeenUse } from "./sighting.ts";
import type { Staged } from "./staged.ts";

/** A file that came or went, as far as it takes to find it again at another place. */
export interface MovingFile {
  readonly path: string;
  readonly key: number;
  /** `keyNumber` of its uses, and of those with its name. */
  readonly uses: number;
  readonly named: number;
}

/** A file with findings where none were. */
export interface Arrival extends MovingFile {
  readonly firstSeq: number;
  readonly count: number;
}

export function movingFile(path: string, key: number, types: readonly string[]): MovingFile {
  const uses = usesKey(types);
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { path, key, uses: keyNumber(uses), named: keyNumber(`${name}\0${uses}`) };
}

export interface Batch {
  readonly files: readonly SeenFile[];
  /** All places of the batch, also those where nothing is found. */
  readonly places: readonly Place[];
}

export interface Identified {
  /** For the findings of each file, in their order. */
  readonly marks: readonly (readonly Mark[])[];
  /** To be written with them; undefined where nothing of it is kept. */
  readonly staged: Staged | undefined;
}

export class Identities {
  readonly comparison: Comparison;
  readonly arrivals: Arrival[] = [];

  constructor(comparison: Comparison) {
    this.comparison = comparison;
  }

  /** Whether places where nothing is found have to come by too: other rules may find nothing any more where something was. */
  get asksForAll(): boolean {
    return this.comparison.follows && this.comparison.ruleset;
  }

  async identify(batch: Batch): Promise<Identified> {
    const { comparison } = this;
    const staged = comparison.staged();
    const marks = comparison.base
      ? await this.#compared(batch, staged)
      : batch.files.map((file) => file.findings.map((use) => comparison.first(file, use, staged)));
    if (staged) staged.uses = comparison.uses.takeUnwritten();
    return { marks, staged };
  }

  async #compared({ files, places }: Batch, staged: Staged | undefined): Promise<Mark[][]> {
    const { comparison } = this;
    const { store, base, follows } = comparison;
    if (!base) throw new Error("there is nothing to compare with");
    const keys = new Map(files.map(({ path, key }) => [path, key]));
    if (this.asksForAll) for (const { path } of places) if (!keys.has(path)) keys.set(path, keyNumber(path));
    const had = await openLivesAt(store, base, keys);
    const drafts = files.map((file) => comparison.match(file, had.get(file.path) ?? []));
    const open = files.filter((_, at) => drafts[at]?.includes(undefined));
    const taken = new Set(drafts.flat());
    const left = [...had].flatMap(([path, lives]) =>
      lives.filter((life) => !taken.has(life)).map((life) => [path, life] as const),
    );
    const rules = await this.#earlierRules(
      places,
      new Set([...open.map(({ path }) => path), ...left.map(([path]) => path)]),
    );
    const found = new Set(files.map(({ path }) => path));
    if (staged && follows) {
      for (const [path, life] of left) {
        const byRules = rules.find(path, life.fingerprint) === true;
        // A file without findings may have moved, unless it is still here and the rules are why.
        if (found.has(path) || byRules) comparison.missed(keys.get(path) ?? -1, life, byRules, staged);
      }
    }
    const back =
      staged && follows ? await endedLivesAt(store, base, keysAt(open.filter(({ path }) => had.has(path)))) : undefined;
    return files.map((file, at) => {
      if (!had.has(file.path)) return this.#arrive(file, rules, staged);
      const byRules = ({ fingerprint }: SeenUse) => rules.find(file.path, fingerprint) === false;
      return settle(comparison, file, drafts[at] ?? [], back?.get(file.path) ?? [], byRules, staged);
    });
  }

  /** Its findings are stored as new until more is known. */
  #arrive(file: SeenFile, rules: EarlierRules, staged: Staged | undefined): Mark[] {
    const { comparison } = this;
    if (staged) {
      const moving = movingFile(file.path, file.key, comparison.typesOf(file.findings));
      this.arrivals.push({ ...moving, firstSeq: file.firstSeq, count: file.findings.length });
    }
    return file.findings.map((use) => {
      const byRules = rules.find(file.path, use.fingerprint) === false;
      const state = byRules ? STATES.newByRules : STATES.newByCode;
      return { id: freshId(comparison.scan.id, file.path, use), state: staged ? state : null };
    });
  }

  /** Of these paths of the batch; the rules of the same engine say nothing new. */
  async #earlierRules(places: readonly Place[], paths: ReadonlySet<string>): Promise<EarlierRules> {
    const { store, base, ruleset } = this.comparison;
    if (!base || !ruleset) return NOTHING_KNOWN;
    return earlierRules(
      store,
      base.engine,
      places.filter(({ path }) => paths.has(path)),
    );
  }
}

export function keysAt(files: readonly { readonly path: string; readonly key: number }[]): ReadonlyMap<string, number> {
  return new Map(files.map(({ path, key }) => [path, key]));
}

/**
 * Marks for all uses of a file: those of `draft` stay, others came back, the rest is new. `ended`: the last that ended
 * first. `byRules`: of one that is new, whether the rules are why.
 */
export function settle(
  comparison: Comparison,
  file: SeenFile,
  draft: readonly (KnownLife | undefined)[],
  ended: readonly KnownLife[],
  byRules: (use: SeenUse) => boolean,
  staged: Staged | undefined,
): Mark[] {
  const back = [...ended];
  return file.findings.map((use, at) => {
    const life = draft[at];
    if (life) return comparison.stayed(file, use, life, staged);
    const again = back.findIndex(({ fingerprint }) => fingerprint === use.fingerprint);
    const [returning] = again < 0 ? [] : back.splice(again, 1);
    return returning
      ? comparison.returned(file, use, returning, byRules(use), staged)
      : comparison.came(file, use, byRules(use), staged);
  });
}
