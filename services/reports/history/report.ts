/** A format of histories: one file each, one line in `formats.ts`. Every one is made from the same result model. */
import type { Writable } from "node:stream";
import type { HistoryResult } from "./model.ts";

export interface HistoryReportOptions {
  /** ANSI colours; only the text report has any. */
  readonly color: boolean;
}

/** Resolves once everything is handed to the stream; waits where the stream asks to. Does not end the stream. */
export type WriteHistory = (result: HistoryResult, out: Writable, options: HistoryReportOptions) => Promise<void>;
