/** The contract of histories (schema version 1): what `history --format json` prints and its other formats are made from. */
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import type { AuditResult, Coverage, FileError, Scope } from "../model/finding.ts";

/** Broken by a quantum computer; or weak or broken today, and not that. */
export type Verdict = "quantum-broken" | "weak-today";
export const VERDICTS: readonly Verdict[] = ["quantum-broken", "weak-today"];

/** Undefined for what neither a quantum computer breaks nor is weak today: that may stay. */
export function verdictOf({ quantum, classical }: Pick<Fact, "quantum" | "classical">): Verdict | undefined {
  if (quantum === "broken") return "quantum-broken";
  return classical === "ok" ? undefined : "weak-today";
}

export interface Moment {
  /** Commit id. */
  readonly commit: string;
  /** When it was committed, ISO date-time in UTC. */
  readonly time: string;
}

export interface Opening extends Moment {
  /** It was there with this commit already: where the history is cut, nobody sees how long. */
  readonly before?: true;
}

/** A use of an algorithm, apart from where it stands. */
export interface Use
  extends Pick<
    Fact,
    | "ruleId"
    | "algorithm"
    | "family"
    | "language"
    | "library"
    | "operation"
    | "purpose"
    | "usage"
    | "quantum"
    | "classical"
    | "fingerprint"
  > {
  readonly verdict: Verdict;
}

/** One use of an algorithm, from the commit it came with to the commit it went with. */
export interface Life extends Use {
  /** Fingerprint, commit it came with, and ordinal among equals: the same in every run over the same commits. */
  readonly id: string;
  readonly scope: Scope;
  /** Where it is, or was last. */
  readonly path: string;
  readonly line: number;
  /** Where it was before, oldest first. */
  readonly earlierPaths?: readonly string[];
  /** `branch`: it came and went on a branch, and was never on the line of first parents. */
  readonly state: "present" | "gone" | "branch";
  readonly opened: Opening;
  /** With which merge it came to the line of first parents, where it came on a branch. */
  readonly merged?: Moment;
  readonly closed?: Moment;
  /** With which merge it went from the line of first parents, where it went on a branch. */
  readonly closedMerged?: Moment;
}

/** Uses on the line of first parents over time: each count holds from its time to the next. */
export interface Timeline {
  readonly times: readonly string[];
  /** Most first, those that a quantum computer breaks before the others. */
  readonly series: readonly Series[];
}

export interface Series {
  readonly verdict: Verdict;
  readonly family: string;
  readonly counts: readonly number[];
}

export interface HistorySummary {
  readonly present: number;
  readonly gone: number;
  readonly branch: number;
  readonly byVerdict: Readonly<Record<Verdict, Counts>>;
  /** By family, most uses first. */
  readonly byFamily: Readonly<Record<string, Counts>>;
}

export interface Counts {
  readonly present: number;
  readonly gone: number;
  readonly branch: number;
}

export interface HistoryResult {
  readonly historyVersion: "1";
  readonly tool: AuditResult["tool"];
  readonly target: {
    readonly location: string;
    /** The last commit that was looked at. */
    readonly commit: string;
    /** Folder of the repository that was looked at; absent for all of it. */
    readonly folder?: string;
    /** Where it begins, if not with the first commit. */
    readonly since?: Moment;
    /** Merges count as one commit each. */
    readonly firstParent: boolean;
    /** The clone lacks commits: what its oldest have was there before. */
    readonly shallow: boolean;
  };
  readonly startedAt: string;
  readonly durationMs: number;
  readonly commits: { readonly all: number; readonly mainLine: number };
  readonly summary: HistorySummary;
  /** Of contents, each counted once for every way it is read. */
  readonly coverage: Coverage;
  readonly errors: readonly FileError[];
  readonly timeline: Timeline;
  /** By when they came, and then by where. */
  readonly lives: readonly Life[];
}
