/** How long the command takes to say anything, against a Node that does nothing. */
import { pqcAudit } from "./command.ts";
import { runInTurn } from "./measure.ts";
import { against, costTable, heading, seconds } from "./report.ts";

const RUNS = 15;
const FLOOR_SECONDS = 3;
const TARGET_SECONDS = 0.3;

export function startup(): void {
  heading("start-up");
  const costs = runInTurn(RUNS, [
    { name: "node -e 0", argv: [process.execPath, "-e", "0"] },
    { name: "pqc-audit --version", argv: pqcAudit("--version") },
    { name: "pqc-audit scan --help", argv: pqcAudit("scan", "--help") },
  ]);
  costTable(costs);
  const wall = costs.get("pqc-audit --version")?.wall ?? Number.NaN;
  against("floor", `start under ${FLOOR_SECONDS} s`, seconds(wall), wall < FLOOR_SECONDS);
  against("target", `start under ${TARGET_SECONDS} s`, seconds(wall), wall < TARGET_SECONDS);
}
