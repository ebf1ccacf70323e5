/** What one transaction writes of the step that is being made. */
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { sql } from "kysely";
import { insertRows, type Value } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import type { StateNumber } from "./changes.ts";
import type { Sighting } from "./sighting.ts";
import { heldTrack } from "./track.ts";
import { type UseRow, writeUses } from "./use-numbers.ts";

const SIGHT = { path_key: "bigint", path: "text", use: "bigint", fingerprint: "text", severity: "bigint" } as const;

function sightOf({ key, path, use, fingerprint, severity }: Sighting): Value[] {
  return [key, path, use, fingerprint, SEVERITIES.indexOf(severity)];
}

export class Staged {
  readonly #own: { readonly track: number; readonly step: number };
  readonly #opened: Value[][] = [];
  readonly #changed: Value[][] = [];
  /** By whether the rules are why: 0 or 1. */
  readonly #closed: readonly [number[], number[]] = [[], []];
  readonly #reopened: number[] = [];
  readonly #findings: [seq: number, id: string, state: number][] = [];
  uses: readonly UseRow[] = [];

  constructor(own: { readonly track: number; readonly step: number }) {
    this.#own = own;
  }

  open(
    life: number,
    id: string,
    sighting: Sighting,
    options: { readonly byRules: boolean; readonly reopens?: number },
  ) {
    const { byRules, reopens } = options;
    const { track, step } = this.#own;
    const row = [track, life, id, step, byRules ? 1 : 0, reopens === undefined ? 0 : 1];
    this.#opened.push([...row, ...sightOf(sighting)]);
    if (reopens !== undefined) this.#reopened.push(reopens);
  }

  /** It is seen otherwise than before. */
  change(life: number, sighting: Sighting): void {
    this.#changed.push([this.#own.track, life, ...sightOf(sighting)]);
  }

  close(life: number, byRules: boolean): void {
    this.#closed[byRules ? 1 : 0].push(life);
  }

  /** A finding that is stored already turns out to be another's. */
  rename(seq: number, id: string, state: StateNumber): void {
    this.#findings.push([seq, id, state]);
  }

  async write(store: Store, transaction: Write, scanId: string, batch: number): Promise<void> {
    const { track, step } = this.#own;
    await heldTrack(store, transaction, track);
    await writeUses(store, transaction, track, this.uses, batch);
    const opened = {
      track: "bigint",
      life: "bigint",
      finding_id: "text",
      opened_step: "bigint",
      opened_by_rules: "bigint",
      reopens: "bigint",
      ...SIGHT,
    } as const;
    await insertRows(transaction, store.dialect, "life", opened, this.#opened, { batch });
    const changed = { track: "bigint", life: "bigint", ...SIGHT } as const;
    await insertRows(transaction, store.dialect, "life_change", changed, this.#changed, { batch });
    const lives = (some: readonly number[]) => sql`track = ${track}
      and life in (select r.life from ${store.rows(
        { life: "bigint" },
        some.map((life) => [life]),
      )})`;
    for (const [byRules, closed] of this.#closed.entries()) {
      for (const some of inBatches(closed, batch)) {
        await sql`update life set closed_step = ${step}, closed_by_rules = ${byRules}
          where ${lives(some)}`.execute(transaction);
      }
    }
    for (const some of inBatches(this.#reopened, batch)) {
      await sql`update life set reopened_step = ${step} where ${lives(some)}`.execute(transaction);
    }
    for (const some of inBatches(this.#findings, batch)) {
      // As an insert that conflicts: SQLite would go through the whole scan for each row of an update from a list.
      await sql`insert into finding (scan_id, seq, path, severity, canonical, finding_id, verdict, state)
        select f.scan_id, f.seq, f.path, f.severity, f.canonical, r.id, f.verdict, r.state
        from ${store.rows({ seq: "bigint", id: "text", state: "bigint" }, some)} ${store.joinInOrder} finding f
          on f.scan_id = ${scanId} and f.seq = r.seq where true
        on conflict (scan_id, seq) do update
          set finding_id = excluded.finding_id, state = excluded.state`.execute(transaction);
    }
  }
}

function* inBatches<T>(all: readonly T[], batch: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += batch) yield all.slice(from, from + batch);
}
