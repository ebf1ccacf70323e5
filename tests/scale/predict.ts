/**
 * `npm run test:scale -- model`: measures what a unit of a large repository takes with one worker, and with two
 * what a worker takes beside its units; says what that means for 1, 2 and 4 workers on this machine, runs those, and then
 * what it means where everybody has cores of his own.
 */
import { availableParallelism } from "node:os";
import { type ClusterScan, scanThroughCluster } from "../bench/cluster.ts";
import { absent, heading, note, seconds, table } from "../bench/report.ts";
import { bareRepositoryOf, linux } from "../bench/trees.ts";
import { type Demand, enoughWorkers, type Installation, predict } from "./model.ts";

const CHECKED = [1, 2, 4];
const WORKERS = [1, 2, 4, 10, 20, 50, 100, 200, 500, 1_000];
/** How often the calibrated repository, for a scan that lasts: ten million files. */
const LARGE_FILES = 10_000_000;

/** Everybody on cores of his own: what the chart asks for by default, and 10 Gbit/s. */
const OWN: Installation = {
  workers: 1,
  coresOfWorker: 2,
  coordinators: 1,
  coresOfCoordinator: 2,
  aggregators: 2,
  coresOfAggregator: 2,
  coresOfDatabase: 4,
  bandwidth: 1_250_000_000,
};

export async function printModel(): Promise<void> {
  heading("from one worker to a thousand");
  const tree = linux();
  if ("what" in tree) {
    absent(tree.what, tree.remedy);
    return;
  }
  const repository = bareRepositoryOf(tree);
  const measured = new Map<number, ClusterScan>();
  for (const workers of CHECKED) measured.set(workers, await scanThroughCluster(repository, { workers }));
  const [one, two] = [measured.get(1), measured.get(2)];
  if (!one || !two) return;
  const here = { ...OWN, shared: availableParallelism() };
  const demand = calibrated(one, two, tree.files, here);
  printDemand(demand);
  printChecked(demand, here, measured);
  const large = { ...demand, files: LARGE_FILES, units: (demand.units * LARGE_FILES) / tree.files };
  printPredicted(`one repository of ${LARGE_FILES.toLocaleString("en")} such files`, large, OWN);
  printPredicted("as many in the repositories of an organisation, with eight coordinators", large, {
    ...OWN,
    coordinators: 8,
    aggregators: 4,
    coresOfDatabase: 16,
  });
}

/** `fixed` is what is left of the clock of the scan with one worker; `warmUp` is what two took more for the same units. */
function calibrated(one: ClusterScan, two: ClusterScan, files: number, here: Installation): Demand {
  const { services, servers, units, packedBytes, wall } = one;
  const perUnit = (taken: number) => taken / units;
  const of = (name: string) => {
    const { own = 0, children = 0, main = 0 } = services.get(name) ?? {};
    return { serial: perUnit(main), other: perUnit(own - main + children) };
  };
  const warmUp = Math.max(0, workerSeconds(two) - workerSeconds(one));
  const server = (name: string) => perUnit(servers.get(name) ?? 0);
  const demand: Demand = {
    units,
    files,
    worker: perUnit(workerSeconds(one) - warmUp),
    warmUp,
    coordinator: of("coordinator"),
    aggregator: of("aggregator"),
    database: server("PostgreSQL"),
    queue: server("nats-server"),
    store: server("S3 server"),
    bytes: perUnit(packedBytes),
    fixed: 0,
  };
  return { ...demand, fixed: Math.max(0, wall - predict(demand, here).wall) };
}

function workerSeconds({ services }: ClusterScan): number {
  const workers = [...services].filter(([name]) => name.startsWith("worker"));
  return workers.reduce((sum, [, { own, children }]) => sum + own + children, 0);
}

function printDemand({
  units,
  files,
  worker,
  warmUp,
  coordinator,
  aggregator,
  database,
  queue,
  store,
  bytes,
  fixed,
}: Demand): void {
  const ms = (taken: number) => `${(1_000 * taken).toFixed(1)} ms`;
  note(
    `${units} units of ${(files / units).toFixed(0)} files and ${(bytes / 1e6).toFixed(2)} MB; ${seconds(fixed)} besides; a worker warms up in ${seconds(warmUp)} of CPU`,
  );
  table([
    ["a unit takes of", "CPU", "of that its main thread"],
    ["worker", ms(worker), ""],
    ["coordinator and git", ms(coordinator.serial + coordinator.other), ms(coordinator.serial)],
    ["aggregator", ms(aggregator.serial + aggregator.other), ms(aggregator.serial)],
    ["PostgreSQL", ms(database), ""],
    ["nats-server", ms(queue), ""],
    ["S3 server", ms(store), ""],
  ]);
}

function printChecked(demand: Demand, here: Installation, measured: ReadonlyMap<number, ClusterScan>): void {
  const rows = [["workers, on this machine", "predicted", "measured", "predicted / measured"]];
  for (const [workers, { wall }] of measured) {
    const predicted = predict(demand, { ...here, workers }).wall;
    rows.push([String(workers), seconds(predicted), seconds(wall), (predicted / wall).toFixed(2)]);
  }
  table(rows);
  note("calibrated with the first, and with the CPU seconds of the second's workers; the third was not");
}

function printPredicted(what: string, demand: Demand, on: Installation): void {
  const rows = [[what, "wall", "files/s", "workers busy", "narrowest", "cost"]];
  for (const workers of WORKERS) {
    const { wall, bound, busy, cost } = predict(demand, { ...on, workers });
    const rate = Math.round(demand.files / wall).toLocaleString("en");
    rows.push([
      `${workers} workers`,
      seconds(wall),
      rate,
      `${(100 * busy).toFixed(0)} %`,
      bound,
      `$${cost.toFixed(2)}`,
    ]);
  }
  table(rows);
  const enough = enoughWorkers(demand, on, WORKERS.at(-1) ?? 1);
  if (enough) note(`from ${enough.workers} workers on the ${enough.bound} decides`);
}
