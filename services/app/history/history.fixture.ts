/** Histories as tests ask for them, all of a test file with one pool of threads. */

import type { HistoryResult, Life } from "@pqc-audit/reports/history/model.ts";
import { createScanPool } from "@pqc-audit/worker/pool/threads.ts";
import { afterAll, expect } from "vitest";
import { runHistory } from "./history.ts";
import type { MadeHistory } from "./made-history.fixture.ts";
import type { HistoryRequest } from "./request.ts";

const LARGEST = 10 * 1024 * 1024;
const pool = createScanPool({ maxFileSizeBytes: LARGEST, threads: 1 });
afterAll(() => pool.close());
const shared = { engineDigest: pool.engineDigest, scan: pool.scan.bind(pool), close: async () => {} };

/** Whatever there is was scanned, or the test says so. */
export async function historyHere(location: string, changes: Partial<HistoryRequest> = {}): Promise<HistoryResult> {
  const result = await anyHistoryHere(location, changes);
  expect(result.errors).toEqual([]);
  return result;
}

export function anyHistoryHere(location: string, changes: Partial<HistoryRequest> = {}): Promise<HistoryResult> {
  const request: HistoryRequest = {
    location,
    firstParent: false,
    uses: { rules: [], algorithms: [] },
    include: [],
    exclude: [],
    maxFileSizeBytes: LARGEST,
    chunkSize: 1000,
    ...changes,
  };
  return runHistory(request, { commits: () => {}, advanced: () => {} }, undefined, () => shared);
}

/** `MD5 a.py:2 0 -> 3`: commits by number; `(n)` the merge it came or went with. */
export function lifeLines(lives: readonly Life[], made: MadeHistory): string[] {
  return lives.map(({ algorithm, path, line, opened, merged, closed, closedMerged, state }) => {
    const moment = (at: { commit: string }, by: { commit: string } | undefined) =>
      `${made.numberOf(at.commit)}${by ? `(${made.numberOf(by.commit)})` : ""}`;
    const from = `${opened.before ? "<=" : ""}${moment(opened, merged)}`;
    const to = closed ? ` -> ${moment(closed, closedMerged)}` : "";
    return `${algorithm} ${path}:${line} ${from}${to}${state === "branch" ? " branch" : ""}`;
  });
}
