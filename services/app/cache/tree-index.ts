/**
 * What is known of the paths of one target, as git's index knows its working tree: for each path what tells that it has
 * not changed (of a file on disk size, times and inode, of a git tree the blob id), and what came of it: in brief, or whole
 * where more was found than nothing, so that an unchanged target asks for no single content. Paths stand in tree order, in
 * parts, so that reading keeps step with a walk and holds one part at a time.
 *
 * A part: bytes of the paths, entries, bytes of the results and of the anchors (uint32 each); size, mtime, ctime and inode of each entry
 * (four float64, in milliseconds); a byte of flags each; the ids of those that have one, 20 bytes each; the paths, NUL
 * between them; of each entry the anchors of models in it (`scanner/anchor-set.ts`), a comma behind each, or nothing at all
 * where none were told; the results that are kept whole with their paths, as JSON in the order of their entries.
 */
import { compareTreeOrder } from "@pqc-audit/coordinator/sources/path-text.ts";
import type { FileStamp } from "@pqc-audit/coordinator/sources/source.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { BINARY, type Brief, briefOf, PLAIN } from "./sealed.ts";

export interface IndexEntry {
  readonly path: string;
  /** Undefined for git trees. */
  readonly stamp: FileStamp | undefined;
  /** False: it was changed so shortly before it was read that it may change again without looking different. */
  readonly settled: boolean;
  /** Git blob id, hex; undefined for a file of which only its stamp is known. */
  readonly blob: string | undefined;
  /** Undefined where it is not known, or not to be kept. */
  readonly outcome: Outcome | undefined;
  /** Of the pass for the repository's own functions, where the path has one. */
  readonly second: Outcome | undefined;
  /** Which anchors of models stand in it; undefined where that was not told. */
  readonly anchors?: string | undefined;
  /** Left out for its size. */
  readonly large?: boolean;
}

const PART_ENTRIES = 4_096;
const HEADER_BYTES = 16;
export const STAMP_FIELDS = 4;
const ID_BYTES = 20;
const BRIEFS: readonly (Brief | undefined)[] = [undefined, "plain", "binary", "other"];
export const SETTLED = 16;
const NAMED = 32;
export const STAMPED = 64;
const LARGE = 128;
const UNTOLD = "?";

/** Entries in tree order, and between them parts that stay as they are. */
export function writeIndex(entries: readonly (IndexEntry | Buffer)[]): readonly Buffer[] {
  const parts: Buffer[] = [];
  let pending: IndexEntry[] = [];
  const flush = () => {
    if (pending.length > 0) parts.push(partOf(pending));
    pending = [];
  };
  for (const entry of entries) {
    if (Buffer.isBuffer(entry)) {
      flush();
      parts.push(entry);
    } else if (pending.push(entry) === PART_ENTRIES) flush();
  }
  flush();
  return parts;
}

function partOf(entries: readonly IndexEntry[]): Buffer {
  const stamps = new Float64Array(entries.length * STAMP_FIELDS);
  const flags = new Uint8Array(entries.length);
  const ids: string[] = [];
  const found: Found[] = [];
  for (const [at, { path, stamp, settled, blob, outcome, second, large }] of entries.entries()) {
    if (stamp) stamps.set([stamp.size, stamp.mtimeMs, stamp.ctimeMs, stamp.inode], at * STAMP_FIELDS);
    if (blob !== undefined) ids.push(blob);
    const briefs = [outcome, second].map((each) => each && briefOf(each));
    if (briefs.includes("other")) found.push({ path, ...(outcome && { outcome }), ...(second && { second }) });
    flags[at] =
      BRIEFS.indexOf(briefs[0]) |
      (BRIEFS.indexOf(briefs[1]) << 2) |
      (settled ? SETTLED : 0) |
      (blob === undefined ? 0 : NAMED) |
      (stamp ? STAMPED : 0) |
      (large ? LARGE : 0);
  }
  const paths = Buffer.from(entries.map(({ path }) => path).join("\0"));
  const told = entries.some(({ anchors }) => anchors !== undefined);
  const anchors = Buffer.from(told ? entries.map(({ anchors = UNTOLD }) => `${anchors},`).join("") : "");
  const results = Buffer.from(found.length === 0 ? "" : JSON.stringify(found));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(paths.length, 0);
  header.writeUInt32LE(entries.length, 4);
  header.writeUInt32LE(results.length, 8);
  header.writeUInt32LE(anchors.length, 12);
  const named = Buffer.from(ids.join(""), "hex");
  return Buffer.concat([header, Buffer.from(stamps.buffer), flags, named, paths, anchors, results]);
}

