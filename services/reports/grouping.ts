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
    const group = algorithms.get(finding.algorithm) ?? { count: 0, shown: [] };
    algorithms.set(finding.algorithm, group);
    group.count++;
    keepMostUrgent(group.shown, finding, this.#places);
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
  shown: Finding[];
  /** What the most urgent finding that says so is to be replaced by. */
  advised?: { readonly replacement: Replacement; readonly severity: Severity };
  deadline?: Deadline | undefined;
}

/** Of equally urgent ones those that came first stay, in that order. */
function keepMostUrgent(shown: Finding[], finding: Finding, most: number): void {
  const last = shown.at(-1);
  if (shown.length >= most && (last === undefined || rank(finding.severity) >= rank(last.severity))) return;
  const at = shown.findLastIndex(({ severity }) => rank(severity) <= rank(finding.severity)) + 1;
  shown.splice(at, 0, finding);
  if (shown.length > most) shown.pop();
}

function groupOf([algorithm, { count, shown, advised, deadline }]: [string, Collected]): Group {
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

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
