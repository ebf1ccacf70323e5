/**
 * A plan from what was gathered: packages with dates, hours and prerequisites, in the order in which they are to be done.
 * Packages need others of their repository only, so a plan of many repositories is put together of a part for each.
 */
import { createHash } from "node:crypto";
import { SEVERITIES, type Severity } from "../model/finding.ts";
import { compareBytewise } from "../model/order.ts";
import { blockedBy, moveToOf } from "./advice.ts";
import { assumptionsOf, effortOf } from "./effort.ts";
import { dayOf, deadlinesOf, exposureOf, lifetimeOf } from "./exposure.ts";
import type { Forecast } from "./forecast.ts";
import type { Gatherer, Group, UseGroup } from "./gather.ts";
import {
  type Accounted,
  EXPOSURES,
  type Exposure,
  type MigrationPlan,
  MOST_NAMED,
  type PlanTarget,
  type Prerequisite,
} from "./model.ts";
import { isWithin } from "./module.ts";
import { elsewhere, type Identified, Neighbours } from "./prerequisites.ts";
import { type Built, boundOf, totalsOf } from "./totals.ts";
import { KIND_TITLES } from "./work.ts";

export interface PlanOptions {
  readonly version: string;
  readonly target?: PlanTarget;
  readonly repositories: number;
  /** ISO date. */
  readonly today: string;
  readonly leadMonths: number;
  /** ISO date: what is due before it is overdue (`today` and the lead time). */
  readonly horizon: string;
  /** Files of what was scanned could not be. */
  readonly incomplete: boolean;
  /** What if these modules (or repositories) moved. */
  readonly without?: readonly string[];
  readonly filter?: MigrationPlan["filter"];
  readonly forecast?: Forecast;
}

/** Packages of some repositories, and what became of all their findings. */
export interface PlanPart {
  readonly accounted: Accounted;
  readonly packages: readonly Built[];
}

export function planOf(gathered: Gatherer, options: PlanOptions): MigrationPlan {
  return planOfParts([partOf(gathered, options)], options);
}

/** No two parts are of the same repository. */
export function planOfParts(parts: readonly PlanPart[], options: PlanOptions): MigrationPlan {
  const { target, without = [], filter, forecast } = options;
  const built = ordered(
    parts.flatMap(({ packages }) => packages),
    options.today,
  );
  const left = without.length > 0 ? built.filter(({ work }) => !without.some((asked) => isNamed(work, asked))) : built;
  return {
    planVersion: "1",
    tool: { name: "pqc-audit", version: options.version },
    ...(target && { target }),
    repositories: options.repositories,
    today: options.today,
    leadMonths: options.leadMonths,
    ...(filter && { filter }),
    incomplete: options.incomplete,
    accounted: parts.reduce((sum, { accounted }) => added(sum, accounted), NOTHING),
    totals: totalsOf(built),
    ...(without.length > 0 && { whatIf: { without, left: totalsOf(left) } }),
    ...(forecast && { forecast }),
    packages: built.map(({ work }, at) => ({ ...work, order: at + 1 })),
  };
}

/** Those of the names that are neither a module nor a repository of the plan. */
export function unknownModules(
  packages: readonly Pick<Group, "module" | "repository">[],
  names: readonly string[],
): readonly string[] {
  return names.filter((name) => !packages.some((work) => isNamed(work, name)));
}

function isNamed({ module, repository }: Pick<Group, "module" | "repository">, asked: string): boolean {
  return repository === asked || isWithin(module, asked);
}

const NOTHING: Accounted = {
  findings: 0,
  planned: 0,
  suppressed: 0,
  definitions: 0,
  notShipped: 0,
  unclear: 0,
  inOrder: 0,
};

function added(a: Accounted, b: Accounted): Accounted {
  return {
    findings: a.findings + b.findings,
    planned: a.planned + b.planned,
    suppressed: a.suppressed + b.suppressed,
    definitions: a.definitions + b.definitions,
    notShipped: a.notShipped + b.notShipped,
    unclear: a.unclear + b.unclear,
    inOrder: a.inOrder + b.inOrder,
  };
}

/** In no order. */
export function partOf(gathered: Gatherer, { horizon }: Pick<PlanOptions, "horizon">): PlanPart {
  const identified = [...gathered.groups.values()].map((group) => ({ id: idOf(group), group }));
  const neighbours = new Neighbours(identified);
  const before = new Map(identified.map((each) => [each.id, neighbours.before(each)]));
  const built = new Map(identified.map((each) => [each.id, builtOf(each, before.get(each.id) ?? [], horizon)]));
  const dues = inheritedDues(built);
  const packages = [...built.values()].map(({ work, bound }): Built => {
    const due = dues.get(work.id);
    return { bound, work: { ...work, ...(due !== undefined && { due, overdue: due < horizon }) } };
  });
  return { accounted: gathered.accounted, packages };
}

