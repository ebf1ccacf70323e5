import { expect, test } from "vitest";
import { filtersOf, isFiltered, NO_FILTERS, withFilters } from "./filters.ts";

const of = (address: string) => filtersOf(new URLSearchParams(address));

test("an address without filters asks for everything", () => {
  expect(of("")).toEqual({ ...NO_FILTERS, page: 1 });
  expect(isFiltered(of("page=3&finding=abc&show=errors"))).toBe(false);
});

test("what filters write, they read again", () => {
  const filters = {
    severities: ["critical", "low"],
    states: ["new"],
    path: "src/**/*.java",
    mandates: ["cnsa-2.0", "eu-roadmap"],
    leadMonths: 0,
  } as const;
  expect(filtersOf(withFilters(new URLSearchParams(), filters))).toEqual({ ...filters, page: 1 });
});

test.each([
  ["severity=terrible&severity=high&severity=high", { severities: ["high"] }],
  ["page=0", { page: 1 }],
  ["page=-3", { page: 1 }],
  ["page=1.5", { page: 1 }],
  ["page=9e99", { page: 1 }],
  ["page=12", { page: 12 }],
  ["lead=soon", { leadMonths: undefined }],
  ["lead=", { leadMonths: undefined }],
  ["lead=1201", { leadMonths: undefined }],
  ["lead=-1", { leadMonths: undefined }],
  ["state=old&state=new", { states: ["new"] }],
  ["mandate=../x&mandate=cnsa-2.0", { mandates: ["cnsa-2.0"] }],
  [`path=${"x".repeat(300)}`, { path: "x".repeat(256) }],
])("%s is taken for what makes sense of it", (address, expected) => {
  expect(of(address)).toMatchObject(expected);
});

test("another filter leads to the first page, closes the finding, and leaves alone what it does not know", () => {
  const next = withFilters(new URLSearchParams("page=7&finding=abc&severity=low&show=findings"), { path: "*.py" });
  expect(next.toString()).toBe("show=findings&severity=low&path=*.py");
});
