import { afterAll, beforeAll, expect, test } from "vitest";
import { allMandates, defaultMandates } from "../join/mandates.ts";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await createAggregator(
    testOptions({
      repositoryRights: { suppress: false, rescope: true, wrappers: false },
      exceptions: { longestDays: 30, approveOwn: true },
    }),
  );
});
afterAll(() => aggregator?.stop());

const get = async (path: string) => (await aggregator.http.inject(`/api/v1/${path}`)).json();

test("every mandate is told whole, with where and when its source was read", async () => {
  const { results } = await get("mandates");
  expect(results).toHaveLength(allMandates().length);
  for (const [at, mandate] of allMandates().entries()) {
    const { replacements: _, byDefault = true, ...rest } = mandate;
    expect(results[at]).toEqual({ ...rest, byDefault });
  }
});

test("the policy is the one that findings are judged by", async () => {
  expect(await get("policy")).toEqual({
    mandates: defaultMandates().map(({ id }) => id),
    repositories: { suppress: false, rescope: true, wrappers: false },
    exceptions: { longestDays: 30, approveOwn: true },
  });
});