/** An entry of which more is known than what its flags say. */
interface Found {
  readonly path: string;
  readonly outcome?: Outcome;
  readonly second?: Outcome;
}

export interface Part {
  readonly paths: readonly string[];
  readonly stamps: Float64Array;
  readonly flags: Uint8Array;
  readonly ids: Buffer;
}

/** How many entries a part has. */
export function entriesIn(bytes: Buffer): number {
  return bytes.readUInt32LE(4);
}

/** All that tells whether entries have changed: a part without its results and what they depend on. */
export function withoutResults(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - bytes.readUInt32LE(8) - bytes.readUInt32LE(12));
}

function anchorsIn(bytes: Buffer): readonly string[] {
  const length = bytes.readUInt32LE(12);
  const end = bytes.length - bytes.readUInt32LE(8);
  return length === 0 ? [] : bytes.toString("latin1", end - length, end).split(",");
}

function foundIn(bytes: Buffer): readonly Found[] {
  const length = bytes.readUInt32LE(8);
  return length === 0 ? [] : (JSON.parse(bytes.toString("utf8", bytes.length - length)) as readonly Found[]);
}

export function flagsIn(bytes: Buffer): Uint8Array {
  const flagsAt = HEADER_BYTES + entriesIn(bytes) * STAMP_FIELDS * Float64Array.BYTES_PER_ELEMENT;
  return bytes.subarray(flagsAt, flagsAt + entriesIn(bytes));
}

export function readPart(bytes: Buffer): Part {
  const flagsAt = HEADER_BYTES + entriesIn(bytes) * STAMP_FIELDS * Float64Array.BYTES_PER_ELEMENT;
  const flags = flagsIn(bytes);
  const idsAt = flagsAt + flags.length;
  const pathsAt = idsAt + ID_BYTES * flags.reduce((named, flag) => named + ((flag & NAMED) === 0 ? 0 : 1), 0);
  const resultsAt = pathsAt + bytes.readUInt32LE(0);
  return {
    paths: flags.length === 0 ? [] : bytes.toString("utf8", pathsAt, resultsAt).split("\0"),
    // Copied, as numbers of eight bytes must stand at multiples of eight.
    stamps: new Float64Array(new Uint8Array(bytes.subarray(HEADER_BYTES, flagsAt)).buffer),
    flags,
    ids: bytes.subarray(idsAt, pathsAt),
  };
}

/** Entries of a part one after another: what stands at the next depends on those before. */
class Entries {
  readonly #bytes: Buffer;
  readonly #part: Part;
  #at = 0;
  #id = 0;
  #found = 0;
  #results: readonly Found[] | undefined;
  #anchors: readonly string[] | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#part = readPart(bytes);
  }

  /** The path of the next one. */
  get path(): string | undefined {
    return this.#part.paths[this.#at];
  }

  /** The next one. */
  take(): IndexEntry {
    const { stamps, ids, paths, flags } = this.#part;
    const at = this.#at;
    const flag = flags[at] ?? 0;
    const id = this.#id;
    const found = hasFound(flag) ? this.#foundAt(this.#found) : undefined;
    this.#anchors ??= anchorsIn(this.#bytes);
    const anchors = this.#anchors[at];
    this.skip();
    return {
      path: paths[at] ?? "",
      settled: (flag & SETTLED) !== 0,
      stamp: (flag & STAMPED) !== 0 ? stampAt(stamps, at * STAMP_FIELDS) : undefined,
      blob: (flag & NAMED) !== 0 ? ids.toString("hex", id * ID_BYTES, (id + 1) * ID_BYTES) : undefined,
      outcome: outcomeOf(flag & 3, found?.outcome),
      second: outcomeOf((flag >> 2) & 3, found?.second),
      anchors: anchors === UNTOLD ? undefined : anchors,
      large: (flag & LARGE) !== 0,
    };
  }

  /** Past the next one. */
  skip(): void {
    const flag = this.#part.flags[this.#at++] ?? 0;
    if ((flag & NAMED) !== 0) this.#id++;
    if (hasFound(flag)) this.#found++;
  }

  #foundAt(at: number): Found | undefined {
    this.#results ??= foundIn(this.#bytes);
    return this.#results[at];
  }
}

