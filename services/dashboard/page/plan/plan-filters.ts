/** Which plan is asked for; stands in the address. */
import type { WorkKind } from "@pqc-audit/reports/plan/work-kind.ts";
import { pageOf } from "../address/page-number.ts";
import { KINDS } from "./words.ts";

export interface PlanFilters {
  readonly page: number;
  readonly mandates: readonly string[];
  readonly teams: readonly string[];
  /** One repository, module by module; all of them where absent. */
  readonly target: string | undefined;
  readonly kinds: readonly WorkKind[];
  /** What would be left if these moved: repositories or modules. */
  readonly without: readonly string[];
}

export const WORK_KINDS = Object.keys(KINDS) as readonly WorkKind[];

const KEYS = { mandates: "mandate", teams: "team", target: "target", kinds: "kind", without: "without" } as const;

export function planFiltersOf(search: URLSearchParams): PlanFilters {
  const words = (key: string, longest: number) =>
    [...new Set(search.getAll(key).map((word) => word.trim()))].filter((word) => word !== "" && word.length <= longest);
  const [target] = words(KEYS.target, 2_000);
  return {
    page: pageOf(search),
    mandates: words(KEYS.mandates, 100).filter((id) => /^[a-z0-9.-]+$/.test(id)),
    teams: words(KEYS.teams, 100),
    target,
    kinds: WORK_KINDS.filter((kind) => search.getAll(KEYS.kinds).includes(kind)),
    without: words(KEYS.without, 2_000).slice(0, 50),
  };
}

export type PlanChange = Partial<Omit<PlanFilters, "page">>;

/** The address with another plan, on its first page. */
export function withPlanFilters(search: URLSearchParams, change: PlanChange): URLSearchParams {
  const filters = { ...planFiltersOf(search), ...change };
  const next = new URLSearchParams();
  for (const [key, name] of Object.entries(KEYS)) {
    const value = filters[key as keyof typeof KEYS];
    for (const each of typeof value === "string" ? [value] : (value ?? [])) next.append(name, each);
  }
  return next;
}
