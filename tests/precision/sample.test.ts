import { expect, test } from "vitest";
import { figuresBy, interval } from "./list.ts";
import { equalParts, sample } from "./sample.ts";

const numbers = Array.from({ length: 500 }, (_, at) => at);

test("parts are equal, and who has less gives all of it", () => {
  expect(equalParts([100, 100, 100, 100], 20)).toEqual([5, 5, 5, 5]);
  expect(equalParts([2, 100, 0, 100], 20)).toEqual([2, 9, 0, 9]);
  expect(equalParts([100, 100, 100], 20)).toEqual([7, 7, 6]);
  expect(equalParts([1, 2], 20)).toEqual([1, 2]);
});

test("a seed draws the same sample whatever the order, another seed another", () => {
  const drawn = sample(numbers, 20, "a", String);
  expect(new Set(drawn).size).toBe(20);
  expect(sample(numbers.toReversed(), 20, "a", String)).toEqual(drawn);
  expect(sample(numbers, 20, "b", String)).not.toEqual(drawn);
});

test("items of one name are drawn as often as they are there", () => {
  expect(sample(["x", "x", "x"], 2, "a", (name) => name)).toEqual(["x", "x"]);
  expect(sample(["x", "x", "x"], 9, "a", (name) => name)).toEqual(["x", "x", "x"]);
});

test("every item is as likely as any other", () => {
  const taken = numbers.map(() => 0);
  for (let seed = 0; seed < 400; seed++) {
    for (const each of sample(numbers.slice(0, 20), 5, `${seed}`, String)) taken[each] = (taken[each] ?? 0) + 1;
  }
  // 100 expected, standard deviation 8.7
  for (const times of taken.slice(0, 20)) expect(Math.abs(times - 100)).toBeLessThan(40);
});

test("figures count what is right in each group; the interval holds the share", () => {
  const rows = [
    { group: "a", verdict: "right" },
    { group: "a", verdict: "wrong" },
    { group: "b", verdict: "right" },
  ] as const;
  expect(figuresBy(rows, ({ group }) => group)).toEqual([
    { group: "a", right: 1, all: 2 },
    { group: "b", right: 1, all: 1 },
  ]);
  const [low, high] = interval({ right: 190, all: 200 });
  expect(low).toBeCloseTo(0.9104, 3);
  expect(high).toBeCloseTo(0.9726, 3);
});
