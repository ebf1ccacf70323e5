/** Which findings are asked for: all of it stands in the address, so that a view can be sent to somebody. */
import { cursorOf, pageOf } from "../address/page-number.ts";
import { FILTER_KINDS, type FilterForm, type FilterKey, type FilterKind } from "./filter-kinds.ts";

/** What is asked for by each; what is absent asks for everything. */
export type FilterValues = Readonly<Partial<Record<FilterKey, readonly string[]>>>;

export interface Filters {
  readonly page: number;
  /** Where that page begins, where the server said so. */
  readonly after?: string;
  readonly order: Order;
  readonly values: FilterValues;
}

export const ORDERS = [
  ["path", "By path"],
  ["-severity", "Most severe first"],
  ["expires", "What expires first"],
] as const;
export type Order = (typeof ORDERS)[number][0];

/** As many values of one filter as the server takes. */
const MOST_VALUES = 50;

/** What an address says that makes no sense is left out, and what is `without` sense here: the server would refuse all of it. */
export function filtersOf(search: URLSearchParams, without: readonly FilterKey[] = []): Filters {
  const values: Partial<Record<FilterKey, readonly string[]>> = {};
  for (const { key, form } of FILTER_KINDS) {
    if (without.includes(key)) continue;
    const sensible = sensibleOf(form, search.getAll(key));
    if (sensible.length > 0) values[key] = sensible;
  }
  const after = cursorOf(search);
  const order = ORDERS.find(([each]) => each === search.get("sort"))?.[0] ?? "path";
  return { page: pageOf(search), order, values, ...(after !== undefined && { after }) };
}

function sensibleOf(form: FilterForm, given: readonly string[]): readonly string[] {
  switch (form.as) {
    case "choices":
      return form.options.filter((option) => given.includes(option));
    case "words": {
      const fits = (word: string) => word !== "" && word.length <= form.longest && (form.shape?.test(word) ?? true);
      return [...new Set(given.map((word) => word.trim()).filter(fits))].sort().slice(0, MOST_VALUES);
    }
    case "glob":
      return given.slice(0, 1).flatMap((glob) => (glob === "" ? [] : [glob.slice(0, 256)]));
    case "select":
      return given.slice(0, 1).filter((value) => form.options.some(([option]) => option === value));
    case "day":
      return given.slice(0, 1).filter((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)));
  }
}

/** The address with other filters: its first page, and no finding open. What filters do not know stays. */
export function withFilters(search: URLSearchParams, change: FilterValues): URLSearchParams {
  const values = { ...filtersOf(search).values, ...change };
  const next = new URLSearchParams(search);
  for (const key of ["page", "after", "finding", "of"]) next.delete(key);
  for (const { key } of FILTER_KINDS) {
    next.delete(key);
    for (const value of values[key] ?? []) next.append(key, value);
  }
  return next;
}

/** The address with another order. */
export function withOrder(search: URLSearchParams, order: string): URLSearchParams {
  const next = withFilters(search, {});
  if (order === "path") next.delete("sort");
  else next.set("sort", order);
  return next;
}

/** Filters that ask for everything. */
export function noFilters(): FilterValues {
  return Object.fromEntries(FILTER_KINDS.map(({ key }) => [key, []]));
}

export interface ActiveFilter {
  readonly kind: FilterKind;
  readonly value: string;
  readonly text: string;
}

/** Each value that is asked for by one of `kinds`. */
export function activeFilters(
  { values }: Filters,
  kinds: readonly FilterKind[] = FILTER_KINDS,
): readonly ActiveFilter[] {
  return kinds.flatMap((kind) =>
    (values[kind.key] ?? []).map((value) => ({ kind, value, text: valueText(kind.form, value) })),
  );
}

function valueText(form: FilterForm, value: string): string {
  if (form.as !== "select") return value;
  return form.options.find(([option]) => option === value)?.[1] ?? value;
}

/** What the API is asked, but for the page. */
export function filterQuery({ values }: Filters): Readonly<Record<string, string | string[]>> {
  return Object.fromEntries(
    FILTER_KINDS.flatMap(({ key, parameter, form }) => {
      const given = values[key] ?? [];
      const [first] = given;
      if (first === undefined) return [];
      return [[parameter, form.as === "choices" || form.as === "words" ? [...given] : first]];
    }),
  );
}
