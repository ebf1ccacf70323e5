/** Groups findings the way a person acts on them: by urgency of the kind of problem, then by algorithm. */
import type { Deadline, Finding, Replacement, Severity } from "./model/finding.ts";
import { SEVERITIES } from "./model/finding.ts";
import { compareBytewise } from "./model/order.ts";

export type Section = "quantum-broken" | "weak-today" | "quantum-weakened" | "unresolved" | "suppressed" | "inventory";

export interface Group {
  readonly algorithm: string;
  /** The most urgent among its findings. */
  readonly severity: Severity;
  readonly count: number;
  /** The most urgent of its findings, as many as were asked for. */
  readonly shown: readonly Finding[];
  readonly replacement?: Replacement;
  readonly deadline?: Deadline;
}

export function sectionOf(finding: Finding): Section {
  if (finding.suppressed) return "suppressed";
  if (finding.quantum === "broken") return "quantum-broken";
  if (finding.classical !== "ok") return "weak-today";
  if (finding.quantum === "weakened") return "quantum-weakened";
  if (!finding.resolved || finding.quantum === "unknown") return "unresolved";
  return "inventory";
}

/** Takes findings one by one and keeps `places` of each group. */
export class Grouping {
  readonly #places: number;
  readonly #sections = new Map<Section, Map<string, Collected>>();

  constructor(places: number) {
    this.#places = places;
  }

  add(finding: Finding): void {
    const section = sectionOf(finding);
    const algorithms = this.#sections.get(section) ?? new Map<string, Collected>();
    this.#sections.set(section, algorithms);
    const group = algorithms.get(finding.algorithm) ?? { count: 0, shown: new MostUrgent(this.#places) };
    algorithms.set(finding.algorithm, group);
    group.count++;
    group.shown.add(finding);
    const { replacement, severity } = finding;
    if (replacement && (!group.advised || rank(severity) < rank(group.advised.severity))) {
      group.advised = { replacement, severity };
    }
    group.deadline = earliest(group.deadline ? [group.deadline, ...finding.deadlines] : finding.deadlines);
  }

  /** Sections that have findings; within each the most urgent and then most frequent algorithm first. */
  sections(): ReadonlyMap<Section, readonly Group[]> {
    return new Map(
      [...this.#sections].map(([section, algorithms]) => [section, [...algorithms].map(groupOf).sort(compareGroups)]),
    );
  }
}

interface Collected {
  count: number;
  readonly shown: MostUrgent;
  /** What the most urgent finding that says so is to be replaced by. */
  advised?: { readonly replacement: Replacement; readonly severity: Severity };
  deadline?: Deadline | undefined;
}

/** The most urgent of many, as many as asked for; of equally urgent ones those that came first, in that order. */
export class MostUrgent {
  readonly #most: number;
  readonly #bySeverity: readonly Finding[][] = SEVERITIES.map(() => []);
  #kept = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(finding: Finding): void {
    const of = rank(finding.severity);
    if (this.#kept >= this.#most) {
      const last = this.#bySeverity.findLastIndex((findings) => findings.length > 0);
      if (last <= of) return;
      this.#bySeverity[last]?.pop();
      this.#kept--;
    }
    this.#bySeverity[of]?.push(finding);
    this.#kept++;
  }

  list(): readonly Finding[] {
    return this.#bySeverity.flat();
  }
}

function groupOf([algorithm, { count, shown: kept, advised, deadline }]: [string, Collected]): Group {
  const shown = kept.list();
  return {
    algorithm,
    severity: shown[0]?.severity ?? "info",
    count,
    shown,
    ...(advised && { replacement: advised.replacement }),
    ...(deadline && { deadline }),
  };
}

export function earliest(deadlines: readonly Deadline[]): Deadline | undefined {
  return deadlines.reduce<Deadline | undefined>(
    (first, deadline) => (first === undefined || day(deadline) < day(first) ? deadline : first),
    undefined,
  );
}

function day({ actBy, date }: Deadline): string {
  return actBy ?? date;
}

function compareGroups(a: Group, b: Group): number {
  return rank(a.severity) - rank(b.severity) || b.count - a.count || compareBytewise(a.algorithm, b.algorithm);
}

/** 0 for the most urgent. */
export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
