/** What kinds of findings there are, in memory: some thousands for a whole organisation. */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import type { Judgement } from "./judgement.ts";
import { assetId, type UseKind, useOfText } from "./use-kind.ts";

/** A use with what policy says of it. Its number is of this process. */
export interface Kind {
  readonly use: UseKind;
  readonly judgement: Judgement;
  /** Whether its findings say when they expire. */
  readonly dated: boolean;
  /** Of `Dictionary.assets`. */
  readonly asset: number;
}

export interface KindRow {
  readonly use_kind: number;
  readonly judgement: number;
  readonly dated: number;
}

interface KnownUse {
  readonly use: UseKind;
  readonly asset: number;
}

export class Dictionary {
  readonly #store: Store;
  readonly #uses = new Map<number, KnownUse>();
  readonly #judgements = new Map<number, Judgement>();
  readonly #numbers = new Map<string, number>();
  readonly #assets = new Map<string, number>();
  /** By their numbers; only ever grow. */
  readonly kinds: Kind[] = [];
  /** Ids. */
  readonly assets: string[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what is not known yet of these rows. */
  async learn(rows: readonly KindRow[]): Promise<void> {
    const uses = new Set(rows.map((row) => row.use_kind).filter((number) => !this.#uses.has(number)));
    for (const { number, body } of await this.#bodies(sql`use_kind`, uses)) {
      const use = useOfText(body);
      this.#uses.set(number, { use, asset: this.#asset(assetId(use)) });
    }
    const judgements = new Set(rows.map((row) => row.judgement).filter((number) => !this.#judgements.has(number)));
    for (const { number, body } of await this.#bodies(sql`judgement`, judgements)) {
      this.#judgements.set(number, JSON.parse(body) as Judgement);
    }
  }

  async #bodies(table: RawBuilder<unknown>, numbers: ReadonlySet<number>): Promise<readonly Body[]> {
    if (numbers.size === 0) return [];
    const asked = this.#store.rows(
      { number: "bigint" },
      Array.from(numbers, (number) => [number]),
    );
    const { rows } = await sql<Body>`select r.number, d.body
      from ${asked} ${this.#store.joinInOrder} ${table} d on d.${table} = r.number`.execute(this.#store.reader);
    return rows.map(({ number, body }) => ({ number: Number(number), body }));
  }

  #asset(id: string): number {
    const known = this.#assets.get(id);
    if (known !== undefined) return known;
    this.#assets.set(id, this.assets.length);
    return this.assets.push(id) - 1;
  }

  /** Undefined where no such asset was ever seen. */
  assetNumber(id: string): number | undefined {
    return this.#assets.get(id);
  }

  /** Of a row that was learnt. */
  kind({ use_kind: useKind, judgement, dated }: KindRow): number {
    const key = `${useKind} ${judgement} ${dated}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const use = this.#uses.get(useKind);
    const judged = this.#judgements.get(judgement);
    if (!use || !judged) throw new Error(`the dictionaries have no use ${useKind} or no judgement ${judgement}`);
    this.#numbers.set(key, this.kinds.length);
    return this.kinds.push({ ...use, judgement: judged, dated: dated === 1 }) - 1;
  }
}

interface Body {
  readonly number: number;
  readonly body: string;
}
