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
  readonly #closed: [life: number, byRules: number][] = [];
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
    this.#closed.push([life, byRules ? 1 : 0]);
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
    for (let from = 0; from < this.#closed.length; from += batch) {
      const rows = store.rows({ life: "bigint", by_rules: "bigint" }, this.#closed.slice(from, from + batch));
      await sql`update life set closed_step = ${step}, closed_by_rules = r.by_rules from ${rows}
        where life.track = ${track} and life.life = r.life`.execute(transaction);
    }
    for (let from = 0; from < this.#reopened.length; from += batch) {
      const lives = this.#reopened.slice(from, from + batch).map((life) => [life]);
      await sql`update life set reopened_step = ${step} from ${store.rows({ life: "bigint" }, lives)}
        where life.track = ${track} and life.life = r.life`.execute(transaction);
    }
    for (let from = 0; from < this.#findings.length; from += batch) {
      const columns = { seq: "bigint", id: "text", state: "bigint" } as const;
      await sql`update finding set finding_id = r.id, state = r.state
        from ${store.rows(columns, this.#findings.slice(from, from + batch))}
        where finding.scan_id = ${scanId} and finding.seq = r.seq`.execute(transaction);
    }
  }
}
