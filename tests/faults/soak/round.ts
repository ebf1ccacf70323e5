/** One round: files change, a scan is submitted, the nemesis strikes and heals, and then everything must be as it should. */
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { expect } from "vitest";
import type { FaultLine } from "../fault-case.ts";
import { checkInvariants, type Observed, observe } from "../invariants.ts";
import type { ChangingRepository } from "./changing-repository.ts";
import type { SoakCluster } from "./cluster.ts";
import type { History } from "./history.ts";
import type { Nemesis } from "./nemesis.ts";
import { type Round, textOf } from "./schedule.ts";
import { Submissions } from "./submissions.ts";

export interface Stage {
  readonly cluster: SoakCluster;
  readonly nemesis: Nemesis;
  readonly repository: ChangingRepository;
  /** What the direct road found. */
  readonly oracle: AuditResult;
  readonly history: History;
}

/** From the moment that all is healed. */
const finishedWithinMs = 120_000;

export async function runRound(round: Round, stage: Stage): Promise<FaultLine & { readonly scans: number }> {
  const { cluster, nemesis, repository, oracle, history } = stage;
  const { rig } = cluster;
  const started = performance.now();
  const changed = repository.change(round.changedEvery);
  history.add(`round ${round.number}: ${changed} files changed`);
  const before = await observe(rig);
  const submissions = new Submissions(rig, repository.url, history);
  await submissions.submit();
  if (round.from === "first unit") await firstUnit(stage, submissions.scanId);
  await nemesis.strike(round.steps, submissions);
  history.add("all is healed");
  const result = await rig.finished(submissions.scanId, finishedWithinMs);
  const healed = performance.now();
  for (const scanId of submissions.scans.slice(0, -1)) await checkGivenUp(stage, scanId);
  await checkInvariants(rig, submissions.scanId, result, { ...oracle, maySplit: true });
  expect(await cluster.dead(), "no service ends by itself").toEqual([]);
  history.add(`round ${round.number} is well, ${((performance.now() - healed) / 1_000).toFixed(1)} s after its scan`);
  return {
    id: String(round.number),
    fault: `from ${round.from}: ${round.steps.map((step) => `${(step.atMs / 1_000).toFixed(1)} s ${textOf(step)}`).join("; ")}`,
    ...since(before, await observe(rig)),
    digestEqual: true,
    seconds: (performance.now() - started) / 1_000,
    scans: submissions.scans.length,
  };
}

function firstUnit({ cluster: { rig } }: Stage, scanId: string): Promise<unknown> {
  const units = "select count(*) from unit where scan_id = $1 and state = 'committed'";
  return rig.until("a unit is committed", async () => (await rig.count(units, scanId)) > 0, finishedWithinMs);
}

/** Cancelled, or completed before it could be: then it is as good as any other. */
async function checkGivenUp({ cluster: { rig }, oracle }: Stage, scanId: string): Promise<void> {
  const { state } = await rig.ask<{ state: string }>(`/api/v1/scans/${scanId}`);
  if (state === "cancelled") {
    const active = await rig.count(
      "select count(*) from unit where scan_id = $1 and state in ('planned', 'published', 'started')",
      scanId,
    );
    expect(active, "units of a cancelled scan").toBe(0);
  } else {
    const result = await rig.finished(scanId, 1_000);
    await checkInvariants(rig, scanId, result, { ...oracle, maySplit: true });
  }
}

/** Counters of processes that were killed began again. */
function since(before: Observed, after: Observed): Observed {
  return {
    redelivered: after.redelivered - before.redelivered,
    duplicates: Math.max(0, after.duplicates - before.duplicates),
  };
}
