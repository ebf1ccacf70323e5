/** The prefilter alone, on one thread, against ripgrep on one thread. */
import { closeSync, openSync, readSync } from "node:fs";
import { Prefilter } from "@pqc-audit/scanner/prefilter/prefilter.ts";
import { catalogueAnchors, manyAnchors, withAnchorFile } from "./anchors.ts";
import { median, runOnce } from "./measure.ts";
import type { Ratio } from "./ratios.ts";
import { absent, heading, note, seconds, table } from "./report.ts";
import { hasRipgrep, RIPGREP_REMEDY, ripgrep } from "./ripgrep.ts";
import { filesUnder, linux, openjdk, type Tree } from "./trees.ts";

const RUNS = 3;
const BATCH_BYTES = 8 * 1024 * 1024;
const GAP = 16;

export async function kernel(): Promise<readonly Ratio[]> {
  const ratios: Ratio[] = [];
  heading("prefilter kernel, one thread");
  note("CPU seconds: what the kernel alone takes, what it takes with reading the files, what rg -j1 takes in all");
  if (!hasRipgrep) absent("rg", RIPGREP_REMEDY);
  for (const tree of [linux(), openjdk()]) {
    if ("what" in tree) absent(tree.what, tree.remedy);
    else ratios.push(...(await onTree(tree)));
  }
  return ratios;
}

async function onTree(tree: Tree): Promise<readonly Ratio[]> {
  const ratios: Ratio[] = [];
  note(`${tree.name}: ${tree.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB`);
  const rows = [["anchors", "hits", "kernel", "MB/s", "with reads", "MB/s", "rg -j1", "with reads : rg"]];
  for (const anchors of [catalogueAnchors(), manyAnchors(500), manyAnchors(2000)]) {
    if (!anchors) {
      absent("OpenSSL's headers (for more anchors)", "install libssl-dev");
      break;
    }
    const { hits, kernelSeconds, allSeconds } = medianPass(tree, anchors);
    const other = await withAnchorFile(anchors, (path) =>
      hasRipgrep
        ? median(Array.from({ length: RUNS }, () => runOnce(ripgrep(1, path, tree.path)).cpu ?? Number.NaN))
        : Number.NaN,
    );
    if (!Number.isNaN(other)) {
      const name = `kernel of ${tree.name}, ${sizeOf(anchors)} anchors, with reads, CPU`;
      ratios.push({ name, against: "rg -j1", value: allSeconds / other });
    }
    rows.push([
      String(anchors.length),
      String(hits),
      seconds(kernelSeconds),
      rate(tree, kernelSeconds),
      seconds(allSeconds),
      rate(tree, allSeconds),
      Number.isNaN(other) ? "-" : seconds(other),
      Number.isNaN(other) ? "-" : `x ${(allSeconds / other).toFixed(2)}`,
    ]);
  }
  table(rows);
  return ratios;
}

/** The catalogue grows; it is the same ratio all the same. */
function sizeOf(anchors: readonly string[]): string {
  return anchors.length === catalogueAnchors().length ? "the catalogue's" : String(anchors.length);
}

/** CPU time is counted in steps of several milliseconds: less than a few of them gives no rate. */
function rate(tree: Tree, cpu: number): string {
  return cpu < 0.02 ? "-" : (tree.bytes / 1e6 / cpu).toFixed(0);
}

interface Pass {
  readonly hits: number;
  readonly kernelSeconds: number;
  readonly allSeconds: number;
}

function medianPass(tree: Tree, anchors: readonly string[]): Pass {
  const passes = Array.from({ length: RUNS }, () => pass(tree, anchors));
  return {
    hits: passes[0]?.hits ?? 0,
    kernelSeconds: median(passes.map((each) => each.kernelSeconds)),
    allSeconds: median(passes.map((each) => each.allSeconds)),
  };
}

/** As a scanning thread does it: many files in one region, one scan per batch. */
function pass(tree: Tree, anchors: readonly string[]): Pass {
  const paths = filesUnder(tree.path);
  const prefilter = Prefilter.create(anchors);
  let region = prefilter.reserve(BATCH_BYTES);
  let used = 0;
  let hits = 0;
  let kernelSeconds = 0;
  const begun = cpuSeconds();
  const flush = () => {
    const before = cpuSeconds();
    prefilter.scan({ from: 0, to: used }, () => {
      hits++;
    });
    kernelSeconds += cpuSeconds() - before;
    used = 0;
  };
  for (const path of paths) {
    const descriptor = openSync(path, "r");
    for (;;) {
      // Never a full region: the end of a file shows in a read that gives nothing.
      if (used + GAP + 1 >= region.length) region = prefilter.reserve(region.length + BATCH_BYTES);
      const count = readSync(descriptor, region, used, region.length - GAP - used, null);
      if (count === 0) break;
      used += count;
    }
    closeSync(descriptor);
    region.fill(0, used, used + GAP);
    used += GAP;
    if (used > BATCH_BYTES * 0.75) flush();
  }
  flush();
  return { hits, kernelSeconds, allSeconds: cpuSeconds() - begun };
}

function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
