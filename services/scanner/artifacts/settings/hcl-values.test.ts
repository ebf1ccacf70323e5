/** Where an expression of HCL ends, and what stands in it. */
import { expect, test } from "vitest";
import { entriesOf, expressionAt, itemsOf } from "./hcl-values.ts";

test.each([
  ['"a" # said', '"a"'],
  ["[1, 2]\nother = 3", "[1, 2]"],
  ["{\n  a = 1\n}\nb = 2", "{\n  a = 1\n}"],
  [`"\${local.a["b"]}-c"\nd = 1`, `"\${local.a["b"]}-c"`],
  ["1 }", "1"],
  ["f(a, b), c", "f(a, b)"],
  ['"never ends\nb = 1', '"never ends'],
])("an expression ends with its line, comma or bracket: %s", (text, expression) => {
  expect(expressionAt(text, 0)).toBe(expression);
});

test("entries are read by key, comments and separators left out", () => {
  const text = '{\n  # a = 0\n  a = "x", "b-c" : [1]\n  // d = 2\n  (e) = { f = 1 }\n}';
  expect([...entriesOf(text)]).toEqual([
    ["a", '"x"'],
    ["b-c", "[1]"],
    ["e", "{ f = 1 }"],
  ]);
  expect(entriesOf("{ for k, v in var.x : k => v }").size).toBe(0);
  expect(entriesOf('"a"').size).toBe(0);
});

test("items are read of lists and of sets made of them", () => {
  expect(itemsOf('toset(["a", "b"])')).toEqual(['"a"', '"b"']);
  expect(itemsOf('[\n  "a", # said\n  f(1, 2)\n]')).toEqual(['"a"', "f(1, 2)"]);
  expect(itemsOf("[for a in b : a]")).toEqual([]);
});

test("hostile texts end", () => {
  for (const text of ["{".repeat(100_000), "[,".repeat(50_000), `{ a = "\${`.repeat(20_000), "{a=".repeat(40_000)]) {
    expect(entriesOf(text).size + itemsOf(text).length).toBeLessThan(300);
  }
});
