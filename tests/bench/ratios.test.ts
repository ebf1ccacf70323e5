import { expect, test } from "vitest";
import { compareRatios, costRatios, merged, type Ratio, storedTable } from "./ratios.ts";

const ratio = (name: string, value: number, against = "rg -j2"): Ratio => ({ name, against, value });
const verdicts = (stored: readonly Ratio[], measured: readonly Ratio[]) =>
  compareRatios(stored, measured).map(({ name, verdict }) => `${name}: ${verdict}`);

test("a ratio may be a fifth worse and no more; better is said and is no fault", () => {
  const stored = [ratio("a", 2), ratio("b", 2), ratio("c", 2), ratio("d", 2)];
  const measured = [ratio("a", 2.39), ratio("b", 2.41), ratio("c", 1.61), ratio("d", 1.59)];
  expect(verdicts(stored, measured)).toEqual(["a: same", "b: worse", "c: same", "d: better"]);
});

test("one line says which ratio, against what, both values and the change", () => {
  const [compared] = compareRatios([ratio("scan of a tree, wall", 2)], [ratio("scan of a tree, wall", 3)]);
  expect(compared?.line).toBe("WORSE        scan of a tree, wall, against rg -j2: x 3.00, in the table x 2.00 (+50 %)");
});

test("what is missing on one side is said, and a ratio to something else is another ratio", () => {
  const stored = [ratio("a", 2), ratio("b", 2)];
  const measured = [ratio("a", 9, "checkout"), ratio("b", 2)];
  expect(verdicts(stored, measured)).toEqual(["a: not measured", "b: same", "a: new"]);
});

test("costs become ratios to the first command's; CPU only where there is enough of it to divide by", () => {
  const costs = new Map([
    ["rg", { wall: 2, cpu: 0.04 }],
    ["ours", { wall: 3, cpu: 4 }],
  ]);
  expect(costRatios("scan", costs)).toEqual([{ name: "scan, ours, wall", against: "rg", value: 1.5 }]);
  costs.set("rg", { wall: 2, cpu: 2 });
  expect(costRatios("scan", costs).at(1)).toEqual({ name: "scan, ours, CPU", against: "rg", value: 2 });
  expect(costRatios("scan", new Map())).toEqual([]);
});

test("a run of some benches renews theirs and leaves the others", () => {
  const table = merged([ratio("a", 2), ratio("b", 2)], [ratio("b", 2.71551)]);
  expect(table).toEqual([ratio("a", 2), ratio("b", 2.716)]);
});

test("the table in the repository can be compared with itself", () => {
  const stored = storedTable();
  expect(stored?.ratios.length).toBeGreaterThan(0);
  const compared = compareRatios(stored?.ratios ?? [], stored?.ratios ?? []);
  expect(new Set(compared.map(({ verdict }) => verdict))).toEqual(new Set(["same"]));
});
