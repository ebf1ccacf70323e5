/**
 * Which findings of some scans a filter selects, and in which order: how many there are is added up from the scans' kinds, and
 * any page is found in memory, which holds what findings are filtered by.
 */
import { setImmediate as pause } from "node:timers/promises";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import type { Inventory, Repository } from "../inventory/inventory.ts";
import type { Column, ScanInventory } from "../inventory/scan-inventory.ts";
import type { Policy } from "../join/policy.ts";
import { type Filter, filterKey, passingKinds, passingStates } from "./filter.ts";
import { type FileRanges, patternFiles } from "./pattern-files.ts";
import { Remembered } from "./remembered.ts";

/** Within each by repository, path and position; `expires`: by date, what does not expire behind. */
export const ORDERS = ["path", "severity", "-severity", "expires"] as const;
export type Order = (typeof ORDERS)[number];

export type Scanned = Pick<Repository, "target" | "inventory">;

/** A finding by where it stands in the order. */
export interface Place {
  /** Which of the repositories. */
  readonly repository: number;
  /** Its number in the scan, from 0 on. */
  readonly at: number;
  /** Part of the order: those of part 0 come first. */
  readonly part: number;
  /** When it expires, where that is the order. */
  readonly time?: number;
}

/** Not selected. */
const NONE = 255;
/** Repositories whose findings are gone through before others have their turn. */
const COLUMNS_AT_ONCE = 200;

export interface SelectionOptions {
  readonly filter: Filter;
  readonly order: Order;
  /** Of today; asked for deadlines only. */
  readonly policy: () => Policy;
}

const KNOWN = new Remembered<Promise<Selection>>();

export class Selection {
  readonly repositories: readonly Scanned[];
  readonly #inventory: Inventory;
  readonly #parts: number;
  /** By the dictionary's numbers. */
  readonly #partOf: Uint8Array;
  readonly #states: ReadonlySet<number> | undefined;
  /** Where nothing but places and paths is asked for: the part of all findings. */
  readonly #everyPart: number | undefined;
  /** By repository, once it is asked for: the part of each of its kinds. */
  readonly #partsOfKinds: (Uint8Array | undefined)[];
  /** By repository. */
  readonly #ranges: readonly FileRanges[] | undefined;
  readonly #before: number | undefined;
  /** Findings of each part and repository, in that order. */
  readonly #counts: Float64Array;
  /** Part 0 where dates are the order. */
  readonly #dated: readonly Place[] | undefined;
  #total = 0;

  private constructor(
    inventory: Inventory,
    repositories: readonly Scanned[],
    { filter, order, policy }: SelectionOptions,
    ranges: readonly FileRanges[] | undefined,
  ) {
    this.#inventory = inventory;
    this.repositories = repositories;
    this.#ranges = ranges;
    this.#before = filter.expiresBefore;
    const { kinds, assets } = inventory.dictionary;
    const passing = passingKinds(kinds, assets, filter, policy);
    const states = passingStates(filter);
    this.#partOf = new Uint8Array(kinds.length);
    for (const [number, { judgement, dated }] of kinds.entries()) {
      const severity = SEVERITIES.indexOf(judgement.severity);
      if (passing[number] === 0) this.#partOf[number] = NONE;
      else if (order === "-severity") this.#partOf[number] = severity;
      else if (order === "severity") this.#partOf[number] = SEVERITIES.length - 1 - severity;
      else this.#partOf[number] = order === "expires" && !dated ? 1 : 0;
    }
    this.#states = states;
    const [first] = this.#partOf;
    this.#everyPart = states || this.#partOf.some((part) => part !== first) ? undefined : first;
    this.#parts = order === "path" ? 1 : order === "expires" ? 2 : SEVERITIES.length;
    this.#partsOfKinds = new Array(repositories.length);
    this.#counts = new Float64Array(this.#parts * repositories.length);
    this.#dated = order === "expires" ? this.#byDate() : undefined;
  }

  /** Worked out once for the same list of repositories. Throws `UsageError` where the pattern is none, or a mandate. */
  static of(inventory: Inventory, repositories: readonly Scanned[], options: SelectionOptions): Promise<Selection> {
    const { filter, order, policy } = options;
    const key = filterKey(filter, policy, order);
    return KNOWN.of(repositories, key, () => {
      const selection = Selection.#make(inventory, repositories, options);
      selection.catch(() => KNOWN.forget(repositories, key));
      return selection;
    });
  }

