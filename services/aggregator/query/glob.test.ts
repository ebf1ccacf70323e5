import { UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { globMatcher, globRegex } from "./glob.ts";

const CASES: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
  ["*.py", "a.py", true],
  ["*.py", "deep/er/a.py", true],
  ["*.py", "a.pyc", false],
  ["a?.py", "src/ab.py", true],
  ["src/*.py", "src/a.py", true],
  ["src/*.py", "src/deep/a.py", false],
  ["src/**", "src/deep/a.py", true],
  ["src/**", "srcs/a.py", false],
  ["**/a.py", "a.py", true],
  ["**/a.py", "x/y/a.py", true],
  ["**/a.py", "x/ya.py", false],
  ["src/**/test/*.java", "src/test/A.java", true],
  ["src/**/test/*.java", "src/main/x/test/A.java", true],
  ["src/**/test/*.java", "src/contest/A.java", false],
  ["*.{c,h}", "lib/x.h", true],
  ["{src,lib}/**/*.{c,h}", "lib/a/x.c", true],
  ["{src,lib}/**/*.{c,h}", "bin/a/x.c", false],
  ["[a-c]*.go", "b.go", true],
  ["[!a-c]*.go", "b.go", false],
  ["x[!a]y/*", "x/y/z", false],
  ["a.py", "axpy", false],
  ["a+(b).py", "a+(b).py", true],
  ["**", "any/thing", true],
  ["*/*", "a/b", true],
  ["*/*", "a/b/c", false],
  ["\u{1f600}?.md", "\u{1f600}\u{1f601}.md", true],
];

test.each(CASES)("%s on %s: %s", (pattern, path, matches) => {
  expect(globMatcher(pattern)(path)).toBe(matches);
  // The regular expression PostgreSQL is given means the same.
  expect(new RegExp(globRegex(pattern), "us").test(path)).toBe(matches);
});

test.each(["[abc", "a".repeat(257), "{a,b}".repeat(7)])("%s is no pattern", (pattern) => {
  expect(() => globMatcher(pattern)).toThrow(UsageError);
  expect(() => globRegex(pattern)).toThrow(UsageError);
});

test("a pattern made to backtrack is matched in linear time", () => {
  const matches = globMatcher(`${"*a".repeat(60)}b`);
  const start = performance.now();
  expect(matches("a".repeat(4_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(2_000);
});
