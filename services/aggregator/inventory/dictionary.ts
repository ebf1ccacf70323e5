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

/** Rows of `finding_kind`, by column. */
export interface KindColumns {
  readonly uses: readonly number[];
  readonly judgements: readonly number[];
  readonly dated: readonly number[];
}

interface KnownUse {
  readonly use: UseKind;
  readonly asset: number;
  /** Of kinds, by judgement and whether they are dated. */
  readonly numbers: Map<number, number>;
}

export class Dictionary {
  readonly #store: Store;
  readonly #uses = new Map<number, KnownUse>();
  readonly #judgements = new Map<number, Judgement>();
  readonly #assets = new Map<string, number>();
  /** By their numbers; only ever grow. */
  readonly kinds: Kind[] = [];
  /** Ids. */
  readonly assets: string[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** The numbers of kinds, row by row; what is not known yet is read. */
  async numbersOf({ uses, judgements, dated }: KindColumns): Promise<Int32Array> {
    const missing = {
      uses: new Set(uses.filter((number) => !this.#uses.has(number))),
      judgements: new Set(judgements.filter((number) => !this.#judgements.has(number))),
    };
    for (const { number, body } of await this.#bodies(sql`use_kind`, missing.uses)) {
      const use = useOfText(body);
      this.#uses.set(number, { use, asset: this.#asset(assetId(use)), numbers: new Map() });
    }
    for (const { number, body } of await this.#bodies(sql`judgement`, missing.judgements)) {
      this.#judgements.set(number, JSON.parse(body) as Judgement);
    }
    return Int32Array.from(uses, (use, at) => this.#kind(use, judgements[at] ?? 0, dated[at] === 1));
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

  #kind(useKind: number, judgement: number, dated: boolean): number {
    const known = this.#uses.get(useKind);
    const key = 2 * judgement + (dated ? 1 : 0);
    const number = known?.numbers.get(key);
    if (number !== undefined) return number;
    const judged = this.#judgements.get(judgement);
    if (!known || !judged) throw new Error(`the dictionaries have no use ${useKind} or no judgement ${judgement}`);
    const { use, asset } = known;
    known.numbers.set(key, this.kinds.length);
    return this.kinds.push({ use, asset, judgement: judged, dated }) - 1;
  }
}

interface Body {
  readonly number: number;
  readonly body: string;
}
