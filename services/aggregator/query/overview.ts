/** What the newest scans of all repositories hold, added up. */
import { type Verdict, verdictOf } from "@pqc-audit/reports/history/model.ts";
import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import type { Dictionary } from "../inventory/dictionary.ts";
import type { Repository } from "../inventory/inventory.ts";
import { isOverdue } from "../join/overdue.ts";
import type { Policy } from "../join/policy.ts";
import { eachKind, type KindFilter } from "./tallies.ts";

export interface Totals {
  /** Not suppressed. */
  readonly findings: number;
  readonly suppressed: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byFamily: Readonly<Record<string, number>>;
  readonly byQuantum: Readonly<Record<string, number>>;
  readonly byScope: Readonly<Record<string, number>>;
  readonly byVerdict: Readonly<Record<Verdict, number>>;
  /** What ships, by when it has to be gone: earliest first. */
  readonly byDeadline: readonly DeadlineTotal[];
}

export interface DeadlineTotal {
  readonly mandate: string;
  /** ISO date; that by which one has to act where data has to stay secret. */
  readonly date: string;
  readonly findings: number;
  readonly repositories: number;
  /** The date has passed. */
  readonly overdue: boolean;
}

/** Later than any deadline. */
const FOR_EVER = "9999-12-31";

interface Deadlines {
  readonly mandate: string;
  readonly date: string;
  findings: number;
  repositories: number;
  last: number;
}

export function totalsOf(
  dictionary: Dictionary,
  repositories: readonly Repository[],
  { filter, policy }: { readonly filter: KindFilter; readonly policy: () => Policy },
): Totals {
  const [families, quantum, scopes] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const byVerdict: Record<Verdict, number> = { "quantum-broken": 0, "weak-today": 0 };
  const deadlines = new Map<string, Deadlines>();
  let [all, suppressed] = [0, 0];
  // A repository has tens of kinds, the dictionary thousands: what is told of a kind is added up first.
  const totals = new Float64Array(dictionary.kinds.length);
  const due = dictionary.kinds.map((_, number) => dueOf(dictionary, number, deadlines));
  eachKind(dictionary, repositories, { filter, policy }, (number, findings, repository) => {
    totals[number] = (totals[number] ?? 0) + findings;
    const own = due[number];
    if (!own) return;
    for (let at = 0; at < own.length; at++) {
      const total = own[at];
      if (!total) continue;
      total.findings += findings;
      if (total.last === repository) continue;
      total.last = repository;
      total.repositories++;
    }
  });
  for (const [number, findings] of totals.entries()) {
    const kind = dictionary.kinds[number];
    if (findings === 0 || !kind) continue;
    if (kind.judgement.suppressed) {
      suppressed += findings;
      continue;
    }
    const { use, judgement } = kind;
    all += findings;
    bySeverity[judgement.severity] += findings;
    add(families, use.family, findings);
    add(quantum, use.quantum, findings);
    add(scopes, judgement.scope, findings);
    const verdict = verdictOf(use);
    if (verdict) byVerdict[verdict] += findings;
  }
  const { today } = policy();
  const byDeadline = [...deadlines.values()]
    .filter(({ findings }) => findings > 0)
    .map(({ last: _, ...total }) => ({ ...total, overdue: total.date < today }));
  return {
    findings: all,
    suppressed,
    bySeverity,
    byFamily: mostFirst(families),
    byQuantum: mostFirst(quantum),
    byScope: mostFirst(scopes),
    byVerdict,
    byDeadline: byDeadline.sort((a, b) => compareBytewise(a.date, b.date) || compareBytewise(a.mandate, b.mandate)),
  };
}

export interface TeamTotal {
  /** Absent for repositories that are said to be of no team. */
  readonly team?: string;
  readonly repositories: number;
  /** Not suppressed, as in the other counts. */
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byVerdict: Readonly<Record<Verdict, number>>;
}

/** Teams of repositories with a result; most findings that a quantum computer breaks first. */
export function teamTotals(
  dictionary: Dictionary,
  repositories: readonly Repository[],
  query: { readonly filter: KindFilter; readonly policy: () => Policy },
): readonly TeamTotal[] {
  const teams = new Map<string | undefined, Counts>();
  const countsOf = repositories.map(({ team }) => {
    const counts = teams.get(team) ?? {
      ...(team !== undefined && { team }),
      repositories: 0,
      findings: 0,
      bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      byVerdict: { "quantum-broken": 0, "weak-today": 0 },
    };
    teams.set(team, counts);
    counts.repositories++;
    return counts;
  });
  const told = dictionary.kinds.map(({ use, judgement: { severity, suppressed: hidden } }) => ({
    hidden,
    severity,
    verdict: verdictOf(use),
  }));
  eachKind(dictionary, repositories, query, (number, findings, repository) => {
    const [kind, counts] = [told[number], countsOf[repository]];
    if (!kind || !counts || kind.hidden) return;
    counts.findings += findings;
    counts.bySeverity[kind.severity] += findings;
    if (kind.verdict) counts.byVerdict[kind.verdict] += findings;
  });
  return [...teams.values()].sort(
    (a, b) =>
      b.byVerdict["quantum-broken"] - a.byVerdict["quantum-broken"] ||
      b.findings - a.findings ||
      compareBytewise(a.team ?? "", b.team ?? ""),
  );
}

interface Counts extends TeamTotal {
  repositories: number;
  findings: number;
  readonly bySeverity: Record<Severity, number>;
  readonly byVerdict: Record<Verdict, number>;
}

/** Each deadline of a kind that counts, as `overdue` counts. */
function dueOf(dictionary: Dictionary, number: number, all: Map<string, Deadlines>): readonly Deadlines[] | undefined {
  const kind = dictionary.kinds[number];
  if (!kind || kind.judgement.suppressed) return undefined;
  const { scope, deadlines } = kind.judgement;
  if (!isOverdue({ scope, usage: kind.use.usage, deadlines }, FOR_EVER)) return undefined;
  const own = new Set<Deadlines>();
  for (const { mandate, date, actBy = date } of deadlines) {
    const key = `${mandate} ${actBy}`;
    const total = all.get(key) ?? { mandate, date: actBy, findings: 0, repositories: 0, last: -1 };
    all.set(key, total);
    own.add(total);
  }
  return [...own];
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function mostFirst(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, x], [b, y]) => y - x || compareBytewise(a, b)));
}
