/** Groups findings the way a person acts on them: by urgency of the kind of problem, then by algorithm. */
import type { Deadline, Finding, Replacement, Severity } from "./model/finding.ts";
import { SEVERITIES } from "./model/finding.ts";
import { compareBytewise } from "./model/order.ts";

export type Section = "quantum-broken" | "weak-today" | "quantum-weakened" | "unresolved" | "suppressed" | "inventory";

export interface Group {
  readonly algorithm: string;
  /** The most urgent among its findings. */
  readonly severity: Severity;
  readonly findings: readonly Finding[];
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

/** Sections that have findings; within each the most urgent and then most frequent algorithm first. */
export function grouped(findings: Iterable<Finding>): ReadonlyMap<Section, readonly Group[]> {
  const sections = new Map<Section, Map<string, Finding[]>>();
  for (const finding of findings) {
    const section = sectionOf(finding);
    const algorithms = sections.get(section) ?? new Map<string, Finding[]>();
    sections.set(section, algorithms);
    const members = algorithms.get(finding.algorithm) ?? [];
    algorithms.set(finding.algorithm, members);
    members.push(finding);
  }
  return new Map(
    [...sections].map(([section, algorithms]) => [section, [...algorithms].map(group).sort(compareGroups)]),
  );
}

function group([algorithm, findings]: [string, Finding[]]): Group {
  const sorted = findings.sort((a, b) => rank(a.severity) - rank(b.severity));
  const [first] = sorted;
  const deadline = earliest(sorted.flatMap((finding) => finding.deadlines));
  const replacement = sorted.find((finding) => finding.replacement)?.replacement;
  return {
    algorithm,
    severity: first?.severity ?? "info",
    findings: sorted,
    ...(replacement && { replacement }),
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
  return (
    rank(a.severity) - rank(b.severity) ||
    b.findings.length - a.findings.length ||
    compareBytewise(a.algorithm, b.algorithm)
  );
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
