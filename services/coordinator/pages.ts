/**
 * Pages of a plan, of a whole tree or of a range of one: listed, filtered, looked up. For each page its packs are stored
 * first, then the page with its units goes into the ledger in one transaction, and only then may its units be published.
 * What is in memory is two pages, the one that is being stored and the next.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import { declarationMember } from "@pqc-audit/platform/packs/declaration.ts";
import { SpareMemory } from "@pqc-audit/platform/packs/spare.ts";
import type { BlobKey, PlannedUnit, PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { partsOfSecondKind, type Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { writeWrappers } from "@pqc-audit/scanner/wrappers/write-wrappers.ts";
import { type Beginning, saidFirst } from "./beginning.ts";
import { createFilter, type Filter } from "./filter.ts";
import { countSkipped } from "./metrics.ts";
import { type PackingOptions, packBlobs } from "./packing.ts";
import { keyText, type PageContext, type SortedPage, sortPage } from "./page.ts";
import { patiently, reaching } from "./patience.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import type { Source, SourceEntry } from "./sources/source.ts";

export interface PageOf {
  readonly source: Source;
  readonly commit: string;
  readonly page: number;
  readonly entries: readonly SourceEntry[];
}

export interface MadePage extends Omit<SortedPage, "wanted"> {
  /** Their packs are stored. */
  readonly units: readonly PlannedUnit[];
  /** What they hold. */
  readonly held: ReadonlySet<string>;
}

interface StoringPage {
  readonly of: PageOf;
  readonly made: MadePage;
  readonly stored: Promise<TerminalError | undefined>;
}

export interface Listed extends Pick<PageOf, "source" | "commit"> {
  readonly entries: AsyncIterable<SourceEntry>;
  /** Number of the first page. */
  readonly page: number;
  /** Paths up to this one, and it, are in pages that are stored. */
  readonly after?: string | undefined;
}

/** Of a pack the archive, and what is put. */
const BUFFERS_PER_PUT = 2;

export interface StoredPages {
  readonly pages: number;
  /** All that was listed, with what was stored before. */
  readonly paths: number;
  readonly lastPath: string;
}

export class Pages {
  readonly #claim: ScanClaim;
  readonly #dependencies: PlanDependencies;
  readonly #signal: AbortSignal;
  readonly #beginning: Beginning;
  readonly #filter: Filter;
  readonly #memory: SpareMemory;

  constructor(claim: ScanClaim, dependencies: PlanDependencies, signal: AbortSignal, beginning: Beginning) {
    this.#claim = claim;
    this.#dependencies = dependencies;
    this.#signal = signal;
    this.#beginning = beginning;
    this.#filter = createFilter(claim.options);
    this.#memory = new SpareMemory(dependencies.settings.concurrentPuts * BUFFERS_PER_PUT);
  }

