/** Peak memory and files per second on a repository of 10,000 files. */
import { catalogueAnchors, withAnchorFile } from "./anchors.ts";
import { buildBundle, bundledPqcAudit, pqcAudit } from "./command.ts";
import { hasGnuTime, runInTurn } from "./measure.ts";
import { costRatios, type Ratio } from "./ratios.ts";
import { absent, against, costTable, heading, mebibytes, note } from "./report.ts";
import { hasRipgrep, RIPGREP_REMEDY, ripgrep } from "./ripgrep.ts";
import { tenThousandFiles } from "./trees.ts";

const RUNS = 5;
const BRIEF_RUNS = 3;
const LIMIT_BYTES = 256 * 1024 * 1024;
const FLOOR_FILES_PER_SECOND = 100;

export async function memory(brief: boolean): Promise<readonly Ratio[]> {
  heading("memory on 10,000 files");
  const tree = tenThousandFiles();
  if ("what" in tree) {
    absent(tree.what, tree.remedy);
    return [];
  }
  await buildBundle();
  const scan = (...args: string[]) => ["scan", tree.path, "--format", "json", "--no-cache", "--quiet", ...args];
  const costs = await withAnchorFile(catalogueAnchors(), (anchors) =>
    runInTurn(brief ? BRIEF_RUNS : RUNS, [
      ...(hasRipgrep ? [ripgrep(2, anchors, tree.path)] : []),
      { name: "checkout, 1 worker", argv: pqcAudit(...scan("--workers", "1")) },
      { name: "checkout, 2 workers", argv: pqcAudit(...scan("--workers", "2")) },
      { name: "bundled, 1 worker", argv: bundledPqcAudit(...scan("--workers", "1")) },
      { name: "bundled, 2 workers", argv: bundledPqcAudit(...scan("--workers", "2")) },
      { name: "bundled, default", argv: bundledPqcAudit(...scan()) },
    ]),
  );
  note(`${tree.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB`);
  costTable(costs);
  const peaks: Ratio[] = [];
  for (const [name, { wall, peak }] of costs) {
    if (name.startsWith("rg ")) continue;
    const rate = tree.files / wall;
    against(
      "floor",
      `${FLOOR_FILES_PER_SECOND} files/s (${name})`,
      `${rate.toFixed(0)} files/s`,
      rate > FLOOR_FILES_PER_SECOND,
    );
    if (peak !== undefined) {
      against("floor", `below ${mebibytes(LIMIT_BYTES)} (${name})`, mebibytes(peak), peak < LIMIT_BYTES);
      peaks.push({ name: `memory, ${name}, peak`, against: mebibytes(LIMIT_BYTES), value: peak / LIMIT_BYTES });
    }
  }
  if (!hasGnuTime) absent("peak memory", "install the package time (GNU time)");
  if (!hasRipgrep) absent("rg", RIPGREP_REMEDY);
  return [...(hasRipgrep ? costRatios("memory", costs) : []), ...peaks];
}
