/**
 * The end of a comparison: files that came, and files whose uses are gone. Those that moved keep what they had; what is left
 * came, came back, or went. The findings of files that came are stored already, and are marked anew where they are no news.
 */
import { movedFiles } from "@pqc-audit/reports/history/same-use.ts";
import { type Finding, SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { type RawBuilder, sql } from "kysely";
import type { Write } from "../store/store.ts";
import { STATES } from "./changes.ts";
import type { Comparison } from "./comparison.ts";
import { type Arrival, type Identities, keysAt, type MovingFile, movingFile, settle } from "./identities.ts";
import { endedLivesAt, type KnownLife, openLives, openLivesAt } from "./open-lives.ts";
import type { Mark, SeenFile, SeenUse } from "./sighting.ts";
import type { Staged } from "./staged.ts";
import type { Base } from "./track.ts";

const FILES_AT_ONCE = 1_000;

type WriteStaged = (staged: Staged) => Promise<void>;

/** `write` runs one transaction under the caller's leases. */
export async function settleArrivals(
  { comparison, arrivals }: Identities,
  batch: number,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<void> {
  const { base, store, scan } = comparison;
  if (!base || !comparison.own) return;
  const settling = new Settling(comparison, base, (staged) =>
    write((transaction) => staged.write(store, transaction, scan.id, batch)),
  );
  const gone = new Set(await settling.departures());
  const come = new Set(arrivals);
  const moved = movedFiles<MovingFile, Arrival, MovingFile>(
    arrivals,
    [...gone],
    [({ named }) => named, ({ uses }) => uses],
  );
  for (const some of inBatches([...moved])) {
    for (const [arrival, from] of await settling.move(some)) {
      come.delete(arrival);
      gone.delete(from);
    }
  }
  for (const some of inBatches([...come])) await settling.come(some);
  if (comparison.follows) for (const some of inBatches([...gone])) await settling.go(some);
}

function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += FILES_AT_ONCE) yield all.slice(at, at + FILES_AT_ONCE);
}

/** A file that came, as its findings are stored. */
interface StoredFile extends SeenFile {
  readonly findings: readonly StoredUse[];
}

interface StoredUse extends SeenUse {
  readonly seq: number;
  readonly byRules: boolean;
}

class Settling {
  readonly #comparison: Comparison;
  readonly #base: Base;
  readonly #write: WriteStaged;

  constructor(comparison: Comparison, base: Base, write: WriteStaged) {
    this.#comparison = comparison;
    this.#base = base;
    this.#write = write;
  }

