/** A report format: one file each, one line in `formats.ts`. Every one is made from the same result model. */
import type { Writable } from "node:stream";
import type { FixedUse } from "./model/changes.ts";
import type { AuditResult, FileError, Finding } from "./model/finding.ts";

/** Gone through as often as a report needs, each time whole and in the same order: a list, or rows of a database. */
export type Many<T> = Iterable<T> | AsyncIterable<T>;

/**
 * A result whose findings need not be in memory; an `AuditResult` is one. A report keeps counts, groups and what it shows,
 * never all findings: those of a server may be millions. Findings come by path (bytewise), then by place.
 */
export interface ReportedResult extends Omit<AuditResult, "errors" | "findings" | "fixed"> {
  readonly errors: Many<FileError>;
  readonly findings: Many<Finding>;
  readonly fixed?: Many<FixedUse>;
}

export interface ReportOptions {
  /** ANSI colours; only the text report has any. */
  readonly color: boolean;
  /** Title of a rule where the catalogue has one. */
  readonly ruleTitle: (ruleId: string) => string | undefined;
}

/** Resolves once everything is handed to the stream; waits where the stream asks to. Does not end the stream. */
export type WriteReport = (result: ReportedResult, out: Writable, options: ReportOptions) => Promise<void>;
