/** What the API of an aggregator is asked and answers (`/api/v1/openapi.json`), as far as the command uses it. */
import type { Coverage, Finding, Summary } from "@pqc-audit/reports/model/finding.ts";

export interface Submission {
  readonly target: string;
  readonly ref?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Contents behind pointers of Git LFS too. */
  readonly lfs?: boolean;
  /** Scans on demand, which they are where it is absent, go before scheduled ones. */
  readonly priority?: "on-demand" | "scheduled";
}

/** By which mandates a result is asked for. */
export interface Judging {
  /** All that are known where absent or empty. */
  readonly mandates?: readonly string[];
  readonly leadMonths?: number;
}

export interface Submitted {
  readonly id: string;
  readonly state: string;
  /** True where the same scan was under way already. */
  readonly joined: boolean;
}

/** What people say of a repository. */
export interface RepositoryFacts {
  readonly owner?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly dataClass?: string;
  readonly confidentialityYears?: number;
  readonly criticality?: "low" | "medium" | "high" | "critical";
}

export interface KnownRepository {
  readonly target: string;
  readonly facts: RepositoryFacts;
}

/** What came of the repositories that were named, see the API's description. */
export interface HeadRun {
  readonly asked: number;
  readonly waiting: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly unread: number;
  readonly elsewhere: number;
}

export interface AggregatorScan {
  readonly id: string;
  readonly state: string;
  readonly target: string;
  readonly ref?: string;
  readonly commit?: string;
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly error?: string;
  readonly digest?: string;
  readonly coverage?: Coverage;
  readonly summary?: Summary;
  readonly progress?: {
    readonly sealed: boolean;
    readonly files: number;
    readonly units: number;
    readonly unitsDone: number;
  };
}

/** Page by page a finding tells what it is against the scan before; the whole result does not. */
export interface ComparedFinding extends Finding {
  readonly state?: "new" | "existing" | "reopened";
  readonly cause?: "code" | "ruleset";
}

export interface Page<T> {
  readonly results: readonly T[];
  readonly total: number;
}

/** States that a scan never leaves. */
export const FINAL = ["completed", "incomplete", "failed", "cancelled"];
