/**
 * A large repository through nats-server, an S3 server, PostgreSQL, aggregator, coordinator and workers, all on this
 * machine, against the command that scans the same tree in one process: where the CPU time goes that moving costs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterScan, type ProcessTaken, scanThroughCluster, withProfiles } from "./cluster.ts";
import { buildBundle, bundledPqcAudit } from "./command.ts";
import { type Command, type Cost, hasGnuTime, median, runOnce } from "./measure.ts";
import type { Ratio } from "./ratios.ts";
import { absent, against, heading, mebibytes, megabytes, note, seconds, table } from "./report.ts";
import {
  AGGREGATOR_STAGES,
  COORDINATOR_STAGES,
  GARBAGE,
  NODE,
  OTHER,
  type Span,
  type Stage,
  sharesOf,
  THREAD_STAGES,
  WORKER_STAGES,
} from "./stages.ts";
import { bareRepositoryOf, linux, type Tree } from "./trees.ts";

/** In turn; BENCH_RUNS for fewer, as one takes minutes. */
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const BRIEF_RUNS = 1;
const TARGET = 4;
const AIM = 2.5;
const ONE_TO_TWO = 0.1;
const WORKER_BYTES = 256 * 2 ** 20;
const TREE = "embedded, the tree";
const REPOSITORY = "embedded, the repository";
const ONE = "cluster, 1 worker";
const TWO = "cluster, 2 workers";

