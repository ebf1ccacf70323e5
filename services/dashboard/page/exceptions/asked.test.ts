import { expect, test } from "vitest";
import { askedOf, askPath, askTextOf, scopeOf } from "./asked.ts";

test("a finding's exception begins with where it is", () => {
  const [, query] = askPath({ target: "https://git.example/a?b", id: "f1" }).split(/\?(.*)/s);
  const text = askTextOf(new URLSearchParams(query));
  expect(askedOf({ ...text, reason: " test vectors ", until: "2027-01-31" })).toEqual({
    target: "https://git.example/a?b",
    finding: "f1",
    reason: "test vectors",
    until: "2027-01-31",
  });
});

test("what an exception is for is told part by part", () => {
  const asked = { by: "Ada", at: "2026-01-01T00:00:00Z" };
  const exception = { id: "1", state: "asked", reason: "old", until: "2027-01-01", asked, family: "MD5" } as const;
  expect(scopeOf(exception)).toEqual([["Family", "MD5"]]);
});
