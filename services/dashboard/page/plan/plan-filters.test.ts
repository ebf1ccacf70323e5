import { expect, test } from "vitest";
import { planFiltersOf, withPlanFilters } from "./plan-filters.ts";

test("what is chosen stands in the address and is read from it again", () => {
  const chosen = {
    mandates: ["cnsa-2.0"],
    teams: ["payments"],
    target: "https://git.example/a",
    kinds: ["library-upgrade", "signatures"],
    without: ["https://git.example/b", "src/core"],
  } as const;
  const address = withPlanFilters(new URLSearchParams("page=3"), chosen);
  expect(planFiltersOf(address)).toEqual({ page: 1, ...chosen });
  expect(withPlanFilters(address, { target: undefined, without: [], kinds: [] }).toString()).toBe(
    "mandate=cnsa-2.0&team=payments",
  );
});

test.each([
  ["kind=dance&kind=keys", { kinds: ["keys"] }],
  ["mandate=../x", { mandates: [] }],
  ["without=+&without=a&without=a", { without: ["a"] }],
])("%s is taken for what makes sense of it", (address, expected) => {
  expect(planFiltersOf(new URLSearchParams(address))).toMatchObject(expected);
});
