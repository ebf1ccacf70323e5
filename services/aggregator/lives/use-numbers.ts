/** What uses of a track are, apart from where they stand: equal ones are one number. A repository has some hundreds. */
import { type Verdict, verdictOf } from "@pqc-audit/reports/history/model.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { sql } from "kysely";
import { insertRows } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";

/** What is told of a use beside its rule, algorithm, family and verdict. */
const TOLD = ["language", "library", "operation", "purpose", "usage", "quantum", "classical"] as const;
export type UseBody = Pick<Fact, (typeof TOLD)[number]>;
export type Use = Pick<Fact, "ruleId" | "algorithm" | "family"> & UseBody;

export interface UseRow {
  readonly number: number;
  readonly use: Use;
  readonly verdict: Verdict | null;
}

interface Numbered {
  readonly verdict: Verdict | null;
  readonly family: string;
  /** Equal for uses of the same algorithm by the same rule. */
  readonly kind: string;
}

export class UseNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #uses: Numbered[] = [];
  #unwritten: UseRow[] = [];

  /** Without a track nothing is written, and the numbers are of this run. */
  static async of(store: Store, track: number | undefined): Promise<UseNumbers> {
    const uses = new UseNumbers();
    if (track === undefined) return uses;
    const rows = await store.read((db) =>
      db
        .selectFrom("track_use")
        .select(["rule", "algorithm", "family", "body"])
        .where("track", "=", track)
        .orderBy("use")
        .execute(),
    );
    for (const { rule, algorithm, family, body } of rows) {
      uses.#add({ ruleId: rule, algorithm, family, ...(JSON.parse(body) as UseBody) });
    }
    uses.#unwritten = [];
    return uses;
  }

  number(use: Use): number {
    return this.#numbers.get(keyOf(use)) ?? this.#add(use);
  }

  of(number: number): Numbered {
    const use = this.#uses[number];
    if (!use) throw new RangeError(`there is no use ${number}`);
    return use;
  }

  #add(use: Use): number {
    const number = this.#uses.length;
    const verdict = verdictOf(use) ?? null;
    this.#numbers.set(keyOf(use), number);
    this.#uses.push({ verdict, family: use.family, kind: `${use.ruleId}\0${use.algorithm}` });
    this.#unwritten.push({ number, use, verdict });
    return number;
  }

  /** Those that came since this was asked last; to be written with what refers to them. */
  takeUnwritten(): readonly UseRow[] {
    const rows = this.#unwritten;
    this.#unwritten = [];
    return rows;
  }
}

export async function writeUses(
  store: Store,
  transaction: Write,
  track: number,
  rows: readonly UseRow[],
  batch: number,
): Promise<void> {
  await insertRows(
    transaction,
    store.dialect,
    "track_use",
    {
      track: "bigint",
      use: "bigint",
      rule: "text",
      algorithm: "text",
      family: "text",
      verdict: "text",
      body: "text",
    },
    rows.map(({ number, use, verdict }) => [
      track,
      number,
      use.ruleId,
      use.algorithm,
      use.family,
      verdict,
      JSON.stringify(bodyOf(use)),
    ]),
    { batch, conflict: sql`on conflict do nothing` },
  );
}

function bodyOf(use: Use): UseBody {
  return Object.fromEntries(
    TOLD.flatMap((field) => (use[field] === undefined ? [] : [[field, use[field]]])),
  ) as UseBody;
}

function keyOf(use: Use): string {
  return [use.ruleId, use.algorithm, use.family, ...TOLD.map((field) => use[field] ?? "")].join("\0");
}
