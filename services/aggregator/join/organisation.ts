/**
 * What the organisation says of a repository and accepts of it. It is said to the server, never by the repository, so no right
 * of the repository bounds it.
 */
import type { Suppressed } from "@pqc-audit/reports/model/finding.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { globMatcher } from "../query/glob.ts";

export interface Organisation {
  /** So long what the repository encrypts has to stay secret. */
  readonly years?: number;
  /** Those that are approved and not revoked; whether they have ended is looked at with each use. */
  readonly exceptions: readonly AcceptedRisk[];
}

/** What it is about: all of what is said has to fit. */
export interface RiskScope {
  /** Id of a finding. */
  readonly finding?: string;
  /** A rule's id, or what it begins with up to a dot. */
  readonly rule?: string;
  readonly algorithm?: string;
  readonly family?: string;
  /** As `file_pattern` of queries. */
  readonly filePattern?: string;
}

/** An exception: uses that somebody asked to be accepted, and somebody else has accepted, until a day. */
export interface AcceptedRisk extends RiskScope {
  readonly id: string;
  readonly reason: string;
  /** ISO date, the last day on which it holds. */
  readonly until: string;
}

export interface AcceptableUse extends Pick<Fact, "ruleId" | "algorithm" | "family"> {
  readonly path: string;
}

/** Exceptions made ready to be asked for each finding. Throws `UsageError` for a pattern that is none. */
export class AcceptedRisks {
  /** Of whatever id. */
  readonly #general: readonly Compiled[];
  readonly #byFinding: ReadonlyMap<string, readonly Compiled[]>;

  /** `today`: ISO date; what has ended is not heeded. */
  constructor(exceptions: readonly AcceptedRisk[], today: string) {
    const standing = exceptions.filter(({ until }) => until >= today).map(compiled);
    this.#general = standing.filter(({ risk }) => risk.finding === undefined);
    this.#byFinding = Map.groupBy(
      standing.filter(({ risk }) => risk.finding !== undefined),
      ({ risk }) => risk.finding ?? "",
    );
  }

  /** Ids of findings that are accepted by their id. */
  get findings(): readonly string[] {
    return [...this.#byFinding.keys()];
  }

  /** Whatever id the use has. */
  ofUse(use: AcceptableUse): Suppressed | undefined {
    return accepted(this.#general, use);
  }

  /** By its id. */
  ofFinding(id: string, use: AcceptableUse): Suppressed | undefined {
    return accepted(this.#byFinding.get(id) ?? [], use);
  }
}

interface Compiled {
  readonly risk: AcceptedRisk;
  readonly matches: (path: string) => boolean;
}

function compiled(risk: AcceptedRisk): Compiled {
  return { risk, matches: risk.filePattern === undefined ? () => true : globMatcher(risk.filePattern) };
}

/** Paths and ids aside. */
export function fits(
  { rule, algorithm, family }: RiskScope,
  use: Pick<AcceptableUse, "ruleId" | "algorithm" | "family">,
): boolean {
  return (
    (rule === undefined || `${use.ruleId}.`.startsWith(`${rule}.`)) &&
    (algorithm === undefined || use.algorithm === algorithm) &&
    (family === undefined || use.family === family)
  );
}

function accepted(risks: readonly Compiled[], use: AcceptableUse): Suppressed | undefined {
  const found = risks.find(({ risk, matches }) => fits(risk, use) && matches(use.path))?.risk;
  return found && { reason: found.reason, until: found.until, by: "exception", exception: found.id };
}