  static async #make(
    inventory: Inventory,
    repositories: readonly Scanned[],
    options: SelectionOptions,
  ): Promise<Selection> {
    const { filePattern } = options.filter;
    const ranges = filePattern === undefined ? undefined : await patternFiles(inventory, filePattern, repositories);
    const selection = new Selection(inventory, repositories, options, ranges);
    selection.#total = await selection.#count();
    return selection;
  }

  /** Selected findings in all. */
  get total(): number {
    return this.#total;
  }

  /** Whether single findings have to be looked at, not only kinds. */
  get #restricted(): boolean {
    return this.#ranges !== undefined || this.#before !== undefined;
  }

  #partsOf(repository: number): Uint8Array {
    const known = this.#partsOfKinds[repository];
    if (known) return known;
    const { kinds, states } = this.#scan(repository);
    const parts = new Uint8Array(kinds.length);
    for (let at = 0; at < kinds.length; at++) {
      const passes = !this.#states || this.#states.has(states[at] ?? -1);
      parts[at] = passes ? (this.#partOf[kinds[at] ?? 0] ?? NONE) : NONE;
    }
    this.#partsOfKinds[repository] = parts;
    return parts;
  }

  /** Findings of each part, kind by kind: nothing is kept of a repository until one of its findings is asked for. */
  #countKinds(): void {
    const some = this.repositories.length;
    const [counts, partOf, wanted] = [this.#counts, this.#partOf, this.#states];
    for (let repository = 0; repository < some; repository++) {
      const { kinds, states, counts: findings } = this.#scan(repository);
      for (let at = 0; at < kinds.length; at++) {
        const part = partOf[kinds[at] ?? 0] ?? NONE;
        if (part === NONE || (wanted && !wanted.has(states[at] ?? -1))) continue;
        const cell = part * some + repository;
        counts[cell] = (counts[cell] ?? 0) + (findings[at] ?? 0);
      }
    }
  }

  async #count(): Promise<number> {
    if (!this.#restricted) {
      this.#countKinds();
      return this.#counts.reduce((sum, count) => sum + count, 0);
    }
    const looked: number[] = [];
    for (let repository = 0; repository < this.repositories.length; repository++) {
      if (this.#ranges?.[repository]?.length === 0) continue;
      const whole = this.#wholePart(repository);
      if (whole === undefined) looked.push(repository);
      else if (whole !== NONE) this.#countWhole(repository, whole);
    }
    for (let from = 0; from < looked.length; from += COLUMNS_AT_ONCE) {
      const some = looked.slice(from, from + COLUMNS_AT_ONCE);
      const columns = await this.#inventory.columns.ofAll(some.map((repository) => this.#scan(repository)));
      for (const [at, column] of columns.entries()) this.#countEach(some[at] ?? 0, column);
      if (from + COLUMNS_AT_ONCE < looked.length) await pause();
    }
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** Of a repository whose findings are of one part. */
  #countWhole(repository: number, part: number): void {
    const cell = part * this.repositories.length + repository;
    const ranges = this.#before === undefined ? this.#ranges?.[repository] : undefined;
    let count = 0;
    if (ranges) for (let at = 1; at < ranges.length; at += 2) count += ranges[at] ?? 0;
    else {
      this.#visit(repository, 0, () => {
        count++;
        return true;
      });
    }
    this.#counts[cell] = count;
  }

  #countEach(repository: number, column: Column): void {
    const [some, parts] = [this.repositories.length, this.#partsOf(repository)];
    const found = new Uint32Array(NONE + 1);
    const count = (at: number) => {
      const part = parts[column[at] ?? 0] ?? NONE;
      found[part] = (found[part] ?? 0) + 1;
    };
    const ranges = this.#before === undefined ? this.#ranges?.[repository] : undefined;
    if (ranges) {
      for (let range = 0; range < ranges.length; range += 2) {
        const first = ranges[range] ?? 0;
        const end = first + (ranges[range + 1] ?? 0);
        for (let at = first; at < end; at++) count(at);
      }
    } else {
      this.#visit(repository, 0, (at) => {
        count(at);
        return true;
      });
    }
    for (let part = 0; part < this.#parts; part++) this.#counts[part * some + repository] = found[part] ?? 0;
  }

  #scan(repository: number): ScanInventory {
    const scanned = this.repositories[repository];
    if (!scanned) throw new RangeError(`there is no repository ${repository}`);
    return scanned.inventory;
  }

  /** The part that all findings of the repository are of, or `NONE`; undefined where they differ. */
  #wholePart(repository: number): number | undefined {
    if (this.#everyPart !== undefined) return this.#everyPart;
    const parts = this.#partsOf(repository);
    const [first = NONE] = parts;
    for (let at = 1; at < parts.length; at++) if (parts[at] !== first) return undefined;
    return first;
  }

  /** Goes through the findings that may be selected, from a place on, until it is told to stop. */
  #visit(repository: number, from: number, visit: (at: number) => boolean): void {
    const { expiries, findings } = this.#scan(repository);
    const ranges = this.#ranges?.[repository];
    if (this.#before !== undefined) {
      let range = 0;
      for (const [number, at] of expiries.places.entries()) {
        if (at < from || (expiries.times[number] ?? 0) >= this.#before) continue;
        if (ranges) {
          while (range < ranges.length && (ranges[range] ?? 0) + (ranges[range + 1] ?? 0) <= at) range += 2;
          if (range >= ranges.length || (ranges[range] ?? 0) > at) continue;
        }
        if (!visit(at)) return;
      }
    } else if (ranges) {
      for (let range = 0; range < ranges.length; range += 2) {
        const first = ranges[range] ?? 0;
        const end = first + (ranges[range + 1] ?? 0);
        for (let at = Math.max(first, from); at < end; at++) if (!visit(at)) return;
      }
    } else for (let at = from; at < findings; at++) if (!visit(at)) return;
  }

  /** Part 0: what expires, by date. */
  #byDate(): readonly Place[] {
    const dated: (Place & { readonly time: number })[] = [];
    for (const [repository, { inventory }] of this.repositories.entries()) {
      const { places, kinds, times } = inventory.expiries;
      if (places.length === 0) continue;
      const parts = this.#partsOf(repository);
      const within = this.#ranges && new Set<number>();
      if (within) this.#visit(repository, 0, (at) => within.add(at) !== undefined);
      for (const [number, at] of places.entries()) {
        const time = times[number] ?? 0;
        if (parts[kinds[number] ?? 0] !== 0) continue;
        if ((this.#before !== undefined && time >= this.#before) || within?.has(at) === false) continue;
        dated.push({ repository, at, part: 0, time });
      }
    }
    return dated.sort((a, b) => a.time - b.time || a.repository - b.repository || a.at - b.at);
  }

  /** The `size` selected findings from `offset` on. */
  async page(offset: number, size: number): Promise<readonly Place[]> {
    const dated = this.#dated?.slice(offset, offset + size) ?? [];
    if (dated.length === size) return dated;
    let skip = Math.max(0, offset - (this.#dated?.length ?? 0));
    for (let cell = this.#firstCell; cell < this.#counts.length; cell++) {
      const count = this.#counts[cell] ?? 0;
      if (skip < count) return this.#fill([...dated], size, cell, { skip });
      skip -= count;
    }
    return dated;
  }

  /** The `size` selected findings behind a place; it need not be one that is selected. */
  async behind(place: Place, size: number): Promise<readonly Place[]> {
    if (this.#dated && place.part === 0) {
      const { time = 0, repository, at } = place;
      const first = this.#dated.findIndex(
        (each) => (each.time ?? 0) - time > 0 || (each.time === time && isBehind(each, repository, at)),
      );
      const dated = first < 0 ? [] : this.#dated.slice(first, first + size);
      if (dated.length === size) return dated;
      return this.#fill([...dated], size, this.#firstCell, { skip: 0 });
    }
    const cell = place.part * this.repositories.length + place.repository;
    return this.#fill([], size, cell, { from: place.at + 1 });
  }

  /** Where dates are the order, part 0 is no cell by cell. */
  get #firstCell(): number {
    return this.#dated ? this.repositories.length : 0;
  }

  async #fill(
    places: Place[],
    size: number,
    first: number,
    start: { readonly skip: number } | { readonly from: number },
  ): Promise<readonly Place[]> {
    const some = this.repositories.length;
    for (let cell = first; cell < this.#counts.length && places.length < size; cell++) {
      if (this.#counts[cell] === 0) continue;
      const part = Math.floor(cell / some);
      const repository = cell % some;
      let skip = cell === first && "skip" in start ? start.skip : 0;
      let from = cell === first && "from" in start ? start.from : 0;
      const parts = this.#partsOf(repository);
      const whole = this.#wholePart(repository) !== undefined;
      if (whole && !this.#restricted) {
        from += skip;
        skip = 0;
      }
      const column: Column | undefined = whole ? undefined : await this.#inventory.columns.of(this.#scan(repository));
      this.#visit(repository, from, (at) => {
        if (column && parts[column[at] ?? 0] !== part) return true;
        if (skip > 0) skip--;
        else places.push({ repository, at, part });
        return places.length < size;
      });
    }
    return places;
  }

  /** The first of the repositories that does not come before the target. */
  repositoryFrom(target: string): number {
    let [low, high] = [0, this.repositories.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareBytewise(this.repositories[middle]?.target ?? "", target) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBehind(place: Place, repository: number, at: number): boolean {
  return place.repository > repository || (place.repository === repository && place.at > at);
}
