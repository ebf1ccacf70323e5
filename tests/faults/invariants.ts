/** What must hold after any fault, read from the ledger itself and from what the services say of themselves. */
import { readFile } from "node:fs/promises";
import { digestOfFindings as digestOf } from "@pqc-audit/reports/model/digest.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { expect } from "vitest";
import type { Rig, Service } from "./rig.ts";

export interface Expected {
  readonly digest: string;
  readonly coverage: AuditResult["coverage"];
  readonly findings: AuditResult["findings"];
  readonly poisoned?: Poisoned;
  /** Workers were killed so often that units may have been split; every part must be committed. */
  readonly maySplit?: boolean;
}

/** Paths that a case poisons: all of `must` and at most `may` besides are failed or quarantined. */
export interface Poisoned {
  readonly must: readonly string[];
  readonly may?: readonly string[];
}

/** No process of ours comes near this with the files of these cases. */
const memoryBoundBytes = 768 * 1024 * 1024;
const queueEmptyWithinMs = 30_000;

/** What is asked of a cluster, or of the embedded service. */
export type Checked = Pick<Rig, "until" | "messagesInStream"> & {
  readonly services: readonly Service[];
  /** One number from the ledger. */
  count(sql: string, ...values: readonly string[]): Promise<number>;
};

export async function checkInvariants(
  rig: Checked,
  scanId: string,
  result: AuditResult,
  expected: Expected,
): Promise<void> {
  const { poisoned } = expected;
  const poisonedStates = ["committed", "failed", "quarantined", "split"];
  const states = expected.maySplit ? ["committed", "split"] : ["committed"];
  await checkUnits(rig, scanId, poisoned ? poisonedStates : states);
  checkCoverage(result, expected);
  const lost = new Set(unscannable(result));
  // Where files could not be scanned, the oracle is what the direct road found in all others.
  const digest = poisoned ? digestOf(expected.findings.filter(({ path }) => !lost.has(path))) : expected.digest;
  expect(result.digest, "I3: the digest is that of the direct road").toBe(digest);
  await checkCounters(rig);
  await checkQueue(rig);
  await checkMemory(rig);
  expect([...lost], "I7: what is poisoned could not be scanned").toEqual(
    expect.arrayContaining([...(poisoned?.must ?? [])]),
  );
  const allowed = [...(poisoned?.must ?? []), ...(poisoned?.may ?? [])];
  expect(
    [...lost].filter((path) => !allowed.includes(path)),
    "I7: and nothing else",
  ).toEqual([]);
  expect(result.coverage.failed + result.coverage.quarantined, "I7: all of them are listed").toBe(lost.size);
}

function unscannable({ errors }: AuditResult): readonly string[] {
  return errors.filter((each) => each.status !== "malformed").map((each) => each.path);
}

/** I1: every planned unit is final, in one state; the plan is sealed and its pages have no gap. */
async function checkUnits(rig: Checked, scanId: string, allowed: readonly string[]): Promise<void> {
  const ended = allowed.map((state) => `'${state}'`).join(", ");
  expect(
    await rig.count(`select count(*) from unit where scan_id = $1 and state not in (${ended})`, scanId),
    "I1: every unit is final",
  ).toBe(0);
  const units = await rig.count("select count(*) from unit where scan_id = $1", scanId);
  const planned = await rig.count("select sum(units) from plan_page where scan_id = $1", scanId);
  const made = await rig.count(
    "select count(*) from unit where scan_id = $1 and (page is null or parent is not null)",
    scanId,
  );
  expect(units - made, "I1: final units are the planned units").toBe(planned);
  const pages = await rig.count("select count(*) from plan_page where scan_id = $1", scanId);
  const last = await rig.count("select max(page) + 1 from plan_page where scan_id = $1", scanId);
  const sealed = await rig.count("select pages from scan where id = $1 and sealed = 1", scanId);
  const ranges = await rig.count("select ranges from scan where id = $1", scanId);
  // Pages of a range are numbered from the number of paths before it; that all paths are there is I2.
  expect([pages, ranges > 0 ? sealed : last], "I1: the sealed plan has no gap").toEqual([sealed, sealed]);
}

