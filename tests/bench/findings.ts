/** Pages of a result of 200,000 findings: the first, the last, and filtered ones, on SQLite and PostgreSQL. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AggregatorConfig } from "@pqc-audit/aggregator/config.ts";
import type { Aggregator } from "@pqc-audit/aggregator/service.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import { startPostgres } from "../servers/postgres.ts";
import { absent, against, heading, note, table } from "./report.ts";
import { finishedScan, openAggregator } from "./store.ts";

const TIMES = 20;
const TARGET_MS = 500;

/** Each asked once for the first time, and so many times again. */
const PAGES: readonly (readonly [what: string, query: string])[] = [
  ["first page", "page=1"],
  ["last page", "page=4000"],
  ["1,000 in the middle", "size=1000&page=100"],
  ["by severity, last page", "severity=medium&page=4000"],
  ["one folder", "file_pattern=src/module-017/**"],
  ["one folder, late page", "file_pattern=src/module-017/**&page=90"],
  ["a tenth of the files, late page", "file_pattern=**/file-???7.py&page=350"],
  ["one file", "file_pattern=**/module-031/**/file-0500.py"],
  ["severity and pattern, late page", "severity=medium&file_pattern=src/**/*1.py&page=390"],
  ["nothing", "file_pattern=*.java"],
];

export async function findings(): Promise<void> {
  heading("pages of 200,000 findings");
  const folder = mkdtempSync(join(tmpdir(), "bench-findings-"));
  try {
    await onStore("SQLite", { kind: "sqlite", file: join(folder, "store.db") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const postgres = await startPostgres().catch((error: unknown) => messageOf(error));
  if (typeof postgres === "string") {
    absent("PostgreSQL", postgres);
    return;
  }
  try {
    await onStore("PostgreSQL", { kind: "postgres", url: postgres.url });
  } finally {
    await postgres.stop();
  }
}

async function onStore(name: string, config: AggregatorConfig["store"]): Promise<void> {
  const aggregator = await openAggregator(config);
  try {
    const scanId = await finishedScan(aggregator);
    note(`${name}: 40,000 files of 5 findings, 50 a page unless said otherwise`);
    const rows = [["", "first time", "again, p50", "again, max", "findings"]];
    let slowest = 0;
    for (const [what, query] of PAGES) {
      const first = await ask(aggregator, scanId, query);
      const again: number[] = [];
      for (let time = 0; time < TIMES; time++) again.push((await ask(aggregator, scanId, query)).ms);
      again.sort((a, b) => a - b);
      const ms = (value = Number.NaN) => `${value.toFixed(1)} ms`;
      slowest = Math.max(slowest, first.ms, again.at(-1) ?? 0);
      rows.push([what, ms(first.ms), ms(again[TIMES >> 1]), ms(again.at(-1)), String(first.total)]);
    }
    table(rows);
    against("target", `every page below ${TARGET_MS} ms`, `${slowest.toFixed(0)} ms`, slowest < TARGET_MS);
  } finally {
    await aggregator.stop();
  }
}

async function ask({ http }: Aggregator, scanId: string, query: string): Promise<{ ms: number; total: number }> {
  const begun = performance.now();
  const answer = await http.inject(`/api/v1/scans/${scanId}/findings?${query}`);
  const ms = performance.now() - begun;
  if (answer.statusCode !== 200) throw new Error(`${query} was answered ${answer.statusCode}: ${answer.body}`);
  return { ms, total: answer.json().total };
}
