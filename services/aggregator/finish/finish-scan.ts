/** From `joining` to the end: coverage, errors, findings, digest, summary. Deterministic, so it can be begun again. */
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { type Coverage, SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { isComplete } from "@pqc-audit/reports/model/result.ts";
import type { Selectable } from "kysely";
import { organisationsOf } from "../exceptions/in-force.ts";
import { deleteInventory, writeInventory } from "../inventory/write.ts";
import { placeOf } from "../join/join.ts";
import { openOwners } from "../join/owners.ts";
import { judgingOf, type Policy } from "../join/policy.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { acquireLease, holdLease, type Lease, releaseLease } from "../ledger/leases.ts";
import type { ScanState } from "../ledger/states.ts";
import { coverageOfBoth } from "../ledger/taking-over.ts";
import { moveScan } from "../ledger/transitions.ts";
import { Comparison } from "../lives/comparison.ts";
import { keyNumber } from "../lives/key-number.ts";
import { beginStep, moveHead, trackOf } from "../lives/track.ts";
import { scanPolicy } from "../query/scan-policy.ts";
import { insertRows } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { tellCritical } from "../webhooks/tell.ts";
import { coverageOf } from "./coverage.ts";
import type { Planned } from "./deciding.ts";
import { storedDigest } from "./digest.ts";
import { type PolicyFault, writeErrors } from "./errors.ts";
import { writeFindings } from "./findings.ts";

const LEASE_MS = 60_000;

export interface FinishedScan {
  readonly scanId: string;
  readonly state: ScanState;
  readonly durationMs: number;
  readonly files: number;
  /** Files by what is wrong with them. */
  readonly errors: ReadonlyMap<string, number>;
  /** The trace of who submitted it. */
  readonly traceparent?: string;
}

/** Paths that failed or were quarantined, by `keyNumber`. */
async function unscannedPaths(store: Store, scanId: string): Promise<ReadonlySet<number>> {
  const paths = new Set<number>();
  const query = store.reader
    .selectFrom("scan_error")
    .select("path")
    .where("scan_id", "=", scanId)
    .where("status", "in", ["failed", "quarantined"])
    .compile();
  for await (const rows of store.stream(query)) for (const { path } of rows) paths.add(keyNumber(path));
  return paths;
}

/** Undefined where another aggregator is at it or has done it. `policyAt` makes the policy of the scan's own day. */
export async function finishScan(
  context: LedgerContext,
  scanId: string,
  holder: string,
  policyAt: (day: Date) => Policy,
): Promise<FinishedScan | undefined> {
  const lease = await acquireLease(context, `finish/${scanId}`, holder, LEASE_MS);
  if (!lease) return undefined;
  try {
    const { store } = context;
    const scan = await store.read((db) =>
      db.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirst(),
    );
    if (scan?.state !== "joining") return undefined;
    const track = await store.write((transaction) => trackOf(transaction, scan));
    // What a scan found against the one before is worked out for one scan of a track at a time.
    const own = await acquireLease(context, `track/${track}`, holder, LEASE_MS);
    if (!own) return undefined;
    try {
      return await renewing(context, [lease, own], () => finishUnder([lease, own], context, scan, track, policyAt));
    } finally {
      await releaseLease(context, own);
    }
  } finally {
    await releaseLease(context, lease);
  }
}

/** One statement over a large scan may outlast a lease; a renewal that fails is noticed by the next write. */
async function renewing<T>(context: LedgerContext, leases: readonly Lease[], work: () => Promise<T>): Promise<T> {
  const renew = async (lease: Lease) =>
    context.store.write((transaction) => holdLease(context, transaction, lease, LEASE_MS)).catch(() => undefined);
  const renewal = setInterval(() => leases.forEach(renew), LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
  }
}

async function finishUnder(
  leases: readonly Lease[],
  context: LedgerContext,
  scan: Selectable<ScanTable>,
  track: number,
  policyAt: (day: Date) => Policy,
): Promise<FinishedScan | undefined> {
  const { store, settings, clock } = context;
  const scanId = scan.id;
  const write = <T>(work: (transaction: Write) => Promise<T>) =>
    store.write(
      async (transaction) => {
        for (const lease of leases) {
          if (await holdLease(context, transaction, lease, LEASE_MS)) continue;
          throw new RetryableError(`another aggregator finishes scan ${scanId}`);
        }
        return work(transaction);
      },
      { long: true },
    );
  const policy = policyAt(new Date(scan.joining_at ?? clock()));
  const { policy: repository, fault, secondPass, ownersFile } = await store.read((db) => scanPolicy(db, scanId));
  const { owners, fault: ownersFault } = openOwners(ownersFile);
  const { suppress, rescope, wrappers } = policy.rights;
  const heeded = suppress || rescope || wrappers;
  // What it took over with another's plan cannot be counted again: paths without findings are gone.
  const takenOver = scan.coverage === null ? undefined : (JSON.parse(scan.coverage) as Coverage);
  const own: Planned = { ...scan, secondPass, firstPage: takenOver ? 1 : 0 };
  const present = scan.present - (takenOver?.present ?? 0);
  const { coverage: counted, faulty } = await store.readLong((db) => coverageOf(db, { ...own, present }));
  const coverage = takenOver ? coverageOfBoth(takenOver, counted) : counted;
  if (scan.repeats === null) {
    const faults: PolicyFault[] = [];
    if (heeded && fault !== undefined) faults.push({ path: POLICY_FILE, message: fault });
    const { path } = ownersFile;
    if (path !== undefined && ownersFault !== undefined) faults.push({ path, message: ownersFault });
    await write((transaction) => writeErrors(transaction, own, faults, faulty));
  }
  const organisation = (await store.read((db) => organisationsOf(db, [scan.target])))(scan.target);
  const judged = {
    ...policy,
    ...(repository && { repository }),
    ...(owners && { owners }),
    ...(organisation && { organisation }),
  };
  const standing = await write((transaction) => beginStep(store, transaction, scan, track));
  const unscanned = isComplete(coverage) ? new Set<number>() : await unscannedPaths(store, scanId);
  const comparison = await Comparison.of(store, { id: scanId, engine: scan.engine, unscanned }, standing);
  const { bulkInsertSize } = settings;
  const { counter, counts, judgedUntil } = await writeFindings(store, scan, judged, comparison, bulkInsertSize, write);
  await write((transaction) => deleteInventory(transaction, scanId));
  await writeInventory(store, scanId, (path) => placeOf(path, judged), write);
  const digest = await storedDigest(store, scanId);
  const state = isComplete(coverage) ? "completed" : "incomplete";
  const finishedAt = clock();
  const summary = counter.summary();
  const changes = comparison.changes();
  const ended = await write(async (transaction) => {
    await transaction.deleteFrom("finding_count").where("scan_id", "=", scanId).execute();
    await insertRows(
      transaction,
      store.dialect,
      "finding_count",
      { scan_id: "text", severity: "bigint", family: "text", findings: "bigint" },
      counts.map((count) => [scanId, SEVERITIES.indexOf(count.severity), count.family, count.findings]),
      { batch: settings.bulkInsertSize },
    );
    const { own } = standing;
    const moved = await moveScan(transaction, scanId, state, {
      coverage: JSON.stringify(coverage),
      summary: JSON.stringify(summary),
      digest,
      newest: own ? 1 : 0,
      judged_by: context.judging === undefined ? null : judgingOf(context.judging, organisation),
      judged_until: judgedUntil ?? null,
      finished_at: finishedAt,
      ...(changes && { changes: JSON.stringify(changes) }),
    });
    // Where one that began later is finished already, that stays the newest.
    if (moved && own) {
      await transaction
        .updateTable("scan")
        .set({ newest: 0 })
        .where("target", "=", scan.target)
        .where("ref", scan.ref === null ? "is" : "=", scan.ref)
        .where("newest", "=", 1)
        .where("id", "<>", scanId)
        .execute();
    }
    if (moved && own && changes) {
      const complete = state === "completed";
      const { lives, open } = comparison;
      const [uses, countsOfUses] = [comparison.openUses(), comparison.countsOfUses()];
      await moveHead(store, transaction, own, { scan, complete, summary, changes, uses, lives, open, countsOfUses });
    }
    if (moved) await tellCritical(transaction, scanId);
    return moved;
  });
  if (!ended) return undefined;
  const errors = await store.read((db) =>
    db
      .selectFrom("scan_error")
      .select(["status", (count) => count.fn.countAll<number>().as("files")])
      .where("scan_id", "=", scanId)
      .groupBy("status")
      .execute(),
  );
  return {
    scanId,
    state,
    durationMs: finishedAt - (scan.started_at ?? scan.created_at),
    files: coverage.present,
    errors: new Map(errors.map((row) => [row.status, Number(row.files)])),
    ...(scan.traceparent !== null && { traceparent: scan.traceparent }),
  };
}
