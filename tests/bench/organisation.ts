/**
 * Every list and aggregate of the API over 1,000,000 findings in 2,000 repositories, asked by 20 clients at once, on SQLite and
 * PostgreSQL. `BENCH_ORGANISATION=FILE-OR-URL` measures a database that `organisation-seed.ts` filled.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AggregatorConfig } from "@pqc-audit/aggregator/config.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import { startPostgres } from "../servers/postgres.ts";
import { measured } from "./organisation-clients.ts";
import { requestsOf, sampleOf } from "./organisation-requests.ts";
import { seed, settle, storeOf } from "./organisation-seed.ts";
import { absent, against, heading, note, table } from "./report.ts";
import { openAggregator } from "./store.ts";

const ORGANISATION = { findings: 1_000_000, repositories: 2_000 };
const CLIENTS = 20;
const REQUESTS = 400;
const TARGET_MS = { sqlite: 1_000, postgres: 300 } as const;

export async function organisation(): Promise<void> {
  heading(`an organisation of ${ORGANISATION.repositories} repositories, ${CLIENTS} clients at once`);
  const kept = process.env.BENCH_ORGANISATION;
  if (kept !== undefined) {
    await onStore(storeOf(kept), false);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "bench-organisation-"));
  try {
    await onStore({ kind: "sqlite", file: join(folder, "store.db") }, true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const postgres = await startPostgres({ settings: ["synchronous_commit=off"] }).catch((error: unknown) =>
    messageOf(error),
  );
  if (typeof postgres === "string") {
    absent("PostgreSQL", postgres);
    return;
  }
  try {
    await onStore({ kind: "postgres", url: postgres.url }, true);
  } finally {
    await postgres.stop();
  }
}

async function onStore(store: AggregatorConfig["store"], empty: boolean): Promise<void> {
  const aggregator = await openAggregator(store);
  try {
    if (empty) {
      await seed(aggregator, ORGANISATION);
      await settle(aggregator);
    }
    const begun = performance.now();
    const sample = await sampleOf(aggregator);
    const server = `${await aggregator.start()}/api/v1`;
    note(
      `${store.kind}: ${sample.findings} findings, ${sample.monorepoFindings} of them in one repository; ` +
        `${(performance.now() - begun).toFixed(0)} ms until the first answers; ${REQUESTS} requests each`,
    );
    const rows = [["", "p50", "p99", "max", "requests/s"]];
    const only = process.env.BENCH_ONLY;
    let worst = { name: "", p99: 0 };
    for (const [name, path] of requestsOf(sample)) {
      if (only !== undefined && !name.includes(only)) continue;
      const paths = Array.from({ length: REQUESTS }, path);
      const from = performance.now();
      const times = [...(await measured({ server, paths, clients: CLIENTS }))].sort((a, b) => a - b);
      const seconds = (performance.now() - from) / 1_000;
      const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
      if (at(0.99) > worst.p99) worst = { name, p99: at(0.99) };
      const ms = (value: number) => `${value.toFixed(1)} ms`;
      rows.push([name, ms(at(0.5)), ms(at(0.99)), ms(at(1)), (REQUESTS / seconds).toFixed(0)]);
    }
    table(rows);
    const target = TARGET_MS[store.kind];
    const memory = `${(process.memoryUsage.rss() / 1024 / 1024).toFixed(0)} MiB of memory with it all`;
    note(memory);
    against(
      "target",
      `p99 of each below ${target} ms`,
      `${worst.p99.toFixed(0)} ms (${worst.name})`,
      worst.p99 < target,
    );
  } finally {
    await aggregator.stop();
  }
}
