/** One scan through the cluster's real processes on an empty ledger, and what each of them took. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { openStore } from "@pqc-audit/aggregator/store/store.ts";
import { sql } from "kysely";
import { Api, jsonOf } from "../load/api.ts";
import { type Deployment, startDeployment } from "../load/deployment.ts";
import { cpuSeconds, familyCpu, peakBytes, threadUsage } from "../servers/usage.ts";
import { BUNDLED } from "./command.ts";
import { GitUsage } from "./git-usage.ts";
import { microseconds, type Span } from "./stages.ts";

/** CPU seconds of one process while the scan ran. */
export interface ProcessTaken {
  readonly own: number;
  readonly children: number;
  readonly main: number;
  /** Of threads beside the main one, by their names. */
  readonly threads: ReadonlyMap<string, number>;
  /** Bytes that were resident at most, since it began. */
  readonly peak: number;
}

export interface ClusterScan {
  /** Seconds from the claim to the end. */
  readonly wall: number;
  /** All processes together. */
  readonly cpu: number;
  readonly services: ReadonlyMap<string, ProcessTaken>;
  readonly servers: ReadonlyMap<string, number>;
  /** CPU seconds of the coordinator's git, by command. */
  readonly git: ReadonlyMap<string, number>;
  readonly units: number;
  /** Mean seconds of a unit from its publish to a worker's begin. */
  readonly queueWait: number;
  /** Mean seconds from the begin to the receipt. */
  readonly unitSeconds: number;
  readonly packedBytes: number;
  readonly findings: number;
  readonly during: Span;
}

const LOOK_EVERY_MS = 200;

/**
 * As installed. `profile`: folder for CPU profiles, one below it for each service; with it the scan takes longer, and runs
 * from the sources, by whose names a profile tells stages.
 */
export async function scanThroughCluster(
  repository: string,
  { workers, profile }: { readonly workers: number; readonly profile?: string },
): Promise<ClusterScan> {
  const deployment = await startDeployment("cluster", dirname(repository), {
    workers,
    profile,
    command: profile === undefined ? BUNDLED : undefined,
  });
  try {
    return await measured(deployment, pathToFileURL(repository).href);
  } finally {
    await deployment.stop();
  }
}

async function measured(deployment: Deployment, target: string): Promise<ClusterScan> {
  const before = usageOf(deployment);
  const coordinator = deployment.services.find(({ name }) => name === "coordinator");
  const git = new GitUsage(coordinator?.pid ?? 0);
  const from = microseconds();
  const scan = await finished(deployment, target);
  const during = { from, to: microseconds() };
  const seen = git.stop();
  const after = usageOf(deployment);
  const services = new Map(
    [...after.services].map(([name, now]) => [name, difference(now, before.services.get(name) ?? NOTHING)]),
  );
  const servers = new Map([...after.servers].map(([name, cpu]) => [name, cpu - (before.servers.get(name) ?? 0)]));
  const cpu =
    [...services.values()].reduce((sum, { own, children }) => sum + own + children, 0) +
    [...servers.values()].reduce((sum, each) => sum + each, 0);
  return { ...scan, cpu, services, servers, git: seen, during };
}

type Ended = Pick<ClusterScan, "wall" | "units" | "queueWait" | "unitSeconds" | "packedBytes" | "findings">;

async function finished(deployment: Deployment, target: string): Promise<Ended> {
  const api = new Api(deployment.url, deployment.token);
  try {
    const submitted = await api.ask("/api/v1/scans", { target });
    if (submitted.status !== 202)
      throw new Error(`the submission was answered ${submitted.status}: ${submitted.bytes}`);
    const { id } = jsonOf<{ id: string }>(submitted);
    for (;;) {
      await sleep(LOOK_EVERY_MS);
      const scan = jsonOf<ScanAnswer>(await api.ask(`/api/v1/scans/${id}`));
      if (scan.finishedAt === undefined) continue;
      if (scan.state !== "completed") throw new Error(`the scan of ${target} is ${scan.state}: ${scan.error}`);
      const wall = (Date.parse(scan.finishedAt) - Date.parse(scan.startedAt)) / 1000;
      return { wall, findings: scan.summary?.findings ?? 0, ...(await ledgerOf(deployment, id)) };
    }
  } finally {
    api.close();
  }
}

interface ScanAnswer {
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly error?: string;
  readonly summary?: { readonly findings: number };
}

async function ledgerOf(deployment: Deployment, scanId: string) {
  const store = await openStore(deployment.database);
  try {
    const { rows } = await store.ask((db) =>
      sql<Record<"units" | "wait" | "work" | "bytes", number>>`select count(*) as units,
        avg(s.started_at - u.published_at) as wait, avg(s.ended_at - s.started_at) as work, sum(p.size) as bytes
        from unit u join unit_start s on s.unit_id = u.unit_id left join pack p on p.pack_key = u.pack_key
        where u.scan_id = ${scanId}`.execute(db),
    );
    const { units = 0, wait = 0, work = 0, bytes = 0 } = rows[0] ?? {};
    return {
      units: Number(units),
      queueWait: Number(wait) / 1000,
      unitSeconds: Number(work) / 1000,
      packedBytes: Number(bytes),
    };
  } finally {
    await store.close();
  }
}

const NOTHING: ProcessTaken = { own: 0, children: 0, main: 0, threads: new Map(), peak: 0 };

function usageOf({ services, servers }: Deployment) {
  return {
    services: new Map(services.map(({ name, pid }) => [name, takenBy(pid)])),
    servers: new Map(servers.map(({ name, pid }) => [name, familyCpu(pid)])),
  };
}

function takenBy(pid: number): ProcessTaken {
  const threads = new Map<string, number>();
  let main = 0;
  for (const [tid, { name, seconds }] of threadUsage(pid)) {
    if (tid === pid) main = seconds;
    else threads.set(name, (threads.get(name) ?? 0) + seconds);
  }
  return { ...cpuSeconds(pid), main, threads, peak: peakBytes(pid) ?? 0 };
}

function difference(now: ProcessTaken, before: ProcessTaken): ProcessTaken {
  return {
    own: now.own - before.own,
    children: now.children - before.children,
    main: now.main - before.main,
    threads: new Map([...now.threads].map(([name, seconds]) => [name, seconds - (before.threads.get(name) ?? 0)])),
    peak: now.peak,
  };
}

/** A folder for profiles that is gone afterwards. */
export async function withProfiles<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-profiles-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
