/** Small plans and results for the contract suites. */
import { createHash } from "node:crypto";
import type { BlobKey, Ledger, PlannedUnit, PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { BlobResult, ResultSink, UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";
import { ENGINE } from "./aggregator-harness.ts";

const hex = (text: string, algorithm = "sha256") => createHash(algorithm).update(text).digest("hex");

/** A blob named by a word. */
export function blob(name: string): BlobKey {
  return { blob: hex(name, "sha1"), kind: "python" };
}

export const COMMIT = hex("commit", "sha1");

export function unit(scanId: string, names: readonly string[]): PlannedUnit {
  return {
    unitId: hex(`${scanId} ${[...names].sort().join(" ")}`),
    packKey: `packs/${scanId}/${hex(names.join(" "))}`,
    packDigest: hex(`pack ${names.join(" ")}`),
    packSize: 100,
    bytes: 1000,
    blobs: names.map(blob),
  };
}

/** One page: units of blobs by name; every blob occurs once at `src/<name>`, and so do those of `known`. */
export function page(
  scanId: string,
  units: readonly (readonly string[])[],
  options: { page?: number; known?: readonly string[] } & Partial<Pick<PlanPage, "skipped" | "policy" | "owners">> = {},
): PlanPage {
  const names = [...units.flat(), ...(options.known ?? [])];
  return {
    page: options.page ?? 0,
    commit: COMMIT,
    lastPath: `src/${names.at(-1) ?? ""}`,
    units: units.map((blobs) => unit(scanId, blobs)),
    occurrences: names.map((name) => ({ ...blob(name), path: `src/${name}`, size: 10 })),
    skipped: options.skipped ?? {},
    ...(options.policy && { policy: options.policy }),
    ...(options.owners && { owners: options.owners }),
  };
}

export function fact(over: Partial<Fact> = {}): Fact {
  return {
    ruleId: "python.hashlib.md5",
    line: 3,
    column: 5,
    endLine: 3,
    endColumn: 16,
    language: "python",
    algorithm: "MD5",
    family: "MD5",
    primitive: "hash",
    operation: "digest",
    purpose: "hash",
    library: "python.hashlib",
    resolved: true,
    usage: "call",
    quantum: "weakened",
    classical: "broken",
    confidence: "high",
    snippet: "h = hashlib.md5(x)",
    fingerprint: "0123456789abcdef0123456789abcdef",
    ...over,
  };
}

export const NOTHING: Outcome = { status: "scanned", facts: [] };

export async function claimed(
  ledger: Ledger,
  coordinatorId = "coordinator-1",
  engineDigest = ENGINE,
): Promise<ScanClaim> {
  const claim = await ledger.claimScan(coordinatorId, engineDigest);
  if (!claim) throw new Error("there was no scan to claim");
  return claim;
}

/** Claims the next scan and stores and seals this plan. */
export async function planned(ledger: Ledger, units: readonly (readonly string[])[]): Promise<ScanClaim> {
  const claim = await claimed(ledger);
  await ledger.appendPage(claim, page(claim.scanId, units));
  await ledger.sealPlan(claim, { pages: 1, present: units.flat().length });
  return claim;
}

/** Takes what is to be published as published; answers the messages. */
export async function publishAll(ledger: Ledger, limit = 100): Promise<readonly UnitMessage[]> {
  const messages = await ledger.unitsToPublish(ENGINE, limit);
  for (const [at, message] of messages.entries()) await ledger.markPublished(message.unitId, message.attempt, at + 1);
  return messages;
}

export async function started(sink: ResultSink, message: UnitMessage, workerId = "worker-1"): Promise<string> {
  const decision = await sink.begin({
    unitId: message.unitId,
    attempt: message.attempt,
    engineDigest: message.engineDigest,
    workerId,
  });
  if (decision.decision !== "scan") throw new Error(`begin was answered ${JSON.stringify(decision)}`);
  return decision.nonce;
}

export function result(message: UnitMessage, nonce: string, outcomes: Readonly<Record<string, Outcome>>): UnitResult {
  const blobs: BlobResult[] = Object.entries(outcomes).map(([name, outcome]) => ({ ...blob(name), outcome }));
  return { unitId: message.unitId, attempt: message.attempt, engineDigest: message.engineDigest, nonce, blobs };
}
