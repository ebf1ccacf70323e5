/** The commits of a history by number, read once and replayed parents first: some 80 bytes a commit, no texts. */
import type { ListedCommit } from "@pqc-audit/coordinator/sources/git-commits.ts";
import { IdTable } from "./id-table.ts";

export interface GraphCommit {
  readonly number: number;
  /** First parent first. */
  readonly parents: readonly number[];
  /** Of the line that leads from the head over first parents. */
  readonly main: boolean;
}

export class CommitGraph {
  readonly #ids = new IdTable();
  /** Numbers, children before parents. */
  readonly #order: number[] = [];
  readonly #times: number[] = [];
  readonly #children: number[] = [];
  readonly #main = new Set<number>();
  readonly #listed = new Set<number>();
  /** Parents of the commit at a place of `#order` begin here. */
  readonly #parentsFrom: number[] = [];
  readonly #parents: number[] = [];
  #nextOfMain: number | undefined;

  /** Commits come children first; the first is the head. */
  add({ id, time, parents, beyond }: ListedCommit): void {
    const number = this.#ids.add(id);
    this.#times[number] = time;
    if (beyond) return;
    this.#listed.add(number);
    if (this.#order.length === 0) this.#nextOfMain = number;
    this.#order.push(number);
    this.#parentsFrom.push(this.#parents.length);
    for (const parent of parents) {
      const its = this.#ids.add(parent);
      this.#parents.push(its);
      this.#children[its] = (this.#children[its] ?? 0) + 1;
    }
    if (number !== this.#nextOfMain) return;
    this.#main.add(number);
    this.#nextOfMain = parents[0] === undefined ? undefined : this.#ids.find(parents[0]);
  }

  get commits(): number {
    return this.#order.length;
  }

  /** Commits of the line of first parents. */
  get mainCommits(): number {
    return this.#main.size;
  }

  /** Undefined where nothing was listed. */
  get headNumber(): number | undefined {
    return this.#order[0];
  }

  /** Parents before children. */
  *replayed(): Generator<GraphCommit> {
    for (let at = this.#order.length - 1; at >= 0; at--) {
      const number = this.#order[at];
      if (number === undefined) continue;
      const parents = this.#parents.slice(this.#parentsFrom[at], this.#parentsFrom[at + 1]);
      yield { number, parents, main: this.#main.has(number) };
    }
  }

  /** A parent that lies beyond the beginning of what is looked at. */
  isBeyond(number: number): boolean {
    return !this.#listed.has(number);
  }

  /** Where the line of first parents leaves what is looked at. */
  get mainBeyond(): number | undefined {
    return this.#nextOfMain;
  }

  childrenOf(number: number): number {
    return this.#children[number] ?? 0;
  }

  idOf(number: number): string {
    return this.#ids.id(number);
  }

  /** A commit that is told of apart from all others. */
  addBeyond(id: string, time: number): number {
    const number = this.#ids.add(id);
    this.#times[number] = time;
    return number;
  }

  /** Seconds since 1970, as the committer's clock said. */
  timeOf(number: number): number {
    return this.#times[number] ?? 0;
  }
}
