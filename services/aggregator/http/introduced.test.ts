import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { submitScan } from "../ledger/scans.ts";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const TARGET = "https://git.example/team/service";
let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator(
    testOptions({
      finisherPollMs: 20,
      retention: { scansPerTarget: 0, days: 0, resultHours: 1, everyMs: 3_600_000 },
    }),
  );
  await aggregator.start();
});
afterAll(() => aggregator?.stop());

const ask = (url: string) => aggregator.http.inject({ method: "GET", url });

async function scanned(lines: readonly number[]): Promise<string> {
  const options = { include: [], exclude: [], maxFileSizeBytes: 1_000, chunkSize: 10 };
  const asked = { target: TARGET, options, engineDigest: ENGINE, priority: "on-demand", requester: "x" } as const;
  const { scanId } = await submitScan(aggregator.context, asked);
  const fileOf = (line: number) => [`src/${line}.py`, [makeFact({ line, fingerprint: `${line}`.repeat(32) })]] as const;
  await commitScan(aggregator, Object.fromEntries(lines.map(fileOf)));
  await vi.waitFor(async () => {
    const { state } = (await ask(`/api/v1/scans/${scanId}`)).json();
    if (state !== "completed") throw new Error(`the scan is ${state}`);
  });
  return scanId;
}

test("a finding is told with the scan that saw it first, and its commit", async () => {
  const first = await scanned([1]);
  const second = await scanned([1, 2]);
  const { results } = (await ask(`/api/v1/scans/${second}/findings`)).json() as {
    results: { id: string; line: number; path: string }[];
  };
  const tell = async (line: number) => {
    const id = results.find((each) => each.line === line)?.id ?? "none";
    return (await ask(`/api/v1/findings/${id}/introduced?target=${encodeURIComponent(TARGET)}`)).json();
  };
  expect(await tell(1)).toMatchObject({ scan: first, before: true, path: "src/1.py", commit: expect.any(String) });
  expect(await tell(2)).toMatchObject({ scan: second, cause: "code" });
});

test("what is not there is a clear 404, a request without a repository a 400", async () => {
  const unknown = await ask(`/api/v1/findings/none/introduced?target=${encodeURIComponent(TARGET)}`);
  expect([unknown.statusCode, unknown.json().error.message]).toEqual([404, expect.stringContaining("no such finding")]);
  expect((await ask("/api/v1/findings/none/introduced?target=https://git.example/other")).statusCode).toBe(404);
  expect((await ask("/api/v1/findings/none/introduced")).statusCode).toBe(400);
});
