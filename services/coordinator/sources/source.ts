/** Where files come from: a local tree, or a git repository that is read without ever being checked out. */
import type { Stats } from "node:fs";
import type { ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import type { ArchiveSkip } from "@pqc-audit/scanner/fact.ts";

/** What tells whether a file on disk was changed since, as in git's index. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, as finely as a number can say. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}

export interface SourceEntry {
  /** Relative to the target, `/` separators. */
  readonly path: string;
  /** Bytes; 0 where it is not a file, where `skip` says that nobody needs to know, or where it is `absent`. */
  readonly size: number;
  /** The content is still at the server, and only with it comes its size: `fetch` brings both. */
  readonly absent?: true;
  /** Left at the server for being too large: `size` is no more than one byte above the limit. */
  readonly withheld?: true;
  readonly type: "file" | "symlink" | "submodule" | "special";
  /** Git object id (SHA-1, hex), where the source knows it without reading. */
  readonly blob?: string;
  /** Of a file of a local tree, as it was before anybody read it. */
  readonly stamp?: FileStamp;
  /** Absolute path to read directly, for a local tree. Absent where no string can name it (a name that is not UTF-8): use `read`. */
  readonly file?: string;
  /** Set where the source already knows it is left out: below an excluded or git-ignored folder, unchanged, behind a pointer of Git LFS and not given out, or no member of an archive to be read. */
  readonly skip?: "excluded" | "ignored" | "unchanged" | "lfs-missing" | ArchiveSkip;
  /** The source could not look at it (a folder without permission, a file that vanished): counts as failed, never lost. */
  readonly error?: string;
}

/** An earlier commit: what is as it was then is marked as unchanged. */
export interface Since {
  /** As the user named it. */
  readonly asked: string;
  readonly commit: string;
}

/** Paths at which an earlier commit and this one differ, each of them as it lies in the one and in the other. */
export interface SourceChanges {
  readonly gone: readonly SourceEntry[];
  readonly come: readonly SourceEntry[];
}

/** Told by a listing of all that is there. */
export interface ListingWatch {
  /** Of a folder on disk, before it is listed: `path` ends in a slash, and is empty for the root; without `file` and `stats` where only bytes can name it, or nobody can look at it. */
  folder(path: string, file: string | undefined, stats: Stats | undefined): void;
  /** A folder that is left out as a whole. */
  leftOut(path: string): void;
  /** Git's id of all that was listed, made of its paths. */
  tree(id: string): void;
}

/** Paths of a listing to pass over, which costs little, before the next one is told. May be set anew whenever one was told. */
export interface Passing {
  paths: number;
}

/** A tree that never changes, so that a path is found again by its place in the listing. */
export interface FixedTree {
  /** Cuts it into ranges of about so many paths; throws `TerminalError` where a tree is missing. */
  cut(paths: number): Promise<readonly ScanRange[]>;
  /** Every path, in the order of `entries`. */
  list(passing: Passing): AsyncIterable<SourceEntry>;
}

export interface Source {
  /** As the user gave it, credentials removed. */
  readonly location: string;
  readonly commit?: string;
  /** Git's id of the tree that is listed, as somebody else's repository says. */
  readonly tree?: string;
  /** Absolute path, of a folder on disk. */
  readonly folder?: string;
  /** Where only what changed is looked at. */
  readonly since?: Since;
  /** Ids are what somebody else's repository says; nobody has compared them with the contents. */
  readonly unverified?: true;
  /** Every path present, in a stable order; from behind `after` where given. A stream: memory does not grow with the tree. */
  entries(after?: string, watch?: ListingWatch): AsyncIterable<SourceEntry>;
  /** Sizes of contents by id, in bytes; undefined of one that is not here. Where there is a `tree`. */
  sizes?(blobs: readonly string[]): Promise<readonly (number | undefined)[]>;
  /** Absent where what is listed may change between two listings. */
  readonly fixed?: FixedTree;
  /** How many paths are present, found by reading every tree; throws `TerminalError` where one is missing. */
  count?(): Promise<number>;
  /** The entry at this path, a plain one without special characters, looked up by itself; undefined where nothing is there. */
  find(path: string): Promise<SourceEntry | undefined>;
  /** What differs from the commit beside which it was opened; undefined where that is more than `most` paths. */
  changes?(most: number): Promise<SourceChanges | undefined>;
  /** Brings contents of `absent` entries here, in few requests; the entries again, in their order, with sizes. */
  fetch?(entries: readonly SourceEntry[]): Promise<readonly SourceEntry[]>;
  /**
   * Contents of files of this source, in the order asked; one that fills its memory is the caller's own. Throws `RetryableError`
   * or `TerminalError` for the source as a whole.
   */
  read(entries: readonly SourceEntry[]): AsyncIterable<{ readonly entry: SourceEntry; readonly bytes: Uint8Array }>;
  /**
   * The same, for whoever moves contents on: those that the source holds as a zlib stream come as one, of `inflated` bytes.
   * Streams of one reading share memory, which is the caller's own with them.
   */
  readStreams?(
    entries: readonly SourceEntry[],
  ): AsyncIterable<{ readonly entry: SourceEntry; readonly bytes: Uint8Array; readonly inflated?: number }>;
  close(): Promise<void>;
}
