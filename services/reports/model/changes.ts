/** What a scan found against the one before: what came, what stayed, what went, and why. A server tells it, which keeps them. */
import type { Finding } from "./finding.ts";

export type FindingState = "new" | "existing" | "reopened";
/** The code changed; or the rules, which find in the same code what those of the scan before do not, or the other way round. */
export type Cause = "code" | "ruleset";

/** Numbers of findings, suppressed ones too. */
export interface Changes {
  /** What it was compared with; absent for the first scan of a repository. */
  readonly since?: { readonly scan: string; readonly commit?: string; readonly ref?: string };
  /** It was made by another engine. */
  readonly ruleset: boolean;
  readonly new: number;
  readonly existing: number;
  readonly reopened: number;
  /** Not told where it was compared with a scan of another ref or other options: 0. */
  readonly fixed: number;
  /** Known uses in files that could not be scanned: nobody knows of them that they are gone. */
  readonly unseen: number;
  /** How many of these because of the rules. */
  readonly byRuleset: { readonly new: number; readonly reopened: number; readonly fixed: number };
}

type Use = "id" | "path" | "ruleId" | "algorithm" | "family" | "severity" | "language" | "library" | "operation";

/** A use that went with this scan, as it was seen last. */
export interface FixedUse extends Pick<Finding, Use | "purpose" | "usage" | "quantum" | "classical"> {
  readonly cause: Cause;
}
