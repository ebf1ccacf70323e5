/** Where files come from: a local tree, or a git repository that is read without ever being checked out. */

export interface SourceEntry {
  /** Relative to the target, `/` separators. */
  readonly path: string;
  /** Bytes; 0 where it is not a file, or where `skip` says that nobody needs to know. */
  readonly size: number;
  readonly type: "file" | "symlink" | "submodule" | "special";
  /** Git object id (SHA-1, hex), where the source knows it without reading. */
  readonly blob?: string;
  /** Absolute path to read directly, for a local tree. Absent where no string can name it (a name that is not UTF-8): use `read`. */
  readonly file?: string;
  /** Set where the walk already knows it is left out as a whole: below an excluded or git-ignored folder. */
  readonly skip?: "excluded" | "ignored";
  /** The source could not look at it (a folder without permission, a file that vanished): counts as failed, never lost. */
  readonly error?: string;
}

export interface Source {
  /** As the user gave it, credentials removed. */
  readonly location: string;
  readonly commit?: string;
  /** Every path present, in a stable order; from behind `after` where given. A stream: memory does not grow with the tree. */
  entries(after?: string): AsyncIterable<SourceEntry>;
  /** The entry at this path, a plain one without special characters, looked up by itself; undefined where nothing is there. */
  find(path: string): Promise<SourceEntry | undefined>;
  /** Contents of files of this source, in the order asked. Throws `RetryableError` or `TerminalError` for the source as a whole. */
  read(entries: readonly SourceEntry[]): AsyncIterable<{ readonly entry: SourceEntry; readonly bytes: Uint8Array }>;
  close(): Promise<void>;
}
