import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { metricsPage, PAGE } from "./metrics-page.ts";

const services = fileURLToPath(new URL("..", import.meta.url));

test("docs/METRICS.md is what the services register", async () => {
  expect(readFileSync(PAGE, "utf8")).toBe(await metricsPage());
});

/** A file with metrics that the page does not know of would have its names here and not there. */
test("every name of a metric in the code stands on the page", () => {
  const page = readFileSync(PAGE, "utf8");
  const files = readdirSync(services, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.(test|fixture)\.ts$|node_modules/.test(file),
  );
  const names = new Set(
    files.flatMap((file) => readFileSync(join(services, file), "utf8").match(/(?<=")pqc_audit_[a-z_]+(?=")/g) ?? []),
  );
  expect(names.size).toBeGreaterThan(30);
  for (const name of names) expect(page, name).toContain(`| \`${name}\` |`);
});

test("names end in their unit, counters in _total, and every metric says what it counts", async () => {
  const rows = (await metricsPage()).split("\n").filter((line) => line.startsWith("| `"));
  for (const row of rows) {
    const [, name = "", type = "", , , help = ""] = row.split("|").map((cell) => cell.trim());
    expect(name).toMatch(/^`pqc_audit_[a-z_]+`$/);
    expect(name.endsWith("_total`"), row).toBe(type === "counter");
    expect(help, row).toMatch(/[.]$/);
  }
  expect(new Set(rows.map((row) => row.split("|")[1])).size).toBe(rows.length);
});
