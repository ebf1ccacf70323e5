/** The contract of migration plans (schema version 1): what `plan --format json` prints and every other format is made from. */
import type { AuditResult, Deadline, Severity } from "../model/finding.ts";
import type { Forecast } from "./forecast.ts";
import type { WorkKind } from "./work-kind.ts";

/** Hours of one person: between these, if the assumptions hold. */
export interface Effort {
  readonly low: number;
  readonly high: number;
}

/**
 * Why it is dangerous: `today` can be attacked today; `harvest` is recorded today and decrypted once there is a quantum
 * computer; `forgery` can be forged from then on; `none`: no danger in itself, but a mandate wants it gone, or others wait for it.
 */
export type Exposure = "today" | "harvest" | "forgery" | "none";
export const EXPOSURES: readonly Exposure[] = ["today", "harvest", "forgery", "none"];

export interface PackageDeadline extends Deadline {
  /** Findings of the package that it binds. */
  readonly findings: number;
}

export interface Instead {
  readonly library: string;
  readonly code: string;
  readonly since: string;
  readonly source: string;
}

export interface MoveTo {
  readonly algorithm: string;
  /** FIPS, RFC or SP that defines it; of an upgrade of a library where its releases are told. */
  readonly standard: string;
  readonly findings: number;
  /** How the libraries at hand spell it. */
  readonly instead: readonly Instead[];
}

export interface PlannedPlace {
  /** Of the finding. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly algorithm: string;
  readonly severity: Severity;
}

export interface Prerequisite {
  /** Id of the work package that has to be done before. Absent for what others have to do. */
  readonly package?: string;
  readonly what: string;
}

export interface WorkPackage {
  /** The same in every plan as long as kind, repository, module, owners and library are. */
  readonly id: string;
  /** 1 is to be done first. */
  readonly order: number;
  readonly kind: WorkKind;
  readonly title: string;
  readonly repository: string;
  /** Folder, `.` for the root. */
  readonly module: string;
  /** As CODEOWNERS names them; none where it names nobody. */
  readonly owners: readonly string[];
  readonly team?: string;
  readonly severity: Severity;
  readonly exposure: Exposure;
  /** Longest time that what is protected there has to stay secret, where somebody said so. */
  readonly confidentialityYears?: number;
  /** First day by which some of it has to be gone; absent where no mandate in force says one. */
  readonly due?: string;
  readonly overdue: boolean;
  /** Of each mandate the first that binds something here. */
  readonly deadlines: readonly PackageDeadline[];
  readonly findings: number;
  /** Absent where a server adds up many repositories. */
  readonly files?: number;
  /** Most frequent first, at most `MOST_NAMED`; `more` others. */
  readonly algorithms: { readonly named: Readonly<Record<string, number>>; readonly more: number };
  readonly libraries: readonly string[];
  readonly moveTo: readonly MoveTo[];
  /** The most urgent, at most `MOST_PLACES`. */
  readonly top: readonly PlannedPlace[];
  readonly effort: Effort;
  /** What the hours rest on. */
  readonly assumptions: readonly string[];
  readonly requires: readonly Prerequisite[];
  /** Of its findings those that nothing is known to move to yet, and why. */
  readonly blocked?: { readonly findings: number; readonly reasons: readonly string[] };
}

/** What is left at each date of a mandate if nothing happens until then, latest date last. */
export interface BurnDown {
  readonly mandate: string;
  readonly steps: readonly {
    readonly date: string;
    /** Findings that have to be gone by then, and those of the dates before. */
    readonly findings: number;
    /** Of the packages that are due by then. */
    readonly effort: Effort;
  }[];
}

/** `planned + suppressed + definitions + notShipped + unclear + inOrder = findings`, always. */
export interface Accounted {
  readonly findings: number;
  readonly planned: number;
  readonly suppressed: number;
  /** Tables and constants that only name an algorithm. */
  readonly definitions: number;
  /** Tests, examples and documentation. */
  readonly notShipped: number;
  /** Decided at run time, or not known: nobody can tell whether they have to move. */
  readonly unclear: number;
  readonly inOrder: number;
}

export interface KindTotals {
  readonly packages: number;
  readonly findings: number;
  readonly effort: Effort;
}

export interface Totals {
  readonly packages: number;
  readonly findings: number;
  readonly overdue: number;
  readonly blocked: number;
  readonly effort: Effort;
  readonly byKind: Readonly<Partial<Record<WorkKind, KindTotals>>>;
  readonly burnDown: readonly BurnDown[];
}

export interface MigrationPlan {
  readonly planVersion: "1";
  readonly tool: { readonly name: "pqc-audit"; readonly version: string };
  /** What is planned; absent where a server plans all that its caller reaches. */
  readonly target?: PlanTarget;
  readonly repositories: number;
  /** ISO date that deadlines are compared with. */
  readonly today: string;
  readonly leadMonths: number;
  /** Only what these own is planned, where given. */
  readonly filter?: { readonly owners?: readonly string[]; readonly teams?: readonly string[] };
  /** Files could not be scanned: the plan may lack what they hold. */
  readonly incomplete: boolean;
  readonly accounted: Accounted;
  readonly totals: Totals;
  /** What would be left if these moved. */
  readonly whatIf?: { readonly without: readonly string[]; readonly left: Totals };
  readonly forecast?: Forecast;
  /** In the order in which they are to be done. */
  readonly packages: readonly WorkPackage[];
}

export type PlanTarget = Pick<AuditResult["target"], "location" | "commit">;

export const MOST_NAMED = 12;
export const MOST_PLACES = 5;
