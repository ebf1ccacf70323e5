/** A report format: one file each, one line in `formats.ts`. Every one is made from the same result model. */
import type { Writable } from "node:stream";
import type { AuditResult } from "./model/finding.ts";

export interface ReportOptions {
  /** ANSI colours; only the text report has any. */
  readonly color: boolean;
  /** Title of a rule where the catalogue has one. */
  readonly ruleTitle: (ruleId: string) => string | undefined;
}

/** Resolves once everything is handed to the stream; waits where the stream asks to. Does not end the stream. */
export type WriteReport = (result: AuditResult, out: Writable, options: ReportOptions) => Promise<void>;
