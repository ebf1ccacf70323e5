/**
 * What earlier runs know of this target: for each file its result, or what to compare its content with, or nothing. A
 * file on disk is believed to be as it was under git's rule for its index: same size, times and inode, and changed last
 * well before it was read (else it may have changed again without looking different, and its content is compared).
 */

import { blobOf, blobOfFile } from "@pqc-audit/coordinator/sources/file-blob.ts";
import type { FileStamp, Source, SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import type { Changes } from "@pqc-audit/scanner/changes.ts";
import { changedParts } from "@pqc-audit/scanner/engine-changes.ts";
import type { Outcome, SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { ScannedFile } from "@pqc-audit/worker/pool/scan-pool.ts";
import type { ResultCache } from "../cache/result-cache.ts";
import { briefOf, PLAIN } from "../cache/sealed.ts";
import { lookAtAll } from "../cache/stamp-work.ts";
import {
  type IndexEntry,
  IndexReader,
  type LookedPart,
  type UnchangedPart,
  unchangedPart,
} from "../cache/tree-index.ts";
import { type Shape, type TreeRecord, writeRecord } from "../cache/tree-record.ts";
import { filesOfTree, recordOf } from "./known-tree.ts";
import type { Asked, Kept, Kinds, Recalled, RecallOptions, Recorder, Replay, Results } from "./recalled.ts";
import { countBelow, ShapeRecorder } from "./shape.ts";
import { TreeShapeRecorder } from "./tree-shape.ts";

/** A tree of more files has no index: it would not fit in memory. What is known of contents is used and kept all the same. */
const MOST_ENTRIES = 1_000_000;
/** So much is read and hashed in a few milliseconds. */
const COMPARED_HERE_BYTES = 8 << 20;
const NO_ANCHORS = "";
const NOTHING_FOUND: Results = { outcome: PLAIN };
/** File systems count time in steps of up to this. */
const TIME_STEP_MS = 2_000;

export class Recall {
  readonly #cache: ResultCache | undefined;
  readonly #options: RecallOptions;
  readonly #settledBefore: number;
  readonly #record: TreeRecord | undefined;
  /** Whether a part of the engine is another one than when the record was written. */
  readonly #otherEngine: boolean = false;
  #kinds: Kinds | undefined;
  #engineChanges: Changes | undefined;
  /** Of the files of the record, which are read once. */
  #index: IndexReader | undefined;
  /** To be told by the listing. */
  readonly watch: Recorder | undefined;
  /** Of a scan that needed no walk: as it was. */
  #replayed: { readonly shape: Shape | undefined; readonly folders: readonly Buffer[] } | undefined;
  /** By place in the walk. */
  readonly #entries: (IndexEntry | Buffer)[] = [];
  #changed = false;
  #tooMany = false;
  #bytesToCompare: number;
  /** Files whose result was known, and files that were scanned. */
  readonly counts = { fromCache: 0, scanned: 0, read: 0 };

  private constructor(cache: ResultCache | undefined, options: RecallOptions) {
    this.#cache = cache;
    this.#options = options;
    this.#bytesToCompare = options.compareHereBytes ?? COMPARED_HERE_BYTES;
    this.#settledBefore = options.startedAt.getTime() - TIME_STEP_MS;
    if (!cache || !options.index) return;
    if (options.tree) this.watch = new TreeShapeRecorder(options.tree.id);
    else this.watch = options.replay ? new ShapeRecorder(this.#settledBefore) : undefined;
    const record = recordOf(cache, options.key, options.tree);
    const changed = record && changedParts(record.engine, options.engine);
    if (!changed || changed.all) return;
    this.#record = record;
    this.#otherEngine = changed.names.size > 0;
    this.#changed = this.#otherEngine;
  }

  static async of(cache: ResultCache | undefined, options: RecallOptions): Promise<Recall> {
    const recall = new Recall(cache, options);
    if (recall.#otherEngine) await recall.ready();
    return recall;
  }

  /** Whether there is an index of this target. */
  get knowsTarget(): boolean {
    return this.#record !== undefined;
  }

  /** Whether files can be asked about that the index does not tell of. */
  get isReady(): boolean {
    return this.#kinds !== undefined;
  }

  /**
   * Learns what kinds there are. Not before a file has to be asked about: who knows them has loaded all that reads them,
   * which takes as long as to look at thousands of files.
   */
  async ready(): Promise<void> {
    const kinds = await this.#options.kinds();
    this.#cache?.know(kinds.digests);
    this.#kinds = kinds;
    const before = this.#record?.engine;
    const anchors = before && this.#cache?.anchorTexts(kinds.digests.anchorsAskedOf(before));
    this.#engineChanges = before && kinds.digests.changesSince(before, anchors);
  }

  /**
   * All that is there, without a listing: of a folder where none has changed since the last scan, what that one found,
   * each file with whether it has changed; of a git tree what any scan of it found. Undefined where a listing is needed.
   */
  async replay(source: Pick<Source, "folder" | "sizes">): Promise<Replay | undefined> {
    const record = this.#record;
    const { tree, replay } = this.#options;
    if (!record?.shape || !(tree || replay) || this.#otherEngine) return undefined;
    const parts = Array.from(record.files);
    this.#index = new IndexReader(parts);
    if (parts.length !== record.parts) return undefined;
    if (!tree) return source.folder === undefined ? undefined : await this.#replayFolder(record, parts, source.folder);
    const files = await filesOfTree(record, parts, tree, source);
    if (!files) return undefined;
    this.#replayed = { shape: record.shape, folders: [] };
    return { parts: files, skipped: record.shape.skipped, leftOut: 0 };
  }

  async #replayFolder(record: TreeRecord, parts: readonly Buffer[], root: string): Promise<Replay | undefined> {
    const looked = await lookAtAll([...record.folders, ...parts], root);
    const folders = looked.splice(0, record.folders.length);
    if (folders.some(({ unchanged }) => unchanged.includes(0))) return undefined;
    const leftOut = record.shape && countBelow(root, record.shape.leftOut);
    if (leftOut === undefined) return undefined;
    this.#replayed = { shape: record.shape, folders: record.folders };
    return { parts: looked, skipped: record.shape?.skipped ?? {}, leftOut };
  }

  /**
   * What is known of a part of the index of which no file has changed; undefined where one has to be read all the same.
   * Of a repository without functions of its own: of its second kinds nothing is asked.
   */
  reusePart(part: LookedPart): UnchangedPart | undefined {
    const reused = unchangedPart(part);
    if (!reused) return undefined;
    this.#note(part.bytes);
    this.counts.fromCache += reused.plain + reused.binary + reused.found.length;
    return reused;
  }

  /** A file that the index knows, and that is as it was. */
  reuse(before: IndexEntry, secondKind: string | undefined): Results | undefined {
    const results = before.large ? undefined : storedOf(before, secondKind);
    if (!results) return undefined;
    this.#note(before);
    this.counts.fromCache++;
    return results;
  }

  /** A path that the filter leaves out. */
  skipped(entry: SourceEntry, reason: SkipReason, looked: IndexEntry | undefined): void {
    this.watch?.seen(entry.path);
    if (!this.#cache || entry.skip !== undefined) return;
    if (reason === "too-large" && entry.blob === undefined) this.#large(entry, looked);
    else if (looked) this.unsound();
    else this.watch?.skipped(reason, entry.blob);
  }

  /** Something is there that a walk must say, or is gone though its folder has not changed: the next scan walks. */
  unsound(): void {
    this.watch?.unsound();
    if (this.#replayed) this.#replayed = { ...this.#replayed, shape: undefined };
    this.#changed = true;
  }

  /** Its size may change, where its folder says nothing of it. */
  #large(entry: SourceEntry, looked: IndexEntry | undefined): void {
    const { path, stamp } = entry;
    if (!stamp) this.unsound();
    const known = looked ?? this.before(entry, undefined);
    if (known?.large && isSame(entry, known)) {
      this.#note(known);
      return;
    }
    this.#changed = true;
    const settled = this.#isSettled(stamp);
    this.#note({ path, stamp, settled, blob: undefined, outcome: undefined, second: undefined, large: true });
  }

  /** What the index says of an entry, as far as this engine would say so too. Asked for once, in its place in the walk. */
  before({ path }: SourceEntry, secondKind: string | undefined): IndexEntry | undefined {
    this.watch?.seen(path);
    this.#index ??= this.#record && new IndexReader(this.#record.files);
    const entry = this.#index?.take(path);
    if (!entry || !this.#otherEngine) return entry;
    const still = (kind: string | undefined, outcome: Outcome | undefined, anchors?: string) =>
      kind === undefined || this.#engineChanges?.holds(kind, anchors) === false ? undefined : outcome;
    return {
      ...entry,
      outcome: still(this.#kindOf(path), entry.outcome, entry.anchors),
      second: still(secondKind, entry.second),
    };
  }

  /** Its results, where the index tells them and it is as it was. */
  same(entry: SourceEntry, before: IndexEntry | undefined, secondKind: string | undefined): Results | undefined {
    return before && isSame(entry, before) ? this.reuse(before, secondKind) : undefined;
  }

  /** Whether its content is another one, as far as can be said without reading it. */
  isOther({ blob, size }: SourceEntry, before: IndexEntry | undefined): boolean {
    return blob === undefined && before?.stamp?.size !== size;
  }

  /** `before`: what the index says, of another content or not enough. Only once it is ready. */
  ask(entry: SourceEntry, secondKind: string | undefined, before: IndexEntry | undefined): Recalled | Asked {
    const file = { entry, kind: this.#kindOf(entry.path), secondKind, place: this.#entries.length };
    if (!this.#cache) return file;
    this.#enter(entry);
    if (entry.blob !== undefined) {
      const stored = this.#results(file, entry.blob);
      if (!stored) return this.#options.unverified ? { ...file, name: "always" } : file;
      this.#keep(file, entry.blob, stored);
      this.counts.fromCache++;
      return { results: stored.results };
    }
    const known = this.#comparable(file, before);
    const compared = this.#compared(file, known);
    if (compared) return { results: compared };
    const name = secondKind === undefined && this.#isSettled(entry.stamp) ? "with-results" : "always";
    return { ...file, name, ...(known.size > 0 && { known }) };
  }

  /** Until more is known of it, it is only there. */
  #enter({ path, stamp, blob }: SourceEntry): void {
    this.#note({ path, stamp, settled: false, blob: undefined, outcome: undefined, second: undefined });
    if (blob === undefined && !stamp) this.unsound();
    this.#changed = true;
  }

  /** A file without a second kind, in which nothing can stand. */
  plain(entry: SourceEntry, content: Uint8Array): Results {
    const place = this.#entries.length;
    this.#enter(entry);
    this.counts.read++;
    this.counts.scanned++;
    const blob = this.#isSettled(entry.stamp) ? undefined : blobOf(content);
    this.#keep({ entry, place, secondKind: undefined }, blob, { results: NOTHING_FOUND, anchors: NO_ANCHORS });
    return NOTHING_FOUND;
  }

  /** A few files are compared here: a scanning thread would take longer to start. */
  #compared(asked: Asked, known: ReadonlyMap<string, Kept>): Results | undefined {
    const { entry } = asked;
    if (known.size === 0 || entry.file === undefined || entry.size > this.#bytesToCompare) return undefined;
    this.#bytesToCompare -= entry.size;
    const blob = blobOfFile(entry.file, entry.size);
    const kept = blob === undefined ? undefined : known.get(blob);
    if (!kept) return undefined;
    this.#keep(asked, blob, kept);
    this.counts.read++;
    this.counts.fromCache++;
    return kept.results;
  }

  /** What came of a file that was read; `second` where it has a second kind. */
  answer(asked: Asked, first: ScannedFile, second: ScannedFile | undefined): Results {
    const known = keptOf(asked, first);
    const outcome = known?.results.outcome ?? first.outcome;
    const again = second && (keptOf(asked, second)?.results.second ?? second.outcome);
    const results = { outcome, ...(again && { second: again }) };
    this.counts.read++;
    if (first.known && (!second || second.known)) this.counts.fromCache++;
    else this.counts.scanned++;
    const names = new Set([asked.entry.blob, first.blob, second?.blob].filter((name) => name !== undefined));
    // The file was written to between two readings, or the repository's object is not what its id says.
    if (!this.#cache || names.size > 1) return results;
    const [blob] = names;
    this.#learn(asked.kind, first, outcome, asked);
    if (second && again && asked.secondKind !== undefined) this.#learn(asked.secondKind, second, again, asked);
    this.#keep(asked, blob, { results, anchors: known ? known.anchors : first.anchors });
    return results;
  }

  /** Everything was asked for and answered: writes down what is known now. */
  finish(): void {
    const cache = this.#cache;
    if (!cache) return;
    const { key, index, engine, tree } = this.#options;
    const { shape, folders } = this.#replayed ?? { shape: this.watch?.shape(), folders: this.watch?.folders ?? [] };
    // A walk was needed: next time it may not be.
    const improved = !this.#replayed && (shape !== undefined || !this.#index?.exhausted);
    const record = () => writeRecord(engine, this.#entries, shape, folders);
    const parts = index && !this.#tooMany && (this.#changed || improved) ? record() : undefined;
    cache.save(key, parts, shape?.tree && tree?.key);
  }

  #note(entry: IndexEntry | Buffer): void {
    if (this.#tooMany) return;
    if (this.#entries.length < MOST_ENTRIES) this.#entries.push(entry);
    else {
      this.#tooMany = true;
      this.#entries.length = 0;
    }
  }

  #kindOf(path: string): string {
    if (!this.#kinds) throw new Error(`asked about ${path} before it was told what kinds there are`);
    return this.#kinds.kindOf(path);
  }

  #results({ kind, secondKind }: Asked, blob: string): Kept | undefined {
    const first = this.#cache?.known(kind, blob);
    if (!first) return undefined;
    const { outcome, anchors } = first;
    if (secondKind === undefined) return { results: { outcome }, anchors };
    const second = this.#cache?.known(secondKind, blob)?.outcome;
    return second && { results: { outcome, second }, anchors };
  }

  /** What lay at this path before, and contents of the same size that hold something. */
  #comparable(asked: Asked, before: IndexEntry | undefined): ReadonlyMap<string, Kept> {
    const known = new Map<string, Kept>();
    const { entry, kind, secondKind } = asked;
    if (before?.blob !== undefined && before.stamp?.size === entry.size) {
      const results = storedOf(before, secondKind);
      if (results) known.set(before.blob, { results, anchors: before.anchors });
    }
    for (const blob of this.#cache?.candidates(kind, entry.size) ?? []) {
      const kept = known.has(blob) ? undefined : this.#results(asked, blob);
      if (kept) known.set(blob, kept);
    }
    return known;
  }

  #learn(kind: string, { known, blob, anchors }: ScannedFile, outcome: Outcome, { entry, secondKind }: Asked): void {
    const id = entry.blob ?? blob;
    if (known || id === undefined) return;
    // Of a file on disk the index says that nothing is in it; a git tree has no other place for that.
    const worth = entry.blob !== undefined || secondKind !== undefined || briefOf(outcome) === "other";
    if (worth) this.#cache?.learn(kind, id, entry.size, outcome, anchors);
  }

  #keep(
    { entry, place, secondKind }: Pick<Asked, "entry" | "place" | "secondKind">,
    blob: string | undefined,
    { results, anchors }: Kept,
  ): void {
    const { outcome, second } = results;
    const brief = briefOf(outcome);
    const again = second && briefOf(second);
    if (!brief || (secondKind !== undefined && !again)) return;
    if ((brief === "other" || again === "other") && blob === undefined) return;
    const { path, stamp } = entry;
    if (entry.blob === undefined && !stamp) return;
    const settled = entry.blob !== undefined || this.#isSettled(stamp);
    if (!this.#tooMany) this.#entries[place] = { path, settled, stamp, blob, outcome, second, anchors };
  }

  #isSettled(stamp: FileStamp | undefined): boolean {
    return stamp !== undefined && Math.max(stamp.mtimeMs, stamp.ctimeMs) < this.#settledBefore;
  }
}

function storedOf({ outcome, second }: IndexEntry, secondKind: string | undefined): Results | undefined {
  if (outcome === PLAIN && secondKind === undefined) return NOTHING_FOUND;
  if (!outcome || secondKind === undefined) return outcome && { outcome };
  return second && { outcome, second };
}

function isSame(entry: SourceEntry, before: IndexEntry): boolean {
  if (entry.blob !== undefined) return entry.blob === before.blob;
  return (
    before.settled && entry.stamp !== undefined && before.stamp !== undefined && sameStamp(entry.stamp, before.stamp)
  );
}

function keptOf({ known }: Asked, { known: isKnown, blob }: ScannedFile): Kept | undefined {
  return isKnown && blob !== undefined ? known?.get(blob) : undefined;
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.inode === b.inode;
}
