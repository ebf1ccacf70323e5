import { createAggregator } from "@pqc-audit/aggregator/service.ts";
import type { StoreConfig } from "@pqc-audit/aggregator/store/store.ts";
import { commitScan, ENGINE, makeFact } from "@pqc-audit/aggregator/test-scan.ts";
import { parseGitUrl } from "@pqc-audit/coordinator/sources/git-url.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startPostgres } from "../servers/postgres.ts";
import { type Answer, type Document, exchange, requests } from "./http-fuzz.ts";

/** PQC_AUDIT_FUZZ multiplies how many; PQC_AUDIT_FUZZ_SEED repeats a run. */
const runs = 600 * Number(process.env.PQC_AUDIT_FUZZ ?? 1);
const seed = process.env.PQC_AUDIT_FUZZ_SEED;

async function fuzz(store: StoreConfig): Promise<ReadonlyMap<number, number>> {
  const logged: string[] = [];
  const aggregator = await createAggregator({
    config: {
      store,
      http: { host: "127.0.0.1", port: 0 },
      scan: { maxFileSizeBytes: 1_000, chunkSize: 10 },
      finisherPollMs: 50,
    },
    engineDigest: ENGINE,
    version: "1.2.3",
    logger: {
      ...silentLogger,
      error: (message, details) =>
        logged.push(`${message} ${String(details?.err ?? "")} ${String(details?.url ?? "")}`),
    },
    checkTarget: (target) => parseGitUrl(target).url,
  });
  try {
    const url = new URL(await aggregator.start());
    const submitted = await aggregator.http.inject({
      method: "POST",
      url: "/api/v1/scans",
      payload: { target: "https://git.example/team/whole" },
    });
    const { id } = submitted.json();
    await commitScan(aggregator, { "src/a.py": [makeFact()], "b.py": [] });
    const state = async () => (await aggregator.http.inject(`/api/v1/scans/${id}`)).json().state;
    await expect.poll(state).toBe("completed");
    const document = (await aggregator.http.inject("/api/v1/openapi.json")).json() as Document;
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests(document, [id]), async (bytes) => {
        const answer = await exchange(Number(url.port), bytes);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(fault(answer)).toBeUndefined();
      }),
      { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
    );
    expect(logged).toEqual([]);
    expect((await aggregator.http.inject("/readyz")).statusCode).toBe(200);
    expect(await state()).toBe("completed");
    return statuses;
  } finally {
    await aggregator.stop();
  }
}

/** What is wrong with an answer, whatever was asked. */
function fault({ status, head, body }: Answer): string | undefined {
  if (status >= 500) return `${status}: ${body}`;
  if (/x-injected/i.test(head)) return `a header came in through a value: ${head}`;
  if (/\.ts:\d+|node_modules|SQLITE|syntax error at/i.test(body)) return `the inside shows: ${body}`;
  const json = /content-type: application\/json/i.test(head) && !/transfer-encoding/i.test(head) && body !== "";
  if (status >= 400 && json && !/^\{"error":\{"code":"[a-z_]+","message":"/.test(body)) {
    return `an error of another shape: ${body}`;
  }
  return undefined;
}

test(`${runs} malformed requests over SQLite: no 5xx, no crash, nothing of the inside`, async () => {
  const statuses = await fuzz({ kind: "sqlite", file: ":memory:" });
  for (const expected of [200, 400, 404]) expect(statuses.get(expected) ?? 0).toBeGreaterThan(0);
}, 300_000);

test(`${runs} over PostgreSQL`, async () => {
  const server = await startPostgres();
  try {
    await fuzz({ kind: "postgres", url: server.url });
  } finally {
    await server.stop();
  }
}, 300_000);
