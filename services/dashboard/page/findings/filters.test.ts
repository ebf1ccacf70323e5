import { expect, test } from "vitest";
import { FILTER_KINDS } from "./filter-kinds.ts";
import { activeFilters, filterQuery, filtersOf, noFilters, withFilters, withOrder } from "./filters.ts";

const of = (address: string) => filtersOf(new URLSearchParams(address));

test("an address without filters asks for everything", () => {
  expect(of("")).toEqual({ page: 1, order: "path", values: {} });
  expect(of("page=3&finding=abc&show=errors").values).toEqual({});
  expect(filterQuery(of("page=3"))).toEqual({});
});

test("what filters write, they read again", () => {
  const values = {
    severity: ["critical", "low"],
    state: ["new"],
    path: ["src/**/*.java"],
    mandate: ["cnsa-2.0", "eu-roadmap"],
    lead: ["0"],
  };
  expect(filtersOf(withFilters(new URLSearchParams(), values))).toEqual({ page: 1, order: "path", values });
});

test("each filter has a name in the address and one in the API of its own", () => {
  for (const name of ["key", "parameter"] as const) {
    const names = FILTER_KINDS.map((kind) => kind[name]);
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each([
  ["expires=2031-02-30x", {}],
  ["expires=2031-02-03", { expires: ["2031-02-03"] }],
  ["family=RSA&family=+&family=RSA&family=EC", { family: ["EC", "RSA"] }],
  ["quantum=broken&quantum=bent&unresolved=perhaps", { quantum: ["broken"] }],
  ["severity=terrible&severity=high&severity=high", { severity: ["high"] }],
  ["lead=soon", {}],
  ["lead=", {}],
  ["lead=12&lead=24", { lead: ["12"] }],
  ["state=old&state=new", { state: ["new"] }],
  ["mandate=../x&mandate=cnsa-2.0", { mandate: ["cnsa-2.0"] }],
  [`path=${"x".repeat(300)}`, { path: ["x".repeat(256)] }],
])("%s is taken for what makes sense of it", (address, expected) => {
  expect(of(address).values).toEqual(expected);
});

test("the API is asked by its own names, for lists where it takes lists", () => {
  expect(filterQuery(of("severity=high&path=*.py&lead=24"))).toEqual({
    severity: ["high"],
    file_pattern: "*.py",
    lead_months: "24",
  });
});

test("what is asked for is said in words", () => {
  expect(activeFilters(of("severity=low&lead=12")).map(({ text }) => text)).toEqual(["low", "Mark within 1 year"]);
});

test("another filter leads to the first page, closes the finding, and leaves alone what it does not know", () => {
  const next = withFilters(new URLSearchParams("page=7&finding=abc&severity=low&show=findings"), { path: ["*.py"] });
  expect(next.toString()).toBe("show=findings&severity=low&path=*.py");
  expect(withFilters(next, noFilters()).toString()).toBe("show=findings");
});

test("another order leads to the first page of the same findings", () => {
  const next = withOrder(new URLSearchParams("page=7&after=x&severity=low"), "-severity");
  expect(next.toString()).toBe("severity=low&sort=-severity");
  expect(filtersOf(next).order).toBe("-severity");
  expect(withOrder(next, "path").toString()).toBe("severity=low");
  expect(of("sort=beauty").order).toBe("path");
});
