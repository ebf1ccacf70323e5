/**
 * One page of a tree: what the filter takes, what is known of it, and the contents that are not. Of a source that has only
 * the tree, contents come for the unknown alone, and sizes from the ledger or with them: the page is the same as if all of
 * the repository had been fetched.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { type BlobKey, LARGE_BLOB_BYTES, type LargeBlob, type Occurrence } from "@pqc-audit/platform/ports/ledger.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import { kindOfPath } from "@pqc-audit/scanner/kinds.ts";
import { secondKind, type Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { Filter } from "./filter.ts";
import type { WantedBlob } from "./packing.ts";
import type { Source, SourceEntry } from "./sources/source.ts";

export interface PageContext {
  readonly source: Source;
  readonly filter: Filter;
  /** Looked for in a second pass. */
  readonly wrappers: Wrappers | undefined;
  /** As the ledger answers them. */
  readonly knownBlobs: (keys: readonly BlobKey[]) => Promise<readonly BlobKey[]>;
  readonly largeBlobs: (blobs: readonly string[]) => Promise<readonly LargeBlob[]>;
}

export interface SortedPage {
  readonly occurrences: readonly Occurrence[];
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** What the size limit left out. */
  readonly large: readonly LargeBlob[];
  /** Contents that need a unit; of equal contents of equal kind, in either pass, one. */
  readonly wanted: readonly WantedBlob[];
  readonly known: number;
}

/** A file that the filter takes, and the results it needs. */
interface File {
  readonly entry: SourceEntry;
  readonly keys: readonly [BlobKey, ...BlobKey[]];
}

type Size = Pick<SourceEntry, "size" | "withheld">;

/** Throws `TerminalError` where the source could not look at an entry. */
export async function sortPage(entries: readonly SourceEntry[], context: PageContext): Promise<SortedPage> {
  const sorting = new Sorting(context);
  const files = entries.filter((entry) => sorting.takes(entry)).map((entry) => fileOf(entry, context.wrappers));
  const fitting = sorting.sized(files, await largeOf(files, context));
  const keys = keysOf(fitting);
  const answered = await context.knownBlobs([...keys.values()]);
  const { skipped } = sorting;
  // Of a repository that was scanned before most pages are known as a whole.
  if (answered.length === keys.size) {
    return { occurrences: fitting.map(occurrenceOf), skipped, large: sorting.told(), wanted: [], known: keys.size };
  }
  const known = new Set(answered.map(keyText));
  const unknown = (file: File) => file.keys.some((key) => !known.has(keyText(key)));
  const here = sorting.sized(fitting, await fetchedOf(fitting.filter(unknown), context.source));
  const wanted = new Map<string, WantedBlob>();
  for (const { entry, keys } of here) {
    for (const key of keys) {
      const text = keyText(key);
      if (!known.has(text) && !wanted.has(text)) wanted.set(text, { ...key, entry });
    }
  }
  return {
    occurrences: here.map(occurrenceOf),
    skipped,
    large: sorting.told(),
    wanted: [...wanted.values()],
    known: known.size,
  };
}

/** Paths of an earlier commit, as a page of its plan held them. */
export async function sortEarlier(
  entries: readonly SourceEntry[],
  context: Pick<PageContext, "filter" | "wrappers" | "largeBlobs">,
): Promise<Pick<SortedPage, "occurrences" | "skipped">> {
  const sorting = new Sorting(context);
  const files = entries.filter((entry) => sorting.takes(entry)).map((entry) => fileOf(entry, context.wrappers));
  const fitting = sorting.sized(files, await largeOf(files, context));
  return { occurrences: fitting.map(occurrenceOf), skipped: sorting.skipped };
}

class Sorting {
  readonly #filter: Filter;
  readonly skipped: Partial<Record<SkipReason, number>> = {};
  readonly #large = new Map<string, LargeBlob>();

  constructor({ filter }: Pick<PageContext, "filter">) {
    this.#filter = filter;
  }

