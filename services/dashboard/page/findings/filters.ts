/** Which findings are asked for: all of it stands in the address, so that a view can be sent to somebody. */
import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import { pageOf } from "../address/page-number.ts";
import { isSeverity, SEVERITIES } from "../design/severities.ts";
import { FINDING_STATES, type FindingState, isFindingState } from "./states.ts";

export interface Filters {
  readonly page: number;
  /** All where empty; so with each list. */
  readonly severities: readonly Severity[];
  /** Against the scan before. */
  readonly states: readonly FindingState[];
  /** Glob over the path. */
  readonly path: string;
  readonly mandates: readonly string[];
  readonly leadMonths: number | undefined;
}

/** What an address says that makes no sense is left out: the server would refuse all of it. */
export function filtersOf(search: URLSearchParams): Filters {
  const severities = new Set(search.getAll("severity").filter(isSeverity));
  const states = new Set(search.getAll("state").filter(isFindingState));
  const lead = search.get("lead");
  const months = lead === null || lead === "" ? Number.NaN : Number(lead);
  return {
    page: pageOf(search),
    severities: SEVERITIES.filter((severity) => severities.has(severity)),
    states: FINDING_STATES.filter((state) => states.has(state)),
    path: (search.get("path") ?? "").slice(0, 256),
    mandates: [...new Set(search.getAll("mandate").filter((id) => /^[a-z0-9.-]{1,100}$/.test(id)))].sort(),
    leadMonths: Number.isInteger(months) && months >= 0 && months <= 1200 ? months : undefined,
  };
}

export type FilterChange = Partial<Omit<Filters, "page">>;

/** The address with other filters: its first page, and no finding open. What filters do not know stays. */
export function withFilters(search: URLSearchParams, change: FilterChange): URLSearchParams {
  const filters = { ...filtersOf(search), ...change };
  const next = new URLSearchParams(search);
  for (const key of ["page", "severity", "state", "path", "mandate", "lead", "finding"]) next.delete(key);
  for (const severity of filters.severities) next.append("severity", severity);
  for (const state of filters.states) next.append("state", state);
  if (filters.path !== "") next.set("path", filters.path);
  for (const mandate of filters.mandates) next.append("mandate", mandate);
  if (filters.leadMonths !== undefined) next.set("lead", String(filters.leadMonths));
  return next;
}

export const NO_FILTERS: Required<FilterChange> = {
  severities: [],
  states: [],
  path: "",
  mandates: [],
  leadMonths: undefined,
};

export function isFiltered({ severities, states, path, mandates, leadMonths }: Filters): boolean {
  return severities.length + states.length + mandates.length > 0 || path !== "" || leadMonths !== undefined;
}
