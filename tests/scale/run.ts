/**
 * `npm run test:scale [-- model|heads|cluster|embedded] [-- FILES …]`: plans repositories of 10,000 to 10,000,000 paths with the real
 * services and prints what that took; with `heads`, checks very many that have not changed. README.md says what is in it.
 * Exit code 1 where the ledger does not hold everything,
 * or the coordinator's memory passes its bound.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { against, heading, mebibytes, megabytes, note, seconds } from "../bench/report.ts";
import type { DeploymentName } from "../load/deployment.ts";
import { printHeads } from "./heads.ts";
import { describeProcess, type PlanFigures, planOn } from "./plan.ts";
import { printModel } from "./predict.ts";
import { makeSourceRepository, makeTreeRepository, type ScaleRepository } from "./repositories.ts";

const TREES = [10_000, 100_000, 1_000_000, 10_000_000];
const SOURCES = 500_000;
const MAX_COORDINATOR_BYTES = 512 * 2 ** 20;
const TARGET_FILES_PER_SECOND = 50_000;
const workers = Number(process.env.SCALE_WORKERS ?? 0);
const coordinators = Number(process.env.SCALE_COORDINATORS ?? 1);

interface Case {
  readonly what: string;
  readonly make: (path: string) => Promise<ScaleRepository>;
}

const tree = (files: number): Case => ({
  what: `${files.toLocaleString("en")} paths of few contents`,
  make: (path) => makeTreeRepository(path, files),
});
const sources = (files: number): Case => ({
  what: `${files.toLocaleString("en")} different sources`,
  make: (path) => makeSourceRepository(path, files),
});

async function run(name: DeploymentName, { what, make }: Case, root: string): Promise<PlanFigures> {
  heading(`${name}: ${what}`);
  const path = join(root, "repository.git");
  try {
    const begun = performance.now();
    const repository = await make(path);
    note(`made in ${seconds((performance.now() - begun) / 1000)}; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    const figures = await planOn(name, root, repository, { profile: process.env.SCALE_PROFILE, coordinators, workers });
    print(figures);
    check(figures, repository);
    return figures;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function print(figures: PlanFigures): void {
  const { files, pages, units, contents, occurrences } = figures;
  note(
    `planned in ${seconds(figures.seconds)}; ${pages} pages, ${occurrences} occurrences, ${units} units of ${contents} contents; ` +
      `database ${megabytes(figures.databaseBytes)}, ${(figures.databaseBytes / files).toFixed(0)} bytes a file`,
  );
  for (const service of figures.services) note(describeProcess(service));
  for (const [server, cpu] of figures.servers) note(`${server}: ${cpu.toFixed(1)} s CPU`);
  if (figures.databaseSeconds !== undefined) note(`statements: ${seconds(figures.databaseSeconds)}`);
  if (figures.finishSeconds !== undefined) note(`from the last result to the end: ${seconds(figures.finishSeconds)}`);
  const own = figures.services.filter(({ name }) => name.startsWith("coordinator"));
  const cpu = own.reduce((sum, each) => sum + each.cpu + each.childrenCpu, 0);
  const all = figures.services.reduce((sum, each) => sum + each.cpu + each.childrenCpu, 0);
  const servers = [...figures.servers.values()].reduce((sum, each) => sum + each, 0);
  const perSecond = (seconds: number) => Math.round(files / seconds).toLocaleString("en");
  note(
    `${perSecond(cpu)} files for a CPU second of coordinators and git, ${perSecond(all + servers)} of all processes`,
  );
  const rate = files / figures.seconds;
  against(
    "target",
    `${TARGET_FILES_PER_SECOND.toLocaleString("en")} files/s planned`,
    `${Math.round(rate).toLocaleString("en")} files/s`,
    rate >= TARGET_FILES_PER_SECOND,
  );
}

function check(figures: PlanFigures, { files, contents }: ScaleRepository): void {
  const fail = (message: string) => {
    console.log(`FAILED: ${message}`);
    process.exitCode = 1;
  };
  if (figures.occurrences !== files) fail(`${figures.occurrences} of ${files} paths are in the ledger`);
  if (figures.contents !== contents) fail(`units hold ${figures.contents} of ${contents} contents`);
  if (figures.withoutUnit > 0) fail(`${figures.withoutUnit} contents are in no unit`);
  for (const { name, peak } of figures.services) {
    if (!name.startsWith("coordinator") || peak < MAX_COORDINATOR_BYTES) continue;
    fail(`${name} took ${mebibytes(peak)}, more than ${mebibytes(MAX_COORDINATOR_BYTES)}`);
  }
}

const asked = process.argv.slice(2);
if (asked.includes("heads")) {
  const repositories = asked.map(Number).find((number) => number > 0);
  await printHeads(repositories);
  process.exit();
}
if (asked.includes("model")) {
  await printModel();
  process.exit();
}
const deployments = (["cluster", "embedded"] as const).filter((name) => asked.includes(name));
const sizes = asked.filter((word) => /^\d+$/.test(word)).map(Number);
const unknown = asked.filter((word) => !/^(?:cluster|embedded|sources|\d+)$/.test(word));
if (unknown.length > 0) {
  console.error(
    `nothing is called ${unknown.join(", ")}: say model, cluster, embedded, sources, heads, or how many files`,
  );
  process.exit(2);
}
const cases = asked.includes("sources")
  ? (sizes.length > 0 ? sizes : [SOURCES]).map(sources)
  : [...(sizes.length > 0 ? sizes : TREES).map(tree), ...(sizes.length > 0 ? [] : [sources(SOURCES)])];

const root = mkdtempSync(join(tmpdir(), "pqc-audit-scale-"));
try {
  for (const name of deployments.length > 0 ? deployments : (["cluster", "embedded"] as const)) {
    mkdirSync(root, { recursive: true });
    const all: PlanFigures[] = [];
    for (const each of cases) all.push(await run(name, each, root));
    for (const service of all[0]?.services ?? []) {
      const peaks = all.map(
        ({ services }) => services.find((other) => other.name === service.name)?.peak ?? Number.NaN,
      );
      note(`${name}, ${service.name}: peak ${peaks.map(mebibytes).join(", ")}`);
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
