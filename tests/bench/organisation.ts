/**
 * Every list and aggregate of the API over 1,000,000 findings in 2,000 repositories, asked by 20 clients at once, on SQLite and
 * PostgreSQL. `BENCH_ORGANISATION=FILE-OR-URL` measures a database that `organisation-seed.ts` filled.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AggregatorConfig } from "@pqc-audit/aggregator/config.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { readAhead } from "@pqc-audit/aggregator/query/read-ahead.ts";
import type { Aggregator } from "@pqc-audit/aggregator/service.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import { startPostgres } from "../servers/postgres.ts";
import { measured } from "./organisation-clients.ts";
import { limitedRequestsOf, requestsOf, sampleOf } from "./organisation-requests.ts";
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

/** Callers by what limits them; random as tokens have to be, and of this run only. */
const CALLERS = {
  everything: { token: randomUUID(), limits: "" },
  "a sixth, by their names": { token: randomUUID(), limits: "repositories=https://git.example.org/payments/**" },
  "five teams": { token: randomUUID(), limits: "teams=team-00,team-01,team-02,team-03,team-04" },
};

async function onStore(store: AggregatorConfig["store"], empty: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-tokens-"));
  const tokensFile = join(folder, "tokens");
  writeFileSync(
    tokensFile,
    Object.values(CALLERS)
      .map(({ token, limits }) => `${token} ${limits}\n`)
      .join(""),
  );
  const aggregator = await openAggregator(store, { tokensFile });
  try {
    if (empty) {
      await seed(aggregator, ORGANISATION);
      await settle(aggregator);
    }
    await measure(aggregator, store.kind);
  } finally {
    await aggregator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(aggregator: Aggregator, kind: AggregatorConfig["store"]["kind"]): Promise<void> {
  const begun = performance.now();
  const { everything, ...limited } = CALLERS;
  const sample = await sampleOf(aggregator, everything.token);
  const server = `${await aggregator.start()}/api/v1`;
  note(
    `${kind}: ${sample.findings} findings, ${sample.monorepoFindings} of them in one repository; ` +
      `${(performance.now() - begun).toFixed(0)} ms until the first answers; ${REQUESTS} requests each`,
  );
  // The aggregator does so from its start on. The rows are of one that is done; else the first of them would measure that too.
  const reading = performance.now();
  await readAhead(aggregator.store, { version: "bench", policy: () => defaultPolicy(), clock: Date.now });
  note(`${(performance.now() - reading).toFixed(0)} ms until what is asked first is read ahead`);
  const asked = Array.from(requestsOf(sample), ([name, path]) => ({ name, path, token: everything.token }));
  for (const [who, { token }] of Object.entries(limited)) {
    for (const [name, path] of await limitedRequestsOf(aggregator, token)) {
      asked.push({ name: `${name}; only ${who}`, path, token });
    }
  }
  const rows = [["", "p50", "p99", "max", "requests/s"]];
  const only = process.env.BENCH_ONLY;
  let worst = { name: "", p99: 0 };
  for (const { name, path, token } of asked) {
    if (only !== undefined && !name.includes(only)) continue;
    const paths = Array.from({ length: REQUESTS }, path);
    const from = performance.now();
    const times = [...(await measured({ server, paths, clients: CLIENTS, token }))].sort((a, b) => a - b);
    const seconds = (performance.now() - from) / 1_000;
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
    if (at(0.99) > worst.p99) worst = { name, p99: at(0.99) };
    const ms = (value: number) => `${value.toFixed(1)} ms`;
    rows.push([name, ms(at(0.5)), ms(at(0.99)), ms(at(1)), (REQUESTS / seconds).toFixed(0)]);
  }
  table(rows);
  note(`${mebibytes()} MiB of memory with it all`);
  const target = TARGET_MS[kind];
  const is = `${worst.p99.toFixed(0)} ms (${worst.name})`;
  against("target", `p99 of each below ${target} ms`, is, worst.p99 < target);
  const streams = [
    ["every finding as NDJSON", "/findings.ndjson"],
    ["the largest repository as SARIF", `/scans/${sample.monorepo}/report?format=sarif`],
    ["the largest repository as CBOM", `/scans/${sample.monorepo}/report?format=cbom`],
  ] as const;
  const streamed = [["", "time", "memory at most", "more than before"]];
  for (const [name, path] of streams) {
    if (only !== undefined && !name.includes(only)) continue;
    const before = mebibytes();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, mebibytes());
    }, 20);
    const [time = Number.NaN] = await measured({ server, paths: [path], clients: 1, token: everything.token });
    clearInterval(watch);
    streamed.push([name, `${(time / 1_000).toFixed(1)} s`, `${most} MiB`, `${most - before} MiB`]);
  }
  table(streamed);
}

function mebibytes(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}
