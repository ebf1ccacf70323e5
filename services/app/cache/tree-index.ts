/**
 * What is known of the paths of one target, as git's index knows its working tree: for each path what tells that it has
 * not changed (of a file on disk size, times and inode, of a git tree the blob id), and in brief what came of it. Paths
 * stand in tree order, in parts, so that reading keeps step with a walk and holds one part at a time.
 *
 * A part: bytes of the paths and entries (uint32 each); size, mtime, ctime and inode of each entry (four float64, in
 * milliseconds); a byte of flags each; the ids of those that have one, 20 bytes each; the paths, NUL between them.
 */
import { compareTreeOrder } from "@pqc-audit/coordinator/sources/path-text.ts";
import type { FileStamp } from "@pqc-audit/coordinator/sources/source.ts";
import type { Brief } from "./sealed.ts";

export interface IndexEntry {
  readonly path: string;
  /** Undefined for git trees. */
  readonly stamp: FileStamp | undefined;
  /** False: it was changed so shortly before it was read that it may change again without looking different. */
  readonly settled: boolean;
  /** Git blob id, hex; undefined for a file of which only its stamp is known. */
  readonly blob: string | undefined;
  readonly brief: Brief | undefined;
  /** Of the pass for the repository's own functions, where the path has one. */
  readonly second: Brief | undefined;
  /** Left out for its size. */
  readonly large?: boolean;
}

const PART_ENTRIES = 4_096;
const HEADER_BYTES = 8;
export const STAMP_FIELDS = 4;
const ID_BYTES = 20;
const BRIEFS: readonly (Brief | undefined)[] = [undefined, "plain", "binary", "other"];
export const SETTLED = 16;
const NAMED = 32;
export const STAMPED = 64;
const LARGE = 128;

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
  for (const [at, { stamp, settled, blob, brief, second, large }] of entries.entries()) {
    if (stamp) stamps.set([stamp.size, stamp.mtimeMs, stamp.ctimeMs, stamp.inode], at * STAMP_FIELDS);
    if (blob !== undefined) ids.push(blob);
    flags[at] =
      BRIEFS.indexOf(brief) |
      (BRIEFS.indexOf(second) << 2) |
      (settled ? SETTLED : 0) |
      (blob === undefined ? 0 : NAMED) |
      (stamp ? STAMPED : 0) |
      (large ? LARGE : 0);
  }
  const paths = Buffer.from(entries.map(({ path }) => path).join("\0"));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(paths.length, 0);
  header.writeUInt32LE(entries.length, 4);
  return Buffer.concat([header, Buffer.from(stamps.buffer), flags, Buffer.from(ids.join(""), "hex"), paths]);
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

function readFlags(bytes: Buffer): { readonly flags: Uint8Array; readonly flagsAt: number } {
  const entries = entriesIn(bytes);
  const flagsAt = HEADER_BYTES + entries * STAMP_FIELDS * Float64Array.BYTES_PER_ELEMENT;
  return { flags: bytes.subarray(flagsAt, flagsAt + entries), flagsAt };
}

export function readPart(bytes: Buffer): Part {
  const { flags, flagsAt } = readFlags(bytes);
  const idsAt = flagsAt + flags.length;
  const pathsAt = bytes.length - bytes.readUInt32LE(0);
  // Copied, as numbers of eight bytes must stand at multiples of eight.
  const stamps = new Float64Array(new Uint8Array(bytes.subarray(HEADER_BYTES, flagsAt)).buffer);
  return {
    paths: flags.length === 0 ? [] : bytes.toString("utf8", pathsAt).split("\0"),
    stamps,
    flags,
    ids: bytes.subarray(idsAt, pathsAt),
  };
}

/** Asked for paths in tree order; each is looked at once. */
export class IndexReader {
  readonly #parts: Iterator<Buffer>;
  #part: Part | undefined;
  /** Of the next entry, and of the next id. */
  #at = 0;
  #id = 0;
  /** Entries that were asked for by no one. */
  passed = 0;

  constructor(parts: Iterable<Buffer>) {
    this.#parts = parts[Symbol.iterator]();
    this.#next();
  }

  take(path: string): IndexEntry | undefined {
    for (;;) {
      const part = this.#part;
      if (!part) return undefined;
      const known = part.paths[this.#at];
      if (known === undefined) this.#next();
      else if (known === path) return this.#entry(part, path);
      else if (compareTreeOrder(known, path) > 0) return undefined;
      else {
        this.passed++;
        this.#entry(part, known);
      }
    }
  }

  /** Whether every entry was asked for: nothing that was known is gone. */
  get exhausted(): boolean {
    const left = this.#part && this.#at < this.#part.paths.length;
    return this.passed === 0 && !left && (this.#part === undefined || this.#parts.next().done === true);
  }

  #next(): void {
    const { value, done } = this.#parts.next();
    this.#part = done ? undefined : readPart(value);
    this.#at = 0;
    this.#id = 0;
  }

  #entry(part: Part, path: string): IndexEntry {
    const at = this.#at++;
    return entryAt(part, at, path, ((part.flags[at] ?? 0) & NAMED) !== 0 ? this.#id++ : 0);
  }
}

/** `id`: how many entries with ids stand before it. */
function entryAt({ stamps, flags, ids }: Part, at: number, path: string, id: number): IndexEntry {
  const flag = flags[at] ?? 0;
  return {
    path,
    settled: (flag & SETTLED) !== 0,
    stamp: (flag & STAMPED) !== 0 ? stampAt(stamps, at * STAMP_FIELDS) : undefined,
    blob: (flag & NAMED) !== 0 ? ids.toString("hex", id * ID_BYTES, (id + 1) * ID_BYTES) : undefined,
    brief: BRIEFS[flag & 3],
    second: BRIEFS[(flag >> 2) & 3],
    large: (flag & LARGE) !== 0,
  };
}

/** A part of which is known what has changed: 1 in `unchanged` where an entry is as it was. */
export interface LookedPart {
  readonly bytes: Buffer;
  readonly unchanged: Uint8Array;
}

/** How many of its files hold nothing, and the others; undefined where a file has changed. */
export function unchangedPart(
  part: LookedPart,
): { readonly plain: number; readonly others: readonly IndexEntry[] } | undefined {
  if (part.unchanged.includes(0)) return undefined;
  const others: IndexEntry[] = [];
  const { flags } = readFlags(part.bytes);
  const isPlain = (flag: number) => (flag & ~(SETTLED | NAMED | STAMPED)) === BRIEFS.indexOf("plain");
  const plain = flags.reduce((count, flag) => count + (isPlain(flag) ? 1 : 0), 0);
  if (plain < flags.length)
    for (const entry of entriesOf(part.bytes))
      if (entry.brief !== "plain" || entry.large || entry.second) others.push(entry);
  return { plain, others };
}

export function entriesOf(bytes: Buffer): readonly IndexEntry[] {
  const part = readPart(bytes);
  let ids = 0;
  return part.paths.map((path, at) => entryAt(part, at, path, ((part.flags[at] ?? 0) & NAMED) !== 0 ? ids++ : 0));
}

function stampAt(stamps: Float64Array, at: number): FileStamp {
  return {
    size: stamps[at] ?? 0,
    mtimeMs: stamps[at + 1] ?? 0,
    ctimeMs: stamps[at + 2] ?? 0,
    inode: stamps[at + 3] ?? 0,
  };
}
