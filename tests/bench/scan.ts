/** Whole scans of two large trees, against ripgrep that only looks for the same anchors, and against qscan. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogueAnchors, withAnchorFile } from "./anchors.ts";
import { buildBundle, bundledPqcAudit, pqcAudit } from "./command.ts";
import { type Command, runInTurn } from "./measure.ts";
import { parsedOf } from "./parsed.ts";
import { costRatios, type Ratio } from "./ratios.ts";
import { absent, against, costTable, heading, megabytes, note } from "./report.ts";
import { hasRipgrep, RIPGREP_REMEDY, ripgrep } from "./ripgrep.ts";
import { linux, openjdk, type Tree } from "./trees.ts";

const RUNS = 5;
const BRIEF_RUNS = 3;
const BUNDLED = "pqc-audit";
const THREADS = 2;
const FLOOR_FILES_PER_SECOND = 100;
const TIMES_QSCAN = 5;

export async function scan(brief: boolean): Promise<readonly Ratio[]> {
  await buildBundle();
  const ratios: Ratio[] = [];
  for (const tree of [openjdk(), linux()]) {
    heading(`scan of ${"what" in tree ? tree.what : tree.name}, ${THREADS} threads`);
    if ("what" in tree) absent(tree.what, tree.remedy);
    else {
      ratios.push(...(await onTree(tree, brief)));
      if (!brief) await noteParsed(tree);
    }
  }
  return ratios;
}

async function onTree(tree: Tree, brief: boolean): Promise<readonly Ratio[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-scan-"));
  try {
    return await withAnchorFile(catalogueAnchors(), (anchors) =>
      compare(tree, anchors, join(folder, "result.json"), brief),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(tree: Tree, anchorFile: string, output: string, brief: boolean): readonly Ratio[] {
  const other = brief ? undefined : qscan(tree.path, output);
  const commands: Command[] = [];
  if (hasRipgrep) commands.push(ripgrep(THREADS, anchorFile, tree.path));
  else absent("rg", RIPGREP_REMEDY);
  const args = ["scan", tree.path, "--format", "json", "--output", output, "--workers", String(THREADS)];
  args.push("--no-cache", "--quiet");
  commands.push({ name: "checkout", argv: pqcAudit(...args) }, { name: BUNDLED, argv: bundledPqcAudit(...args) });
  const costs = new Map(runInTurn(brief ? BRIEF_RUNS : RUNS, commands));
  // Without ripgrep there is nothing from outside to divide by.
  const ratios = hasRipgrep ? costRatios(`scan of ${tree.name}`, costs) : [];
  const { findings, coverage } = resultOf(output);
  // Minutes long: once is enough to tell five times from six.
  if (other) for (const [name, cost] of runInTurn(1, [other])) costs.set(name, cost);
  else if (!brief) absent("qscan", "set QSCAN_DIR to a built checkout of quantakrypto/pqc-tools");
  note(`${tree.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB; pqc-audit: ${findings} findings, ${coverage}`);
  costTable(costs);

  const wall = costs.get(BUNDLED)?.wall ?? Number.NaN;
  const own = tree.files / wall;
  against("floor", `${FLOOR_FILES_PER_SECOND} files/s`, `${own.toFixed(0)} files/s`, own > FLOOR_FILES_PER_SECOND);
  if (!other) return ratios;
  const times = (costs.get(other.name)?.wall ?? Number.NaN) / wall;
  against("target", `${TIMES_QSCAN} times qscan's files/s`, `${times.toFixed(1)} times`, times >= TIMES_QSCAN);
  return ratios;
}

async function noteParsed({ path, bytes }: Tree): Promise<void> {
  const parsed = await parsedOf(path);
  const share = ((100 * parsed.bytes) / bytes).toFixed(1);
  note(`parsed: ${parsed.files} files, ${megabytes(parsed.bytes)}, ${share} % of all bytes`);
}

/** Undefined where QSCAN_DIR is not set or not built. */
function qscan(path: string, output: string): Command | undefined {
  const checkout = process.env.QSCAN_DIR;
  if (checkout === undefined) return undefined;
  const cli = join(checkout, "packages", "qscan", "dist", "cli.js");
  if (!existsSync(cli)) return undefined;
  const flags = ["--concurrency", String(THREADS), "--format", "json", "--no-config-file", "-o", `${output}.qscan`];
  // Exit code 1: it has findings.
  return { name: "qscan", argv: [process.execPath, cli, path, ...flags], exitCodes: [0, 1] };
}

function resultOf(path: string): { readonly findings: number; readonly coverage: string } {
  const { findings, coverage } = JSON.parse(readFileSync(path, "utf8")) as {
    findings: unknown[];
    coverage: { present: number; scanned: number; failed: number };
  };
  const { present, scanned, failed } = coverage;
  return { findings: findings.length, coverage: `${scanned} scanned and ${failed} failed of ${present} present` };
}
