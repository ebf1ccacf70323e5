/** The public contract of results (schema version 1): what `--format json` prints and every other format is made from. */
import type { ClassicalVerdict, Fact, QuantumVerdict, SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { Cause, Changes, FindingState, FixedUse } from "./changes.ts";

export type Severity = "critical" | "high" | "medium" | "low" | "info";
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

export type Scope = "production" | "test" | "example" | "vendored" | "generated" | "documentation";

export interface Replacement {
  readonly algorithm: string;
  /** FIPS, RFC or SP that defines it. */
  readonly standard: string;
}

export interface Deadline {
  /** Mandate id: `us-eo-2026`, `nist-ir-8547`, `cnsa-2.0`, `eu-roadmap` … */
  readonly mandate: string;
  /** ISO date. */
  readonly date: string;
  readonly requirement: string;
  /** ISO date; earlier than `date` by the years that what is encrypted has to stay secret, where the repository says so. */
  readonly actBy?: string;
}

/** Half of a hybrid, with the verdicts it would have alone. */
export interface Half {
  readonly algorithm: string;
  readonly quantum: QuantumVerdict;
  readonly classical: ClassicalVerdict;
}

export interface Suppressed {
  readonly reason: string;
  readonly until?: string;
  /** A comment beside the use, the repository's `.pqc-audit.yaml`, or an exception that the organisation has approved. */
  readonly by?: "comment" | "policy" | "exception";
  /** Id of that exception, on the server that judged. */
  readonly exception?: string;
}

/** A fact joined with where it stands and what policy says of it. */
export interface Finding extends Omit<Fact, "ignore" | "inTest" | "fingerprint"> {
  readonly id: string;
  readonly fingerprint: string;
  /** Relative to the target, `/` separators. */
  readonly path: string;
  readonly scope: Scope;
  readonly severity: Severity;
  /** Of a hybrid: the classical half, then the post-quantum one. */
  readonly halves?: readonly Half[];
  readonly suppressed?: Suppressed;
  readonly replacement?: Replacement;
  readonly deadlines: readonly Deadline[];
  /** Whom the repository's CODEOWNERS names for the path; absent where it names nobody. */
  readonly owners?: readonly string[];
  /** A deadline has passed, or will within the lead time that was asked for; absent where nobody asked. */
  readonly overdue?: boolean;
  /** Against the baseline that was given: in it, or not. */
  readonly baseline?: "existing" | "new";
  /** On a server: against the scan before, and why where it was not there; `new` in the first scan of a repository. */
  readonly state?: FindingState;
  readonly cause?: Cause;
}

/** `present = scanned + sum(skipped) + failed + quarantined`, always. */
export interface Coverage {
  readonly present: number;
  readonly scanned: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly failed: number;
  readonly quarantined: number;
}

/** Of the files that were to be scanned: `scanned + fromCache`, always. */
export interface Work {
  /** Files whose content was scanned in this run. */
  readonly scanned: number;
  /** Files whose result an earlier run had. */
  readonly fromCache: number;
  /** Files whose content was read: to be scanned, or to be compared with what an earlier run had read. */
  readonly read: number;
}

export interface FileError {
  readonly path: string;
  readonly status: "malformed" | "failed" | "quarantined";
  readonly message: string;
}

export interface Summary {
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byFamily: Readonly<Record<string, number>>;
  readonly byQuantum: Readonly<Record<string, number>>;
  readonly unresolved: number;
  readonly suppressed: number;
  /** Against a baseline, where one was given; `fixed` are uses of the baseline that are gone. Suppressed ones are not counted. */
  readonly baseline?: { readonly existing: number; readonly new: number; readonly fixed: number };
}

export interface AuditResult {
  readonly schemaVersion: "1";
  readonly tool: { readonly name: "pqc-audit"; readonly version: string; readonly engineDigest: string };
  /** Path or URL as given, the commit for a git source. */
  readonly target: {
    readonly location: string;
    readonly commit?: string;
    /** The result is of the files that have changed since this commit, and of no others. */
    readonly since?: { readonly asked: string; readonly commit: string };
  };
  readonly startedAt: string;
  readonly durationMs: number;
  readonly summary: Summary;
  readonly coverage: Coverage;
  /** Absent where a server scanned: its results are of many runs. */
  readonly work?: Work;
  readonly errors: readonly FileError[];
  /** On a server: against the scan before. Absent where a scan that began later had ended before. */
  readonly changes?: Changes;
  /** On a server: uses that went with this scan, in the order they came. */
  readonly fixed?: readonly FixedUse[];
  /** SHA-256 over the findings' canonical lines: what "identical" means. */
  readonly digest: string;
  readonly findings: readonly Finding[];
}