export async function distributed(brief: boolean): Promise<readonly Ratio[]> {
  heading("a large repository through the cluster");
  const tree = linux();
  if ("what" in tree) {
    absent(tree.what, tree.remedy);
    return [];
  }
  await buildBundle();
  const folder = mkdtempSync(join(tmpdir(), "bench-distributed-"));
  try {
    return await compare(tree, bareRepositoryOf(tree), join(folder, "result.json"), brief);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(tree: Tree, repository: string, output: string, brief: boolean): Promise<readonly Ratio[]> {
  const args = ["--format", "json", "--output", output, "--workers", "2", "--no-cache", "--quiet"];
  const commands: readonly Command[] = [
    { name: TREE, argv: bundledPqcAudit("scan", tree.path, ...args) },
    { name: REPOSITORY, argv: bundledPqcAudit("scan", repository, ...args) },
  ];
  const costs = new Map<string, Cost[]>();
  const scans = new Map<string, ClusterScan[]>();
  const put = <T>(all: Map<string, T[]>, name: string, one: T) => all.set(name, [...(all.get(name) ?? []), one]);
  for (let run = 0; run < (brief ? BRIEF_RUNS : RUNS); run++) {
    for (const command of commands) put(costs, command.name, runOnce(command));
    put(scans, ONE, await scanThroughCluster(repository, { workers: 1 }));
    put(scans, TWO, await scanThroughCluster(repository, { workers: 2 }));
  }
  const middle = new Map([...scans].map(([name, all]) => [name, medianScan(all)]));
  const [one, two] = [middle.get(ONE), middle.get(TWO)];
  if (!one || !two) return [];
  note(
    `${tree.files} files, ${megabytes(tree.bytes)}; ${two.units} units, packs of ${megabytes(two.packedBytes)} in all`,
  );
  const ratios = printCosts(costs, middle);
  printProcesses(two);
  printQueue(one, two);
  if (!brief) await printStages(repository, two);
  printWorkers(tree.files, one, two);
  return ratios;
}

/** Wall and CPU of each road against the command on the tree. */
function printCosts(
  costs: ReadonlyMap<string, readonly Cost[]>,
  scans: ReadonlyMap<string, ClusterScan>,
): readonly Ratio[] {
  const rows = [["", "wall", "CPU", "wall ratio", "CPU ratio"]];
  const all = new Map<string, { readonly wall: number; readonly cpu: number }>(scans);
  for (const [name, of] of costs) {
    all.set(name, { wall: median(of.map(({ wall }) => wall)), cpu: median(of.map(({ cpu }) => cpu ?? Number.NaN)) });
  }
  const base = all.get(TREE) ?? { wall: Number.NaN, cpu: Number.NaN };
  const ratios: Ratio[] = [];
  for (const name of [TREE, REPOSITORY, ONE, TWO]) {
    const { wall, cpu } = all.get(name) ?? base;
    const [slower, dearer] = [wall / base.wall, cpu / base.cpu];
    rows.push([name, seconds(wall), seconds(cpu), `x ${slower.toFixed(2)}`, `x ${dearer.toFixed(2)}`]);
    if (name === TREE) continue;
    ratios.push({ name: `distributed, ${name}, wall`, against: TREE, value: slower });
    if (hasGnuTime) ratios.push({ name: `distributed, ${name}, CPU`, against: TREE, value: dearer });
  }
  table(rows);
  const times = ratios.find(({ name }) => name === `distributed, ${TWO}, wall`)?.value ?? Number.NaN;
  against("target", `at most ${TARGET} times the command (aim ${AIM})`, `${times.toFixed(2)} times`, times <= TARGET);
  return ratios;
}

function printProcesses({ services, servers, git, cpu }: ClusterScan): void {
  const rows = [["CPU seconds of", "own", "main thread", "other threads", "git", "peak memory"]];
  const show = (value: number) => value.toFixed(2);
  for (const [name, { own, main, threads, children, peak }] of services) {
    const others = [...threads]
      .filter(([, taken]) => taken >= 0.05)
      .map(([thread, taken]) => `${thread} ${show(taken)}`);
    const git = children > 0 ? show(children) : "";
    rows.push([name, show(own), show(main), others.join(", "), git, mebibytes(peak)]);
  }
  for (const [name, taken] of servers) rows.push([name, show(taken), "", "", "", ""]);
  table(rows);
  const commands = [...git].filter(([, taken]) => taken >= 0.05).sort(([, a], [, b]) => b - a);
  note(`git by command: ${commands.map(([name, taken]) => `${name} ${show(taken)}`).join(", ")}`);
  note(`all together ${seconds(cpu)}`);
  const peak = Math.max(...[...services].flatMap(([name, { peak }]) => (name.startsWith("worker") ? [peak] : [])));
  against("target", `a worker below ${mebibytes(WORKER_BYTES)}`, mebibytes(peak), peak < WORKER_BYTES);
}

function printQueue(one: ClusterScan, two: ClusterScan): void {
  for (const [name, { queueWait, unitSeconds }] of [
    [ONE, one],
    [TWO, two],
  ] as const) {
    note(
      `${name}: a unit waits ${seconds(queueWait)} from its publish to its begin, and takes ${seconds(unitSeconds)} from there to its receipt`,
    );
  }
}

/** Shares come from a run with profiles, seconds from those without. */
async function printStages(repository: string, { services, servers, git }: ClusterScan): Promise<void> {
  const rows = [["stage", "CPU seconds", "where"]];
  const stage = (name: string, taken: number, where: string) => {
    if (taken >= 0.05) rows.push([name, taken.toFixed(2), where]);
  };
  for (const [command, name] of GIT_STAGES) stage(name, git.get(command) ?? 0, `git ${command}`);
  await withProfiles(async (profile) => {
    const { during } = await scanThroughCluster(repository, { workers: 2, profile });
    const of = (service: string): ProcessTaken | undefined => services.get(service);
    for (const [service, stages] of MAIN_STAGES) {
      const main = of(service)?.main ?? 0;
      for (const [name, share] of shares(join(profile, service), true, stages, during)) {
        stage(name, share * main, `${service}, main thread`);
      }
      for (const [thread, taken] of of(service)?.threads ?? []) {
        if (SCANNING.test(thread) && service.startsWith("worker")) {
          for (const [name, share] of shares(join(profile, service), false, THREAD_STAGES, during)) {
            stage(name, share * taken, `${service}, scanning thread`);
          }
        } else stage(threadStage(service, thread), taken, `${service}, ${thread}`);
      }
    }
  });
  for (const [name, taken] of servers) stage(SERVER_STAGES[name] ?? OTHER, taken, name);
  table(rows);
}

const GIT_STAGES: readonly (readonly [string, string])[] = [
  ["upload-pack", "git server"],
  ["pack-objects", "git server"],
  ["fetch", "fetch"],
  ["index-pack", "fetch"],
  ["rev-list", "fetch"],
  ["ls-tree", "enumerate"],
  ["cat-file", "read"],
];
const MAIN_STAGES: readonly (readonly [string, readonly Stage[]])[] = [
  ["coordinator", COORDINATOR_STAGES],
  ["worker-1", WORKER_STAGES],
  ["worker-2", WORKER_STAGES],
  ["aggregator", AGGREGATOR_STAGES],
];
const SERVER_STAGES: Readonly<Record<string, string>> = {
  PostgreSQL: "commit",
  "nats-server": "queue",
  "S3 server": "upload and download",
};
/** How the pool names the threads that scan, and Node those that compress and hash for it. */
const SCANNING = /^scan$/;
const COMPRESSING = /libuv/i;

function threadStage(service: string, thread: string): string {
  if (!COMPRESSING.test(thread)) return GARBAGE;
  if (service === "coordinator") return "pack";
  return service.startsWith("worker") ? "unpack" : OTHER;
}

function shares(
  folder: string,
  main: boolean,
  stages: readonly Stage[],
  during: Span,
): readonly (readonly [string, number])[] {
  const order = [...stages.map(({ name }) => name), OTHER, GARBAGE, NODE];
  return [...sharesOf(folder, { main, stages, during })].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

function printWorkers(files: number, one: ClusterScan, two: ClusterScan): void {
  const rate = ({ services }: ClusterScan) => {
    const workers = [...services].filter(([name]) => name.startsWith("worker"));
    return files / workers.reduce((sum, [, { own, children }]) => sum + own + children, 0);
  };
  const [alone, both] = [rate(one), rate(two)];
  const change = both / alone - 1;
  against(
    "target",
    `files per CPU second of the workers, 1 to 2: within ${ONE_TO_TWO * 100} %`,
    `${alone.toFixed(0)} and ${both.toFixed(0)} (${change >= 0 ? "+" : ""}${(change * 100).toFixed(1)} %)`,
    change >= -ONE_TO_TWO,
  );
}

/** Of the scan whose CPU time is in the middle, whole, so that its parts add up. */
function medianScan(scans: readonly ClusterScan[]): ClusterScan {
  const sorted = scans.toSorted((a, b) => a.cpu - b.cpu);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error("nothing was measured");
  return { ...middle, wall: median(scans.map(({ wall }) => wall)) };
}
