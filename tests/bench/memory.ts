/** Peak memory and files per second on a repository of 10,000 files. */
import { pqcAudit } from "./command.ts";
import { hasGnuTime, runInTurn } from "./measure.ts";
import { absent, against, costTable, heading, mebibytes, note } from "./report.ts";
import { tenThousandFiles } from "./trees.ts";

const RUNS = 3;
const LIMIT_BYTES = 256 * 1024 * 1024;
const FLOOR_FILES_PER_SECOND = 100;

export function memory(): void {
  heading("memory on 10,000 files");
  const tree = tenThousandFiles();
  if ("what" in tree) {
    absent(tree.what, tree.remedy);
    return;
  }
  const scan = (workers: number) =>
    pqcAudit("scan", tree.path, "--format", "json", "--workers", String(workers), "--quiet");
  const costs = runInTurn(RUNS, [
    { name: "1 worker", argv: scan(1) },
    { name: "2 workers", argv: scan(2) },
    { name: "default workers", argv: pqcAudit("scan", tree.path, "--format", "json", "--quiet") },
  ]);
  note(`${tree.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB`);
  costTable(costs);
  for (const [name, { wall, peak }] of costs) {
    const rate = tree.files / wall;
    against(
      "floor",
      `${FLOOR_FILES_PER_SECOND} files/s (${name})`,
      `${rate.toFixed(0)} files/s`,
      rate > FLOOR_FILES_PER_SECOND,
    );
    if (peak !== undefined) {
      against("floor", `below ${mebibytes(LIMIT_BYTES)} (${name})`, mebibytes(peak), peak < LIMIT_BYTES);
    }
  }
  if (!hasGnuTime) absent("peak memory", "install the package time (GNU time)");
}
