import { expect, test } from "vitest";
import { KINDS, type Round, schedule, textOf } from "./schedule.ts";

function rounds(seed: number, count: number): readonly Round[] {
  const found: Round[] = [];
  for (const round of schedule(seed)) if (found.push(round) === count) break;
  return found;
}

test("a seed gives the same schedule again, another seed another", () => {
  expect(rounds(7, 30)).toEqual(rounds(7, 30));
  expect(rounds(7, 30)).not.toEqual(rounds(8, 30));
});

test("a schedule does not change unnoticed: the seed of an old failure must bring back its faults", () => {
  const texts = rounds(1, 2).map(({ from, steps }) => [from, ...steps.map((step) => `${step.atMs} ${textOf(step)}`)]);
  expect(texts).toMatchInlineSnapshot(`
    [
      [
        "first unit",
        "692 crash postgres for 0.8 s",
        "2234 cut coordinators-aggregator",
        "3000 submit again",
      ],
      [
        "first unit",
        "194 kill coordinator-2 for 1.8 s",
        "604 cancel and submit again",
        "3089 lose the store for 1.8 s",
        "3966 delete the stream",
      ],
    ]
  `);
});

test("every kind of fault comes within the first ten rounds, whatever the seed", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const seen = new Set(rounds(seed, 10).flatMap(({ steps }) => steps.map(({ fault }) => fault.kind)));
    expect([...seen].sort(), `seed ${seed}`).toEqual([...KINDS].sort());
  }
});

test("steps are in order and end", () => {
  for (const { steps } of rounds(3, 100)) {
    expect(steps.map(({ atMs }) => atMs)).toEqual(steps.map(({ atMs }) => atMs).sort((a, b) => a - b));
    for (const { atMs, holdMs } of steps) expect(atMs + holdMs).toBeLessThan(30_000);
  }
});
