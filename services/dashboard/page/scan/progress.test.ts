import { expect, test } from "vitest";
import type { Progress, Scan, ScanState } from "../api/scans.ts";
import { progressOf } from "./progress.ts";

const NOTHING: Progress = {
  sealed: true,
  files: 0,
  units: 0,
  unitsDone: 0,
  unitsByState: {},
  contents: 0,
  contentsDone: 0,
  bytes: 0,
  bytesDone: 0,
};

const scan = (state: ScanState, progress?: Partial<Progress>): Scan => ({
  id: "1",
  state,
  target: "https://git.example/a",
  priority: "on-demand",
  requesters: 1,
  createdAt: "2026-01-01T00:00:00.000Z",
  ...(progress && { progress: { ...NOTHING, ...progress } }),
});

test.each([
  ["queued", undefined, undefined, "Waiting for a coordinator"],
  ["planning", undefined, undefined, "Begun"],
  ["planning", { sealed: false, files: 0 }, undefined, "Fetching the repository"],
  ["planning", { sealed: false, files: 12_000 }, undefined, "Listing files: 12,000 so far"],
  ["running", { files: 900, units: 4, unitsDone: 1 }, 25, "1 of 4 units scanned, 900 files in all"],
  ["running", { files: 1, units: 1, unitsDone: 0 }, 0, "0 of 1 unit scanned, 1 file in all"],
  ["running", { files: 900, units: 4, unitsDone: 4 }, 99, "4 of 4 units scanned, 900 files in all"],
  ["running", { files: 7, units: 0 }, 100, "7 files, all known already"],
  ["joining", { files: 7, units: 2, unitsDone: 2 }, 100, "Putting the findings of 7 files together"],
] as const)("%s %o is %s percent: %s", (state, progress, percent, text) => {
  expect(progressOf(scan(state, progress))).toEqual({ percent, text });
});