const OTHER = BRIEFS.indexOf("other");
const BRIEF_OUTCOMES = { plain: PLAIN, binary: BINARY };

function outcomeOf(at: number, found: Outcome | undefined): Outcome | undefined {
  const brief = BRIEFS[at];
  return brief === "other" ? found : brief && BRIEF_OUTCOMES[brief];
}

function hasFound(flag: number): boolean {
  return (flag & 3) === OTHER || ((flag >> 2) & 3) === OTHER;
}

/** Asked for paths in tree order; each is looked at once. */
export class IndexReader {
  readonly #parts: Iterator<Buffer>;
  #entries: Entries | undefined;
  /** Entries that were asked for by no one. */
  passed = 0;

  constructor(parts: Iterable<Buffer>) {
    this.#parts = parts[Symbol.iterator]();
    this.#next();
  }

  take(path: string): IndexEntry | undefined {
    for (;;) {
      const entries = this.#entries;
      if (!entries) return undefined;
      const known = entries.path;
      if (known === undefined) this.#next();
      else if (known === path) return entries.take();
      else if (compareTreeOrder(known, path) > 0) return undefined;
      else {
        this.passed++;
        entries.skip();
      }
    }
  }

  /** Whether every entry was asked for: nothing that was known is gone. */
  get exhausted(): boolean {
    const left = this.#entries?.path !== undefined;
    return this.passed === 0 && !left && (this.#entries === undefined || this.#parts.next().done === true);
  }

  #next(): void {
    const { value, done } = this.#parts.next();
    this.#entries = done ? undefined : new Entries(value);
  }
}

/** A part of which is known what has changed: 1 in `unchanged` where an entry is as it was. */
export interface LookedPart {
  readonly bytes: Buffer;
  readonly unchanged: Uint8Array;
}

export interface UnchangedPart {
  /** Files that hold nothing. */
  readonly plain: number;
  readonly binary: number;
  /** Left out for their size. */
  readonly large: number;
  readonly found: readonly { readonly path: string; readonly outcome: Outcome }[];
}

/** What came of the files of a part, of first passes alone; undefined where one has changed, or nothing is known of it. */
export function unchangedPart({ bytes, unchanged }: LookedPart): UnchangedPart | undefined {
  if (unchanged.includes(0)) return undefined;
  const counts = { plain: 0, binary: 0, large: 0, other: 0 };
  for (const flag of flagsIn(bytes)) {
    const known = (flag & LARGE) === 0 ? BRIEFS[flag & 3] : "large";
    if (!known) return undefined;
    counts[known]++;
  }
  const found = foundIn(bytes).flatMap(({ path, outcome }) =>
    outcome && briefOf(outcome) === "other" ? { path, outcome } : [],
  );
  const { plain, binary, large, other } = counts;
  return found.length === other ? { plain, binary, large, found } : undefined;
}

/** Whether something is known of every entry of a part. */
export function isKnown(bytes: Buffer): boolean {
  return flagsIn(bytes).every((flag) => (flag & (LARGE | 3)) !== 0);
}

export function entriesOf(bytes: Buffer): readonly IndexEntry[] {
  const entries = new Entries(bytes);
  return Array.from(flagsIn(bytes), () => entries.take());
}

function stampAt(stamps: Float64Array, at: number): FileStamp {
  return {
    size: stamps[at] ?? 0,
    mtimeMs: stamps[at + 1] ?? 0,
    ctimeMs: stamps[at + 2] ?? 0,
    inode: stamps[at + 3] ?? 0,
  };
}
