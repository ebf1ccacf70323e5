import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { draws, tables } from "./figures.ts";
import { CLAIMS, rowsOf, VERDICTS, verdictOf } from "./list.ts";

const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");

describe.each([...draws()])("%s", (_, list) => {
  const rows = rowsOf(list);

  test("two hundred findings of at least eight repositories in at least six languages", () => {
    expect(rows).toHaveLength(200);
    expect(list.repositories.length).toBeGreaterThanOrEqual(8);
    expect(new Set(list.repositories.map(({ repository }) => repository)).size).toBe(list.repositories.length);
    expect(new Set(list.repositories.map(({ language }) => language)).size).toBeGreaterThanOrEqual(6);
    for (const { repository, commit, population, findings } of list.repositories) {
      expect(commit, repository).toMatch(/^[0-9a-f]{40}$/);
      expect(population, repository).toBeGreaterThanOrEqual(findings.length);
    }
  });

  test("no repository dominates", () => {
    const most = Math.max(...list.repositories.map(({ findings }) => findings.length));
    expect(most).toBeLessThanOrEqual(Math.ceil((2 * rows.length) / list.repositories.length));
  });

  test("every finding says where it is, what it claims and what a reader made of it", () => {
    for (const row of rows) {
      const at = `${row.of.repository} ${row.path}:${row.line}`;
      for (const key of [
        "path",
        "language",
        "rule",
        "algorithm",
        "usage",
        "operation",
        "scope",
        "confidence",
      ] as const) {
        expect(row[key], `${at} ${key}`).toBeTruthy();
      }
      expect(row.line, at).toBeGreaterThan(0);
      expect(row.reason.length, at).toBeGreaterThan(10);
      for (const claim of row.untrue ?? []) expect(CLAIMS, at).toContain(claim);
      expect(VERDICTS, at).toContain(row.verdict);
      expect(row.verdict, at).toBe(verdictOf(row.untrue ?? []));
    }
  });

  test("the README has the seed of the draw and its figures", () => {
    expect(readme).toContain(`\`${list.seed}\``);
    for (const table of tables(list)) expect(readme).toContain(table);
  });
});
