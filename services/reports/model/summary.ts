/** Counts over findings. Suppressed findings are counted apart and nowhere else: what counts is what must be acted on. */
import type { Finding, Severity, Summary } from "./finding.ts";

/** Adds findings one by one, so that a stream needs no list. */
export class SummaryCounter {
  #findings = 0;
  #unresolved = 0;
  #suppressed = 0;
  readonly #bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  readonly #byFamily = new Map<string, number>();
  readonly #byQuantum = new Map<string, number>();

  add(finding: Finding): void {
    this.#findings++;
    if (finding.suppressed) {
      this.#suppressed++;
      return;
    }
    if (!finding.resolved) this.#unresolved++;
    this.#bySeverity[finding.severity]++;
    this.#byFamily.set(finding.family, (this.#byFamily.get(finding.family) ?? 0) + 1);
    this.#byQuantum.set(finding.quantum, (this.#byQuantum.get(finding.quantum) ?? 0) + 1);
  }

  /** One that was added as open is accepted after all. */
  suppress({
    resolved,
    severity,
    family,
    quantum,
  }: Pick<Finding, "resolved" | "severity" | "family" | "quantum">): void {
    this.#suppressed++;
    if (!resolved) this.#unresolved--;
    this.#bySeverity[severity]--;
    takeOne(this.#byFamily, family);
    takeOne(this.#byQuantum, quantum);
  }

  summary(): Summary {
    return {
      findings: this.#findings,
      bySeverity: { ...this.#bySeverity },
      byFamily: sorted(this.#byFamily),
      byQuantum: sorted(this.#byQuantum),
      unresolved: this.#unresolved,
      suppressed: this.#suppressed,
    };
  }
}

export function summarise(findings: Iterable<Finding>): Summary {
  const counter = new SummaryCounter();
  for (const finding of findings) counter.add(finding);
  return counter.summary();
}

function takeOne(counts: Map<string, number>, name: string): void {
  const left = (counts.get(name) ?? 0) - 1;
  if (left > 0) counts.set(name, left);
  else counts.delete(name);
}

/** Most frequent first, names as tie-break, so that the printed object never changes order by chance. */
function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
