/** How long the API takes to answer ten clients at once, over a real scan. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle } from "./command.ts";
import { against, heading, note, seconds, table } from "./report.ts";
import { makeLargeRepository } from "./repositories.ts";
import { scanThrough, startService } from "./service.ts";

const CLIENTS = 10;
const REQUESTS_EACH = 40;
const FLOOR_SECONDS = 5;

export async function api(): Promise<void> {
  heading(`API, ${CLIENTS} clients at once`);
  await buildBundle();
  const folder = mkdtempSync(join(tmpdir(), "bench-api-"));
  try {
    const repository = makeLargeRepository(folder);
    const service = await startService(join(folder, "service"), folder);
    try {
      const { id, findings } = await scanThrough(service.url, repository.url);
      note(`${repository.files} files, ${findings} findings, SQLite; ${CLIENTS * REQUESTS_EACH} requests each`);
      await measure(service.url, requestsFor(id, findings));
    } finally {
      await service.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requestsFor(id: string, findings: number): ReadonlyMap<string, string> {
  const scan = `/api/v1/scans/${id}`;
  return new Map([
    ["list of scans", "/api/v1/scans"],
    ["status of a scan", scan],
    ["findings, first 50", `${scan}/findings`],
    ["findings, last page of 50", `${scan}/findings?page=${Math.max(1, Math.ceil(findings / 50))}`],
    ["findings by severity and pattern", `${scan}/findings?severity=medium&severity=low&file_pattern=**/*.js`],
    ["findings, 1,000 a page", `${scan}/findings?size=1000`],
  ]);
}

async function measure(server: string, requests: ReadonlyMap<string, string>): Promise<void> {
  const rows = [["", "p50", "p99", "max", "requests/s"]];
  let slowest = 0;
  for (const [name, path] of requests) {
    const begun = performance.now();
    const times = (await Promise.all(Array.from({ length: CLIENTS }, () => client(`${server}${path}`)))).flat();
    const elapsed = (performance.now() - begun) / 1000;
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
    slowest = Math.max(slowest, at(1));
    rows.push([name, seconds(at(0.5)), seconds(at(0.99)), seconds(at(1)), (times.length / elapsed).toFixed(0)]);
  }
  table(rows);
  against("floor", `every answer under ${FLOOR_SECONDS} s`, seconds(slowest), slowest < FLOOR_SECONDS);
}

/** Seconds of each request to the last byte of its answer. */
async function client(url: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let request = 0; request < REQUESTS_EACH; request++) {
    const begun = performance.now();
    const answer = await fetch(url);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 200)}`);
    times.push((performance.now() - begun) / 1000);
  }
  return times;
}