  /** While a page is being stored the next one is listed, looked up and packed: only the order of storing is kept. */
  async store({ source, commit, entries: listed, page, after }: Listed): Promise<StoredPages> {
    const { pageEntries } = this.#dependencies.settings;
    let pages = 0;
    let paths = 0;
    let lastPath = "";
    let covered = after === undefined;
    let entries: SourceEntry[] = [];
    let before: StoringPage | undefined;
    const turn = async () => {
      const of = { source, commit, page: page + pages++, entries };
      lastPath = entries.at(-1)?.path ?? "";
      entries = [];
      const made = await this.make(of, before?.made.held);
      await this.#settle(before);
      before = { of, made, stored: this.#append(of, made) };
      before.stored.catch(() => {});
    };
    try {
      for await (const entry of listed) {
        paths++;
        if (!covered) {
          covered = entry.path === after;
          continue;
        }
        entries.push(entry);
        if (entries.length >= pageEntries) await turn();
      }
      this.#signal.throwIfAborted();
      if (!covered) throw new TerminalError(`${source.location} has no path ${JSON.stringify(after)} to go on behind.`);
      if (entries.length > 0) await turn();
      await this.#settle(before);
      return { pages, paths, lastPath };
    } finally {
      // Nothing may be on its way any more when the claim is given back.
      await Promise.allSettled([before?.stored]);
    }
  }

  /** `held`: contents in units of the page before, which the ledger may not have yet. */
  async make({ source, entries }: PageOf, held: ReadonlySet<string> = new Set()): Promise<MadePage> {
    this.#signal.throwIfAborted();
    const { ledger, blobs } = this.#dependencies;
    const { wrappers } = this.#beginning;
    const claim = this.#claim;
    const knownBlobs = async (keys: readonly BlobKey[]) => {
      const asked = held.size === 0 ? keys : keys.filter((key) => !held.has(keyText(key)));
      const known = await this.#patiently(() => ledger.knownBlobs(claim, asked));
      if (held.size === 0) return known;
      return [...known, ...keys.filter((key) => held.has(keyText(key)))];
    };
    const sorting = () => sortPage(entries, { ...this.sorting(), source, knownBlobs });
    const { wanted, ...sorted } = await reaching(sorting, this.#signal, this.#dependencies);
    const again = wanted.filter(({ kind }) => partsOfSecondKind(kind) !== undefined);
    const once = wanted.filter(({ kind }) => partsOfSecondKind(kind) === undefined);
    const packing = this.#packing();
    const units = [
      ...(await packBlobs(source, blobs, once, packing)),
      ...(await packBlobs(source, blobs, again, wrappers ? enclosing(wrappers, packing) : packing)),
    ];
    return { ...sorted, units, held: new Set(wanted.map(keyText)) };
  }

  sorting(): Pick<PageContext, "filter" | "wrappers" | "largeBlobs"> {
    const { ledger } = this.#dependencies;
    const largeBlobs = (ids: readonly string[]) => this.#patiently(() => ledger.largeBlobs(this.#claim, ids));
    return { filter: this.#filter, wrappers: this.#beginning.wrappers, largeBlobs };
  }

  #packing(): PackingOptions {
    const { ledger, settings, metrics, logger, tracing } = this.#dependencies;
    const { scanId, range, engineDigest, epoch } = this.#claim;
    return {
      // Two ranges that are planned at once may both find a content unknown: each has a unit and a pack of its own for it.
      scanId: range === undefined ? scanId : `${scanId}-${range.number}`,
      engineDigest,
      epoch,
      packBytes: settings.packBytes,
      chunkSize: this.#claim.options.chunkSize,
      concurrentPuts: settings.concurrentPuts,
      memory: this.#memory,
      latePutMs: settings.latePutMs,
      tracing,
      signal: this.#signal,
      announce: (pack) => this.#patiently(() => ledger.announcePack(this.#claim, pack)),
      onStored: (bytes) => {
        metrics.packs.inc();
        metrics.packBytes.inc(bytes);
      },
      onRetry: (error) => logger.warn("storing a pack is tried again", { reason: error.message }),
    };
  }

  /** Resolves with the ledger's reason where it refuses the page. */
  async #append(of: PageOf, made: MadePage): Promise<TerminalError | undefined> {
    const { ledger, logger, onPage } = this.#dependencies;
    const { page } = of;
    const { units, occurrences, known } = made;
    const whole = this.pageOf(of, made, page === 0 && this.#claim.range === undefined);
    this.#signal.throwIfAborted();
    await failpoint("coordinator.before-page");
    try {
      await this.#patiently(() => ledger.appendPage(this.#claim, whole));
    } catch (error) {
      if (error instanceof TerminalError) return error;
      throw error;
    }
    this.count(made);
    logger.debug("page stored", { page, units: units.length, occurrences: occurrences.length, known });
    onPage();
    return undefined;
  }

  /** `begins`: it carries what holds for the whole plan. */
  pageOf({ commit, page, entries }: PageOf, made: MadePage, begins: boolean): PlanPage {
    const { units, occurrences, skipped, large } = made;
    const lastPath = entries.at(-1)?.path ?? "";
    return { page, commit, lastPath, units, occurrences, skipped, ...(begins && saidFirst(this.#beginning)), large };
  }

  count({ occurrences, known, skipped }: MadePage): void {
    const { metrics } = this.#dependencies;
    metrics.plannedFiles.inc(occurrences.length);
    metrics.knownBlobs.inc(known);
    countSkipped(metrics, skipped);
  }

  /** Waits until the page is stored. Nothing else is read meanwhile: one that was refused reads the source again. */
  async #settle(storing: StoringPage | undefined): Promise<void> {
    const refused = await storing?.stored;
    if (!storing || !refused) return;
    // A ledger that was put back to an earlier state may know no longer what it said it knew: it is asked once more.
    const { page } = storing.of;
    this.#dependencies.logger.warn("the ledger refused a page; it is made once more", {
      page,
      reason: refused.message,
    });
    const again = await this.#append(storing.of, await this.make(storing.of));
    if (again) throw again;
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(work, this.#signal, this.#dependencies);
  }
}

function enclosing({ libraries }: Wrappers, packing: PackingOptions): PackingOptions {
  return { ...packing, enclosed: declarationMember(writeWrappers(libraries)) };
}
