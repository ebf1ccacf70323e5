import { expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

test("edit distance counts insertions, deletions and replacements", () => {
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("same", "same")).toBe(0);
});

test("the nearest name is found and a far one is not suggested", () => {
  expect(nearest("colour", ["color", "size"])).toBe("color");
  expect(nearest("colour", ["weight", "size"])).toBeUndefined();
});