/** What others wait for is due when they are. */
function inheritedDues(built: ReadonlyMap<string, Built>): ReadonlyMap<string, string> {
  const dues = new Map<string, string>();
  const lower = (id: string, due: string): void => {
    const known = dues.get(id);
    if (known !== undefined && known <= due) return;
    dues.set(id, due);
    for (const { package: needed } of built.get(id)?.work.requires ?? []) if (needed !== undefined) lower(needed, due);
  };
  for (const { work } of built.values()) if (work.due !== undefined) lower(work.id, work.due);
  return dues;
}

/** By date, danger, effort; what others wait for before them. Prerequisites are of earlier kinds, so they end. */
function ordered(packages: readonly Built[], today: string): readonly Built[] {
  const sorted = packages.toSorted((a, b) => compareWork(a.work, b.work, today));
  const byId = new Map(sorted.map((each) => [each.work.id, each]));
  const done = new Set<Built>();
  const take = (each: Built): void => {
    if (done.has(each)) return;
    for (const { package: id } of each.work.requires) {
      const needed = id === undefined ? undefined : byId.get(id);
      if (needed) take(needed);
    }
    done.add(each);
  };
  for (const each of sorted) take(each);
  return [...done];
}

type Work = Built["work"];
const NEVER = "9999-12-31";

/** What can be attacked today and matters does not wait for a mandate. */
function urgencyOf({ due, exposure, severity }: Work, today: string): string {
  if (due !== undefined) return due;
  return exposure === "today" && (severity === "critical" || severity === "high") ? today : NEVER;
}

function compareWork(a: Work, b: Work, today: string): number {
  return (
    compareBytewise(urgencyOf(a, today), urgencyOf(b, today)) ||
    EXPOSURES.indexOf(a.exposure) - EXPOSURES.indexOf(b.exposure) ||
    a.effort.high - b.effort.high ||
    compareBytewise(a.repository, b.repository) ||
    compareBytewise(a.module, b.module) ||
    compareBytewise(a.id, b.id)
  );
}

function builtOf({ id, group }: Identified, before: readonly Prerequisite[], horizon: string): Built {
  const uses = [...group.uses.values()];
  const deadlines = deadlinesOf(uses);
  const [first] = deadlines;
  const due = first && dayOf(first);
  const moveTo = moveToOf(uses);
  const places = uses.map(({ example, places }) => ({ ...example, places }));
  const confidentialityYears = lifetimeOf(uses.map(({ example }) => example));
  const { kind, repository, module, owners, team } = group;
  const work: Work = {
    id,
    kind,
    title: titleOf(group),
    repository,
    module,
    owners,
    ...(team !== undefined && { team }),
    severity: worst(uses, SEVERITIES, ({ severity }) => severity) ?? "info",
    exposure: worst(uses, EXPOSURES, exposureOf) ?? "none",
    ...(confidentialityYears !== undefined && { confidentialityYears }),
    ...(due !== undefined && { due }),
    overdue: due !== undefined && due < horizon,
    deadlines,
    findings: group.findings,
    ...(group.files > 0 && { files: group.files }),
    algorithms: namedOf(uses),
    libraries: [...new Set(uses.flatMap(({ example: { library } }) => library ?? []))].sort(compareBytewise),
    moveTo,
    top: group.top,
    effort: effortOf(kind, places, group.files),
    assumptions: assumptionsOf(kind, places),
    requires: [...before, ...elsewhere(kind, moveTo)],
    ...blockedOf(uses),
  };
  return { work, bound: boundOf(uses) };
}

function titleOf({ kind, library, module, uses }: Group): string {
  if (kind !== "library-upgrade") return KIND_TITLES[kind];
  if (library !== undefined) return `Upgrade ${library}`;
  const isVendored = [...uses.values()].every(({ example }) => example.scope === "vendored");
  return isVendored ? `Upgrade what is vendored in ${module}` : KIND_TITLES[kind];
}

function worst<T extends Severity | Exposure>(
  uses: readonly UseGroup[],
  order: readonly T[],
  of: (example: UseGroup["example"]) => T,
): T | undefined {
  return order[Math.min(...uses.map(({ example }) => order.indexOf(of(example))))];
}

function namedOf(uses: readonly UseGroup[]): Work["algorithms"] {
  const counts = new Map<string, number>();
  for (const { example, findings } of uses) {
    counts.set(example.algorithm, (counts.get(example.algorithm) ?? 0) + findings);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || compareBytewise(a, b));
  return { named: Object.fromEntries(sorted.slice(0, MOST_NAMED)), more: Math.max(0, sorted.length - MOST_NAMED) };
}

function blockedOf(uses: readonly UseGroup[]): Pick<Work, "blocked"> {
  const blocked = uses.flatMap(({ example, findings }) => {
    const reason = blockedBy(example);
    return reason === undefined ? [] : [{ reason, findings }];
  });
  if (blocked.length === 0) return {};
  const reasons = [...new Set(blocked.map(({ reason }) => reason))].slice(0, MOST_NAMED);
  return { blocked: { findings: blocked.reduce((sum, { findings }) => sum + findings, 0), reasons } };
}

/** Of what names the package, so that it is known again in the next plan. */
function idOf({ kind, repository, module, owners, library }: Group): string {
  const name = JSON.stringify([kind, repository, module, owners, library]);
  return createHash("sha256").update(name).digest("hex").slice(0, 12);
}
