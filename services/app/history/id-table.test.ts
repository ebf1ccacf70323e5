import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { IdTable } from "./id-table.ts";

const idOf = (text: string) => createHash("sha1").update(text).digest("hex");

test("ids are numbered as they come, and found again", () => {
  const table = new IdTable();
  const ids = Array.from({ length: 50_000 }, (_, at) => idOf(String(at)));
  const numbers = ids.map((_, at) => at);
  expect(ids.map((id) => table.add(id))).toEqual(numbers);
  expect(ids.map((id) => table.add(id))).toEqual(numbers);
  expect(ids.map((id) => table.find(id))).toEqual(numbers);
  expect(numbers.map((number) => table.id(number))).toEqual(ids);
  expect(table.size).toBe(50_000);
  expect(table.find(idOf("nobody"))).toBeUndefined();
});

test("ids that begin alike are told apart", () => {
  const table = new IdTable();
  const ids = Array.from({ length: 300 }, (_, at) => `${"0".repeat(32)}${at.toString(16).padStart(8, "0")}`);
  for (const [at, id] of ids.entries()) expect(table.add(id)).toBe(at);
  for (const [at, id] of ids.entries()) expect(table.find(id)).toBe(at);
  expect(() => table.add("abc")).toThrow("is no object id");
});
