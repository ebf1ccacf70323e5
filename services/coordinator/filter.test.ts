import { UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { createFilter, DEFAULT_EXCLUDES, type FilterOptions } from "./filter.ts";
import type { SourceEntry } from "./sources/source.ts";

function decide(path: string, options: FilterOptions = {}, entry: Partial<SourceEntry> = {}): string {
  return createFilter(options).decide({ path, size: 1, type: "file", ...entry }) ?? "take";
}

test("the default exclusions are these and no others", () => {
  expect(DEFAULT_EXCLUDES.join(" ")).toBe(
    ".git/ __pycache__/ .pytest_cache/ *.pyc *.pyo *.egg-info/ node_modules/ .venv/ venv/",
  );
});

test.each([
  [".git/config", "excluded"],
  ["deep/down/node_modules/a/b.js", "excluded"],
  ["src/__pycache__/a.txt", "excluded"],
  ["a/b.pyc", "excluded"],
  [".hidden.pyo", "excluded"],
  ["x/my.egg-info/PKG-INFO", "excluded"],
  ["venv/a.py", "excluded"],
  ["build/a.c", "take"],
  ["out/a.c", "take"],
  ["vendor/a.go", "take"],
  [".gitignore", "take"],
  ["venv", "take"],
  ["my.egg-info", "take"],
  ["src/venvs/a.py", "take"],
  ["a/node_modules.txt", "take"],
])("by default %s: %s", (path, expected) => {
  expect(decide(path)).toBe(expected);
});

test.each([
  ["tests/", "a/tests/b.py", "excluded"],
  ["tests/", "tests", "take"],
  ["tests", "tests", "excluded"],
  ["tests", "x/tests/deep/b.py", "excluded"],
  ["/tests/", "x/tests/b.py", "take"],
  ["src/gen/", "src/gen/a/b.c", "excluded"],
  ["src/gen/", "x/src/gen/a.c", "take"],
  ["**/gen/*.c", "x/y/gen/a.c", "excluded"],
  ["src/*", "src/sub/deep/a.c", "excluded"],
  ["*.min.js", "web/jquery.min.js", "excluded"],
  ["*.{min,bundle}.js", "web/a.bundle.js", "excluded"],
  ["generated-*/", "a/generated-sources/x.java", "excluded"],
])("--exclude %s on %s: %s", (pattern, path, expected) => {
  expect(decide(path, { exclude: [pattern] })).toBe(expected);
});

test.each([
  ["*.py", "a/b.py", "take"],
  ["*.py", "a/b.c", "excluded"],
  ["src/", "x/src/deep/a.c", "take"],
  ["src", "src/deep/a.c", "take"],
  ["src/*", "src/a.c", "take"],
  ["src/*", "src/deep/a.c", "excluded"],
  ["src/**", "src/deep/a.c", "take"],
  ["/src/**/*.c", "x/src/a.c", "excluded"],
  ["*.js", "node_modules/a.js", "excluded"],
])("--include %s on %s: %s", (pattern, path, expected) => {
  expect(decide(path, { include: [pattern] })).toBe(expected);
});

test("what is no file, too large or left out by the walk is named", () => {
  expect(decide("a", {}, { type: "symlink" })).toBe("symlink");
  expect(decide("a", {}, { type: "submodule" })).toBe("submodule");
  expect(decide("a", {}, { type: "special" })).toBe("special-file");
  expect(decide("a", {}, { skip: "ignored" })).toBe("ignored");
  expect(decide("a", { maxFileSizeBytes: 10 }, { size: 10 })).toBe("take");
  expect(decide("a", { maxFileSizeBytes: 10 }, { size: 11 })).toBe("too-large");
  expect(decide("a", {}, { size: 10 * 1024 * 1024 + 1 })).toBe("too-large");
});

test("the walker is told of whole folders", () => {
  const filter = createFilter({ exclude: ["docs/", "src/gen"] });
  expect(["node_modules", "a/.git", "x/docs", "src/gen"].every((path) => filter.excludesFolder(path))).toBe(true);
  expect(["src", "build", "x/src/gen"].some((path) => filter.excludesFolder(path))).toBe(false);
});

test.each(["", "/", "!a", "*a*b*c*d", "a".repeat(501)])("the pattern %j is refused", (pattern) => {
  expect(() => createFilter({ exclude: [pattern] })).toThrow(UsageError);
});

test("the slowest pattern allowed meets a hostile name in bounded time", () => {
  const before = performance.now();
  expect(decide("a".repeat(255), { exclude: ["*a*a*ab"] })).toBe("take");
  expect(performance.now() - before).toBeLessThan(5_000);
});
