/** What the SQLite thread is asked and answers. Parameters and rows cross as structured clones. */
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";

export type SqliteRow = Record<string, SQLOutputValue>;

export interface SqliteThreadOptions {
  /** File name or `:memory:`. */
  readonly file: string;
}

export type SqliteRequest =
  | { readonly id: number; readonly op: "query"; readonly sql: string; readonly parameters: readonly SQLInputValue[] }
  /** Starts a cursor; answered with its first rows. */
  | {
      readonly id: number;
      readonly op: "open";
      readonly sql: string;
      readonly parameters: readonly SQLInputValue[];
      readonly chunk: number;
    }
  | { readonly id: number; readonly op: "next"; readonly cursor: number; readonly chunk: number }
  | { readonly id: number; readonly op: "drop"; readonly cursor: number }
  | { readonly id: number; readonly op: "close" };

export type SqliteReply =
  | { readonly id: number; readonly rows: readonly SqliteRow[]; readonly changes: number; readonly more?: boolean }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: number } };
