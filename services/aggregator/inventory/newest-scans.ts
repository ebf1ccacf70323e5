/**
 * Which finished scans are the newest of their target and ref, as of now. Each time the database is asked for sums over them
 * only; where these differ from those of what is known, what was finished lately is read, and where that does not explain it
 * (a repository was removed), the ids of all. A scan that takes the place of another was submitted and finished later than
 * that, so sums of equal numbers of scans are equal only where the scans are.
 */
import { sql } from "kysely";
import type { Store } from "../store/store.ts";

/** A finished scan that is the newest of its target and ref. */
export interface CurrentScan {
  readonly id: string;
  readonly target: string;
  readonly ref: string | null;
  readonly complete: boolean;
  /** Milliseconds since 1970, as `createdAt`. */
  readonly finishedAt: number;
  readonly createdAt: number;
}

/** What other processes' clocks may be behind, and a transaction may take from its time to its end. */
const LATELY_MS = 600_000;

interface Row {
  readonly id: string;
  readonly target: string;
  readonly ref: string | null;
  readonly state: string;
  readonly finished_at: number;
  readonly created_at: number;
}

export class NewestScans {
  readonly #store: Store;
  #byId = new Map<string, CurrentScan>();
  readonly #byTarget = new Map<string, Set<CurrentScan>>();
  /** Sums are beyond the whole numbers that are safe. */
  readonly #sums = { finished: 0n, created: 0n };
  #latest = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  get targets(): Iterable<string> {
    return this.#byTarget.keys();
  }

  /** The scan that stands for a repository: that of its HEAD, else the one that was finished last. */
  standing(target: string): CurrentScan | undefined {
    let standing: CurrentScan | undefined;
    for (const scan of this.#byTarget.get(target) ?? []) {
      if (!standing || standsBefore(scan, standing)) standing = scan;
    }
    return standing;
  }

  get key(): string {
    return `${this.#byId.size} ${this.#sums.finished} ${this.#sums.created}`;
  }

  /** Targets of which another scan may stand now. `key`: of the database. */
  async upTo(key: string): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    if (key === this.key) return changed;
    if (this.#byId.size > 0) {
      for (const scan of await this.#finishedLately()) {
        if (this.#byId.has(scan.id)) continue;
        for (const other of [...(this.#byTarget.get(scan.target) ?? [])]) {
          if (other.ref === scan.ref) this.#remove(other, changed);
        }
        this.#put(scan, changed);
      }
    }
    if (key !== this.key) await this.#readAll(changed);
    return changed;
  }

  #put(scan: CurrentScan, changed: Set<string>): void {
    const scans = this.#byTarget.get(scan.target) ?? new Set();
    this.#byTarget.set(scan.target, scans.add(scan));
    this.#byId.set(scan.id, scan);
    this.#sums.finished += BigInt(scan.finishedAt);
    this.#sums.created += BigInt(scan.createdAt);
    this.#latest = Math.max(this.#latest, scan.finishedAt);
    changed.add(scan.target);
  }

  #remove(scan: CurrentScan, changed: Set<string>): void {
    const scans = this.#byTarget.get(scan.target);
    scans?.delete(scan);
    if (scans?.size === 0) this.#byTarget.delete(scan.target);
    this.#byId.delete(scan.id);
    this.#sums.finished -= BigInt(scan.finishedAt);
    this.#sums.created -= BigInt(scan.createdAt);
    changed.add(scan.target);
  }

  async #finishedLately(): Promise<readonly CurrentScan[]> {
    const { rows } = await sql<Row>`select id, target, ref, state, finished_at, created_at from scan
      where newest = 1 and finished_at >= ${this.#latest - LATELY_MS}
      order by finished_at, id`.execute(this.#store.reader);
    return rows.map(scanOf);
  }

  async #readAll(changed: Set<string>): Promise<void> {
    const { rows } = await sql<{ ids: string | null }>`select string_agg(id, ',') as ids from scan
      where newest = 1`.execute(this.#store.reader);
    const listed = rows[0]?.ids ?? "";
    const ids = new Set(listed === "" ? [] : listed.split(","));
    for (const scan of [...this.#byId.values()]) if (!ids.has(scan.id)) this.#remove(scan, changed);
    const unknown = [...ids].filter((id) => !this.#byId.has(id));
    for (const scan of await this.#read(unknown)) this.#put(scan, changed);
  }

  async #read(ids: readonly string[]): Promise<readonly CurrentScan[]> {
    if (ids.length === 0) return [];
    const asked = this.#store.rows(
      { id: "text" },
      ids.map((id) => [id]),
    );
    const { rows } = await sql<Row>`select s.id, s.target, s.ref, s.state, s.finished_at, s.created_at
      from ${asked} ${this.#store.joinInOrder} scan s on s.id = r.id and s.newest = 1
      order by s.finished_at, s.id`.execute(this.#store.reader);
    return rows.map(scanOf);
  }
}

function scanOf({ id, target, ref, state, ...times }: Row): CurrentScan {
  const [finishedAt, createdAt] = [Number(times.finished_at), Number(times.created_at)];
  return { id, target, ref, complete: state === "completed", finishedAt, createdAt };
}

function standsBefore(scan: CurrentScan, other: CurrentScan): boolean {
  if ((scan.ref === null) !== (other.ref === null)) return scan.ref === null;
  if (scan.finishedAt !== other.finishedAt) return scan.finishedAt > other.finishedAt;
  return scan.id < other.id;
}
