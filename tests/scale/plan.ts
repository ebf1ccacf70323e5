/** Plans a repository with the services' own processes and says what that took. */
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "@pqc-audit/aggregator/store/store.ts";
import { mebibytes } from "../bench/report.ts";
import { Api, jsonOf } from "../load/api.ts";
import { type Deployment, type DeploymentName, startDeployment } from "../load/deployment.ts";
import { cpuSeconds, familyCpu, peakBytes } from "../servers/usage.ts";
import { activeMs, databaseBytes, finishedScan, type PlannedScan, plannedScan, withoutUnit } from "./ledger.ts";
import type { ScaleRepository } from "./repositories.ts";

/** What one process did until the plan was sealed. */
export interface ProcessFigures {
  readonly name: string;
  readonly cpu: number;
  /** Of git, which lists and reads for the coordinator. */
  readonly childrenCpu: number;
  readonly peak: number;
}

export interface PlanFigures extends PlannedScan {
  readonly files: number;
  readonly services: readonly ProcessFigures[];
  /** CPU seconds of each server below them. */
  readonly servers: ReadonlyMap<string, number>;
  /** Seconds that PostgreSQL was at statements. */
  readonly databaseSeconds?: number;
  readonly databaseBytes: number;
  /** Occurrences whose content is in no unit. */
  readonly withoutUnit: number;
  /** Seconds from the last result to the end, where something scans. */
  readonly finishSeconds?: number;
}

const LOOK_EVERY_MS = 100;

export interface PlanOptions {
  readonly profile?: string | undefined;
  /** Of a cluster: all of them plan the ranges of one tree. */
  readonly coordinators: number;
  /** Workers of a cluster; with any the scan is followed to its end, as it always is in the embedded service. */
  readonly workers: number;
}

export async function planOn(
  name: DeploymentName,
  root: string,
  repository: ScaleRepository,
  { profile, coordinators, workers }: PlanOptions,
): Promise<PlanFigures> {
  const deployment = await startDeployment(name, root, { profile, coordinators, workers });
  try {
    const store = await openStore({
      ...deployment.database,
      ...(name === "cluster" && { statementTimeoutMs: 3_600_000 }),
    });
    try {
      const before = (await activeMs(store)) ?? 0;
      const scanId = await submit(deployment, repository.url);
      let planned: PlannedScan | undefined;
      while (planned === undefined) {
        await sleep(LOOK_EVERY_MS);
        planned = await plannedScan(store, scanId);
      }
      const used = usageOf(deployment);
      const scanned = name === "embedded" || workers > 0;
      let finished: Awaited<ReturnType<typeof finishedScan>>;
      while (scanned && finished === undefined) {
        await sleep(LOOK_EVERY_MS);
        finished = await finishedScan(store, scanId);
      }
      if (finished && finished.state !== "completed")
        throw new Error(`the scan of ${repository.url} is ${finished.state}`);
      const active = await activeMs(store);
      return {
        ...planned,
        ...(scanned ? usageOf(deployment) : used),
        files: repository.files,
        ...(active !== undefined && { databaseSeconds: (active - before) / 1000 }),
        databaseBytes: await databaseBytes(store),
        withoutUnit: await withoutUnit(store, scanId),
        ...(finished && { finishSeconds: finished.seconds }),
      };
    } finally {
      await store.close();
    }
  } finally {
    await deployment.stop();
  }
}

function usageOf({ services, servers }: Deployment): Pick<PlanFigures, "services" | "servers"> {
  return {
    services: services.map(({ name, pid }) => {
      const { own, children } = cpuSeconds(pid);
      return { name, cpu: own, childrenCpu: children, peak: peakBytes(pid) ?? Number.NaN };
    }),
    servers: new Map(servers.map(({ name, pid }) => [name, familyCpu(pid)])),
  };
}

async function submit({ url, token }: Deployment, target: string): Promise<string> {
  const api = new Api(url, token);
  try {
    const answer = await api.ask("/api/v1/scans", { target });
    if (answer.status !== 202) throw new Error(`the submission was answered ${answer.status}: ${answer.bytes}`);
    return jsonOf<{ id: string }>(answer).id;
  } finally {
    api.close();
  }
}

export function describeProcess({ name, cpu, childrenCpu, peak }: ProcessFigures): string {
  const git = childrenCpu > 0 ? ` and ${childrenCpu.toFixed(1)} s of git` : "";
  return `${name}: peak ${mebibytes(peak)}, ${cpu.toFixed(1)} s CPU${git}`;
}
