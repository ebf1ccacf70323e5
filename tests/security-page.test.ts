import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const page = readFileSync(new URL("SECURITY.md", root), "utf8");

test("every test that SECURITY.md names exists in the file it names", () => {
  const named: [string, string][] = [];
  for (const [, file = "", rest = ""] of page.matchAll(/`([\w./-]+\.ts)`((?:[:,]?\s*(?:and\s+)?"[^"]+")+)/g)) {
    for (const [, title = ""] of rest.matchAll(/"([^"]+)"/g)) named.push([file, title.replaceAll(/\s+/g, " ")]);
  }
  expect(named.length).toBeGreaterThanOrEqual(35);
  for (const [file, title] of named) {
    const source = readFileSync(new URL(file, root), "utf8");
    expect([file, title, source.includes(title)]).toEqual([file, title, true]);
  }
});

test("every file that SECURITY.md names exists", () => {
  for (const [, file = ""] of page.matchAll(/`([\w-]+\/[\w./-]+\.(?:ts|md|conf))`/g)) {
    expect(() => readFileSync(new URL(file, root))).not.toThrow();
  }
});