  /** What the size limit left out so far. */
  told(): readonly LargeBlob[] {
    return [...this.#large.values()];
  }

  /** Whether the filter takes it, as far as its size is known; counted where it does not. */
  takes(entry: SourceEntry): boolean {
    if (entry.error !== undefined) throw new TerminalError(entry.error);
    const reason = this.#filter.decide(entry);
    if (reason === undefined) return true;
    this.skipped[reason] = (this.skipped[reason] ?? 0) + 1;
    const { blob, size, withheld } = entry;
    if (reason === "too-large" && blob !== undefined && size > LARGE_BLOB_BYTES) {
      this.#large.set(blob, { blob, size, ...(withheld && { withheld }) });
    }
    return false;
  }

  /** Those that the filter takes once these sizes of absent ones are known. */
  sized(files: readonly File[], sizes: ReadonlyMap<string, Size>): readonly File[] {
    if (sizes.size === 0) return files;
    return files.flatMap((file) => {
      const size = file.entry.absent && sizes.get(file.keys[0].blob);
      if (!size) return [file];
      const { absent: _, ...rest } = file.entry;
      const entry = { ...rest, ...size };
      return this.takes(entry) ? [{ ...file, entry }] : [];
    });
  }
}

function fileOf(entry: SourceEntry, wrappers: Wrappers | undefined): File {
  const { path, blob } = entry;
  if (blob === undefined) throw new TerminalError(`${path} has no object id: only git repositories are planned.`);
  const first = { blob, kind: kindOfPath(path) };
  const again = wrappers && secondKind(path, wrappers);
  return { entry, keys: again === undefined ? [first] : [first, { blob, kind: again }] };
}

function occurrenceOf({ entry: { path, size }, keys: [{ blob, kind }, second] }: File): Occurrence {
  return second === undefined ? { blob, kind, path, size } : { blob, kind, path, size, secondKind: second.kind };
}

/** Each once, in the order in which the ledger goes through a page: it knows the answer again by that. */
function keysOf(files: readonly File[]): ReadonlyMap<string, BlobKey> {
  const keys = new Map<string, BlobKey>();
  for (const file of files) keys.set(keyText(file.keys[0]), file.keys[0]);
  for (const file of files) if (file.keys[1]) keys.set(keyText(file.keys[1]), file.keys[1]);
  return keys;
}

/** Sizes of absent files that the ledger knows to be above the limit; what it knows to be large may be larger than that. */
async function largeOf(
  files: readonly File[],
  { filter, largeBlobs }: Pick<PageContext, "filter" | "largeBlobs">,
): Promise<ReadonlyMap<string, Size>> {
  const absent: string[] = [];
  for (const { entry, keys } of files) if (entry.absent) absent.push(keys[0].blob);
  if (absent.length === 0) return new Map();
  const large = await largeBlobs(absent);
  const tooLarge = large.filter(({ size }) => size > filter.maxFileSizeBytes);
  return new Map(tooLarge.map(({ blob, size, withheld }) => [blob, { size, ...(withheld && { withheld: true }) }]));
}

/** Sizes of the absent ones, whose contents come here. */
async function fetchedOf(files: readonly File[], source: Source): Promise<ReadonlyMap<string, Size>> {
  const absent = absentIn(files);
  if (absent.size === 0) return absent;
  if (source.fetch === undefined) throw new TerminalError(`${source.location} does not fetch what it left out.`);
  const brought = await source.fetch([...absent.values()]);
  return new Map(brought.map(({ blob = "", size, withheld }) => [blob, { size, ...(withheld && { withheld }) }]));
}

function absentIn(files: readonly File[]): ReadonlyMap<string, SourceEntry> {
  const absent = new Map<string, SourceEntry>();
  for (const { entry, keys } of files) if (entry.absent) absent.set(keys[0].blob, entry);
  return absent;
}

export function keyText({ blob, kind }: BlobKey): string {
  return `${blob} ${kind}`;
}
