/**
 * Every content of a history, read one way, is looked at once: scanned, or counted with the reason why not. What is kept
 * of most is one number; of those with uses, their uses.
 */
import type { Filter } from "@pqc-audit/coordinator/filter.ts";
import type { GitHistory } from "@pqc-audit/coordinator/sources/git-history.ts";
import type { SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import type { Coverage, FileError } from "@pqc-audit/reports/model/finding.ts";
import { comparePlaces } from "@pqc-audit/reports/model/order.ts";
import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";
import { kindOfPath } from "@pqc-audit/scanner/kinds.ts";
import type { ScanPool } from "@pqc-audit/worker/pool/scan-pool.ts";
import type { ProgressListener } from "../scan/request.ts";
import { Tally } from "../scan/tally.ts";
import { IdTable } from "./id-table.ts";
import type { ContentUses } from "./life.ts";
import type { UseTypes } from "./use-types.ts";

/** Contents of one kind, or left out for one reason. */
interface Table {
  readonly ids: IdTable;
  readonly uses: Map<number, ContentUses>;
}

/** A content as it is read at some path; its uses are known once it was scanned. */
export interface Place {
  readonly table: Table;
  readonly number: number;
}

interface Wanted extends Place {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
}

/** Held in memory for one call of the pool. */
const CHUNK_BYTES = 8 * 1024 * 1024;
/** A damaged file may have thousands of versions. */
const MOST_MALFORMED = 1000;

export interface ContentsParts {
  readonly repository: GitHistory;
  readonly filter: Filter;
  readonly pool: ScanPool;
  readonly types: UseTypes;
  readonly progress: Pick<ProgressListener, "advanced">;
  readonly signal: AbortSignal | undefined;
}

export class Contents {
  readonly #parts: ContentsParts;
  readonly #tables = new Map<string, Table>();
  readonly #tally = new Tally();
  #wanted: Wanted[] = [];
  #malformed = 0;

  constructor(parts: ContentsParts) {
    this.#parts = parts;
  }

  /** Where the uses of what lies at this path will be found. */
  place(path: string, type: SourceEntry["type"], id: string): Place {
    const skip = this.#parts.filter.decide({ path, size: 0, type });
    const kind = skip === undefined ? kindOfPath(path) : "";
    const table = this.#table(skip === undefined ? `scan ${kind}` : `skip ${skip}`);
    const known = table.ids.size;
    const number = table.ids.add(id);
    const place: Place = { table, number };
    if (number < known) return place;
    this.#tally.present();
    if (skip === undefined) this.#wanted.push({ table, number, id, kind, path });
    else this.#tally.skip(skip);
    return place;
  }

  usesAt({ table, number }: Place): ContentUses | undefined {
    return table.uses.get(number);
  }

  /** Contents that were placed and not yet scanned. */
  get waiting(): number {
    return this.#wanted.length;
  }

  /** Reads all that wait; what it answers resolves once they are scanned. */
  async read(): Promise<{ readonly scanned: Promise<void> }> {
    const wanted = this.#wanted;
    this.#wanted = [];
    const running: Promise<void>[] = [];
    for (const chunk of await this.#chunks(wanted)) {
      const contents: { readonly wanted: Wanted; readonly bytes: Uint8Array }[] = [];
      let at = 0;
      for await (const bytes of this.#parts.repository.contents.read(chunk.map(({ id }) => id))) {
        const its = chunk[at++];
        if (its) contents.push({ wanted: its, bytes });
      }
      const task = this.#scan(contents);
      // Whoever waits for it hears of it; until then nobody does.
      task.catch(() => {});
      running.push(task);
      // One is read while another is scanned.
      if (running.length > 1) await running.at(-2);
    }
    const scanned = Promise.all(running).then(() => {});
    scanned.catch(() => {});
    return { scanned };
  }

  /** What is small enough and here, in parts that fit into memory. */
  async #chunks(wanted: readonly Wanted[]): Promise<readonly (readonly Wanted[])[]> {
    const { repository, filter } = this.#parts;
    const sizes = await repository.sizes.of(wanted.map(({ id }) => id));
    const chunks: Wanted[][] = [];
    let held = Number.POSITIVE_INFINITY;
    for (const [at, each] of wanted.entries()) {
      const size = sizes[at];
      if (size === undefined && !repository.missingAreLarge) {
        this.#tally.fail(each.path, `the content ${each.id} is not in this clone`);
      } else if (size === undefined || size > filter.maxFileSizeBytes) {
        this.#tally.skip("too-large");
      } else {
        if (held + size > CHUNK_BYTES) {
          chunks.push([]);
          held = 0;
        }
        chunks.at(-1)?.push(each);
        held += size;
      }
    }
    return chunks;
  }

  async #scan(contents: readonly { readonly wanted: Wanted; readonly bytes: Uint8Array }[]): Promise<void> {
    const { pool, types, progress, signal } = this.#parts;
    const files = contents.map(({ wanted, bytes }) => ({ kind: wanted.kind, source: { bytes } }));
    const outcomes = await pool.scan(files, signal);
    let bytes = 0;
    for (const [at, { wanted }] of contents.entries()) {
      const scanned = outcomes[at];
      if (!scanned) throw new Error(`the scan pool gave no outcome for ${wanted.id}`);
      bytes += scanned.bytes;
      this.#count(wanted.path, scanned.outcome);
      if (scanned.outcome.status !== "scanned") continue;
      const uses = usesOf(scanned.outcome.facts, types);
      if (uses) wanted.table.uses.set(wanted.number, uses);
    }
    progress.advanced(contents.length, bytes);
  }

  /** The facts are kept as uses, not here. */
  #count(path: string, outcome: Outcome): void {
    if (outcome.status !== "scanned") {
      this.#tally.outcome(path, outcome);
      return;
    }
    const told = outcome.error !== undefined && this.#malformed++ < MOST_MALFORMED;
    this.#tally.outcome(path, { status: "scanned", facts: [], ...(told && { error: outcome.error }) });
  }

  #table(name: string): Table {
    const known = this.#tables.get(name);
    if (known) return known;
    const made: Table = { ids: new IdTable(), uses: new Map() };
    this.#tables.set(name, made);
    return made;
  }

  coverage(): Coverage {
    return this.#tally.coverage();
  }

  /** What was not scanned, whole; of what is malformed the first thousand. */
  get errors(): readonly FileError[] {
    return this.#tally.errors;
  }
}

function usesOf(facts: readonly Fact[], types: UseTypes): ContentUses | undefined {
  const used: { type: number; line: number }[] = [];
  for (const fact of [...facts].sort(comparePlaces)) {
    const type = types.add(fact);
    if (type !== undefined) used.push({ type, line: fact.line });
  }
  return used.length === 0 ? undefined : { types: used.map(({ type }) => type), lines: used.map(({ line }) => line) };
}