/** I2: every path is accounted for once, as on the direct road. */
function checkCoverage({ coverage }: AuditResult, expected: Expected): void {
  const { present, scanned, skipped, failed, quarantined } = coverage;
  const sum = scanned + Object.values(skipped).reduce((all, count) => all + count, 0) + failed + quarantined;
  expect(sum, "I2: coverage adds up").toBe(present);
  expect(present, "I2: every path is there").toBe(expected.coverage.present);
  const innocent = failed + quarantined - (expected.poisoned?.must.length ?? failed + quarantined);
  if (innocent === 0) expect(skipped, "I2: the same is skipped").toEqual(expected.coverage.skipped);
  // A neighbour of what is poisoned may be given up before anybody saw that it would have been skipped.
  else expect(missing(expected.coverage.skipped, skipped), "I2: and no more is missing").toBeLessThanOrEqual(innocent);
  if (!expected.poisoned) expect(coverage, "I2: coverage is that of the direct road").toEqual(expected.coverage);
}

type Skipped = AuditResult["coverage"]["skipped"];

/** How many fewer were skipped, by whatever rule; endless where one rule skipped more than on the direct road. */
function missing(expected: Skipped, skipped: Skipped): number {
  const reasons = [...new Set([...Object.keys(expected), ...Object.keys(skipped)])] as (keyof Skipped)[];
  const fewer = reasons.map((reason) => (expected[reason] ?? 0) - (skipped[reason] ?? 0));
  return fewer.some((count) => count < 0) ? Number.POSITIVE_INFINITY : fewer.reduce((sum, count) => sum + count, 0);
}

/** I4: what is counted is what the ledger holds. */
async function checkCounters(rig: Checked): Promise<void> {
  const findings = await rig.count(
    "select coalesce(sum(c.findings), 0) from finding_count c join scan s on s.id = c.scan_id where s.newest = 1",
  );
  for (const aggregator of rig.services.filter(({ target }) => target === "aggregator" || target === "all")) {
    expect(await aggregator.metric("pqc_audit_findings"), "I4: findings").toBe(findings);
    expect(await aggregator.metric("pqc_audit_queue_depth"), "I4, I5: queue depth").toBe(0);
    expect(await aggregator.metric("pqc_audit_range_queue_depth"), "I5: nothing waits to be planned").toBe(0);
    expect(await aggregator.metric("pqc_audit_result_divergence_total"), "I4: no divergence").toBe(0);
  }
}

/** I5: nothing is left in the queue, delivered or not. */
async function checkQueue(rig: Checked): Promise<void> {
  await rig.until(
    "I5: the stream holds no message",
    async () => (await rig.messagesInStream()) === 0,
    queueEmptyWithinMs,
  );
}

/** I6: the most that each process ever held, from /proc where there is one. */
async function checkMemory(rig: Checked): Promise<void> {
  for (const { name, pid } of rig.services) {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const peak = Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    expect(peak, `I6: memory of ${name}`).toBeLessThan(memoryBoundBytes);
  }
}

export interface Observed {
  /** Starts of units beyond the first. */
  readonly redelivered: number;
  /** Deliveries dropped because the unit was final or superseded, and results that were there already. */
  readonly duplicates: number;
}

/** Counters of processes that were killed are gone with them. */
export async function observe(rig: Checked): Promise<Observed> {
  const redelivered = await rig.count("select count(*) - count(distinct unit_id) from unit_start");
  let duplicates = 0;
  for (const service of rig.services) {
    const count = (name: string, labels?: Readonly<Record<string, string>>) =>
      service.metric(name, labels).catch(() => 0);
    if (service.target !== "coordinator" && service.target !== "worker")
      duplicates += await count("pqc_audit_result_duplicates_total");
    if (service.target === "worker" || service.target === "all")
      duplicates += await count("pqc_audit_units_total", { outcome: "dropped" });
  }
  return { redelivered, duplicates };
}
