/** How long the command takes to say anything, against a Node that does nothing, and the service to be ready. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle, bundledPqcAudit, pqcAudit } from "./command.ts";
import { median, runInTurn } from "./measure.ts";
import { costRatios, type Ratio } from "./ratios.ts";
import { against, costTable, heading, seconds } from "./report.ts";
import { startService } from "./service.ts";

const RUNS = 15;
const BRIEF_RUNS = 7;
const SERVICE_RUNS = 5;
const FLOOR_SECONDS = 3;
const TARGET_SECONDS = 0.3;

export async function startup(brief: boolean): Promise<readonly Ratio[]> {
  heading("start-up");
  await buildBundle();
  const costs = runInTurn(brief ? BRIEF_RUNS : RUNS, [
    { name: "node -e 0", argv: [process.execPath, "-e", "0"] },
    { name: "pqc-audit --version", argv: pqcAudit("--version") },
    { name: "pqc-audit scan --help", argv: pqcAudit("scan", "--help") },
    { name: "bundled --version", argv: bundledPqcAudit("--version") },
  ]);
  costTable(costs);
  for (const name of ["pqc-audit --version", "bundled --version"]) {
    const wall = costs.get(name)?.wall ?? Number.NaN;
    against("floor", `start under ${FLOOR_SECONDS} s (${name})`, seconds(wall), wall < FLOOR_SECONDS);
    against("target", `start under ${TARGET_SECONDS} s (${name})`, seconds(wall), wall < TARGET_SECONDS);
  }
  if (!brief) {
    const ready = await serviceStart();
    against("floor", `service ready under ${FLOOR_SECONDS} s`, seconds(ready), ready < FLOOR_SECONDS);
  }
  return costRatios("startup", costs);
}

/** Seconds until `serve --target=all` with an empty database answers that it is ready: median. */
async function serviceStart(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bench-startup-"));
  try {
    const times: number[] = [];
    for (let run = 0; run < SERVICE_RUNS; run++) {
      const service = await startService(join(folder, `${run}`), folder);
      times.push(service.startSeconds);
      await service.stop();
    }
    return median(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