  /** Files with open uses of which none was met. What could not be scanned has not gone. */
  async departures(): Promise<readonly MovingFile[]> {
    const { store, scan, follows } = this.#comparison;
    const gone: MovingFile[] = [];
    for await (const files of byFile(openLives(store, this.#base))) {
      for (const { key, lives } of files) {
        const left = lives.filter((life) => !this.#comparison.isMet(life));
        const [first] = left;
        if (!first) continue;
        if (follows && scan.unscanned.has(key)) for (const life of left) this.#comparison.unseen(life);
        else gone.push(movingFile(first.path, key, this.#comparison.typesOfLives(left)));
      }
    }
    return gone;
  }

  /** Answers those that have moved: numbers may agree where uses do not. */
  async move(pairs: readonly (readonly [Arrival, MovingFile])[]): Promise<readonly (readonly [Arrival, MovingFile])[]> {
    const files = await this.#stored(pairs.map(([arrival]) => arrival));
    const had = await this.#left(pairs.map(([, from]) => from));
    const moved: (readonly [Arrival, MovingFile])[] = [];
    await this.#staged((staged) => {
      for (const pair of pairs) {
        const file = files.get(pair[0].path);
        const lives = had.get(pair[1].path) ?? [];
        const draft = file && this.#comparison.match(file, lives);
        if (!draft || draft.includes(undefined) || draft.length !== lives.length) continue;
        mark(
          staged,
          file,
          settle(this.#comparison, file, draft, [], () => false, staged),
        );
        moved.push(pair);
      }
    });
    return moved;
  }

  /** Uses at these places are new, or come back. */
  async come(arrivals: readonly Arrival[]): Promise<void> {
    const files = await this.#stored(arrivals);
    const { store, follows } = this.#comparison;
    const ended = follows ? await endedLivesAt(store, this.#base, keysAt(arrivals)) : new Map<string, KnownLife[]>();
    await this.#staged((staged) => {
      for (const file of files.values()) {
        const rulesOf = new Map<SeenUse, boolean>(file.findings.map((use) => [use, use.byRules]));
        const back = ended.get(file.path) ?? [];
        mark(
          staged,
          file,
          settle(this.#comparison, file, [], back, (use) => rulesOf.get(use) === true, staged),
        );
      }
    });
  }

  async go(files: readonly MovingFile[]): Promise<void> {
    const had = await this.#left(files);
    await this.#staged((staged) => {
      for (const { path, key } of files) {
        for (const life of had.get(path) ?? []) this.#comparison.missed(key, life, false, staged);
      }
    });
  }

  /** Open uses at these paths that were not met. */
  async #left(files: readonly MovingFile[]): Promise<ReadonlyMap<string, readonly KnownLife[]>> {
    const lives = await openLivesAt(this.#comparison.store, this.#base, keysAt(files));
    return new Map(Array.from(lives, ([path, its]) => [path, its.filter((life) => !this.#comparison.isMet(life))]));
  }

  async #staged(stage: (staged: Staged) => void): Promise<void> {
    const staged = this.#comparison.staged();
    if (!staged) return;
    stage(staged);
    staged.uses = this.#comparison.uses.takeUnwritten();
    await this.#write(staged);
  }

  /** By path. */
  async #stored(arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, StoredFile>> {
    const { store, scan } = this.#comparison;
    const ranges = store.rows(
      { low: "bigint", high: "bigint" },
      arrivals.map(({ firstSeq, count }) => [firstSeq, firstSeq + count - 1]),
    );
    const condition = sql`f.scan_id = ${scan.id} and f.seq between r.low and r.high`;
    const joined: RawBuilder<unknown> =
      store.dialect === "sqlite"
        ? sql`cross join finding f on ${condition}`
        : sql`cross join lateral (select * from finding f where ${condition} offset 0) f`;
    const { rows } = await sql<StoredRow>`select f.seq, f.canonical, f.finding_id, f.severity, f.state
      from ${ranges} ${joined} order by f.seq`.execute(store.reader);
    const uses = new Map<string, StoredUse[]>();
    for (const { seq, canonical, finding_id: id, severity, state } of rows) {
      const { path, ...fact } = JSON.parse(canonical) as Finding;
      const use = { ...fact, id, severity: SEVERITIES[severity] ?? "info", seq, byRules: state === STATES.newByRules };
      const same = uses.get(path);
      if (same) same.push(use);
      else uses.set(path, [use]);
    }
    return new Map(
      arrivals.map(({ path, key, firstSeq }) => [path, { path, key, firstSeq, findings: uses.get(path) ?? [] }]),
    );
  }
}

interface StoredRow {
  readonly seq: number;
  readonly canonical: string;
  readonly finding_id: string;
  readonly severity: number;
  readonly state: number;
}

/** Those that are not what they are stored as. */
function mark(staged: Staged, file: StoredFile, marks: readonly Mark[]): void {
  for (const [at, { id, state }] of marks.entries()) {
    const use = file.findings[at];
    if (!use || state === null) continue;
    const stored = use.byRules ? STATES.newByRules : STATES.newByCode;
    if (use.id !== id || state !== stored) staged.rename(use.seq, id, state);
  }
}

/** Lives of one path together; they come in the order of their paths' numbers. */
async function* byFile(
  chunks: AsyncIterable<readonly (KnownLife & { readonly path_key: number })[]>,
): AsyncGenerator<readonly { readonly key: number; readonly lives: readonly KnownLife[] }[]> {
  let key = -1;
  let paths = new Map<string, KnownLife[]>();
  for await (const chunk of chunks) {
    const files: { readonly key: number; readonly lives: readonly KnownLife[] }[] = [];
    for (const life of chunk) {
      if (life.path_key !== key) {
        for (const lives of paths.values()) files.push({ key, lives });
        paths = new Map();
        key = life.path_key;
      }
      const same = paths.get(life.path);
      if (same) same.push(life);
      else paths.set(life.path, [life]);
    }
    yield files;
  }
  yield Array.from(paths.values(), (lives) => ({ key, lives }));
}
