/** Sums over packages: how much there is, and how much of it by each date. */
import { compareBytewise } from "../model/order.ts";
import { NO_EFFORT, plus, rounded } from "./effort.ts";
import { dayOf, firstOfEach } from "./exposure.ts";
import type { UseGroup } from "./gather.ts";
import type { BurnDown, Effort, KindTotals, Totals, WorkPackage } from "./model.ts";
import type { WorkKind } from "./work-kind.ts";

/** Findings of a package that have to be gone by a date of a mandate. */
interface Bound {
  readonly mandate: string;
  readonly date: string;
  findings: number;
}

/** A package with what sums need to know of its uses. */
export interface Built {
  readonly work: Omit<WorkPackage, "order">;
  readonly bound: readonly Readonly<Bound>[];
}

/** Of each use the first date of each mandate. */
export function boundOf(uses: readonly UseGroup[]): Built["bound"] {
  const bound = new Map<string, Bound>();
  for (const { example, findings } of uses) {
    for (const deadline of firstOfEach(example.deadlines)) {
      const { mandate } = deadline;
      const date = dayOf(deadline);
      const key = `${mandate} ${date}`;
      const known = bound.get(key) ?? { mandate, date, findings: 0 };
      bound.set(key, known);
      known.findings += findings;
    }
  }
  return [...bound.values()];
}

export function totalsOf(packages: readonly Built[]): Totals {
  let [findings, overdue, blocked, effort] = [0, 0, 0, NO_EFFORT];
  for (const { work } of packages) {
    findings += work.findings;
    if (work.overdue) overdue += work.findings;
    blocked += work.blocked?.findings ?? 0;
    effort = plus(effort, work.effort);
  }
  return {
    packages: packages.length,
    findings,
    overdue,
    blocked,
    effort: rounded(effort),
    byKind: kindsOf(packages),
    burnDown: burnDownOf(packages),
  };
}

function kindsOf(packages: readonly Built[]): Totals["byKind"] {
  const kinds: Partial<Record<WorkKind, KindTotals>> = {};
  for (const { work } of packages) {
    const known = kinds[work.kind] ?? { packages: 0, findings: 0, effort: NO_EFFORT };
    kinds[work.kind] = {
      packages: known.packages + 1,
      findings: known.findings + work.findings,
      effort: plus(known.effort, work.effort),
    };
  }
  return kinds;
}

interface Due {
  findings: number;
  effort: Effort;
}

function burnDownOf(packages: readonly Built[]): readonly BurnDown[] {
  const mandates = new Map<string, Map<string, Due>>();
  const at = (mandate: string, date: string): Due => {
    const dates = mandates.get(mandate) ?? new Map<string, Due>();
    mandates.set(mandate, dates);
    const due = dates.get(date) ?? { findings: 0, effort: NO_EFFORT };
    dates.set(date, due);
    return due;
  };
  for (const { work, bound } of packages) {
    for (const { mandate, date, findings } of bound) at(mandate, date).findings += findings;
    for (const deadline of work.deadlines) {
      const due = at(deadline.mandate, dayOf(deadline));
      due.effort = plus(due.effort, work.effort);
    }
  }
  return [...mandates]
    .sort(([a], [b]) => compareBytewise(a, b))
    .map(([mandate, dates]) => ({ mandate, steps: added(dates) }));
}

function added(dates: ReadonlyMap<string, Due>): BurnDown["steps"] {
  let [findings, effort] = [0, NO_EFFORT];
  return [...dates]
    .sort(([a], [b]) => compareBytewise(a, b))
    .map(([date, due]) => {
      findings += due.findings;
      effort = plus(effort, due.effort);
      return { date, findings, effort: rounded(effort) };
    });
}
