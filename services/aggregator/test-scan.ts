/** For tests: takes a submitted scan through ledger and result sink, as a coordinator and a worker would. */
import { createHash } from "node:crypto";
import type { BlobKey, Ledger, PlanPage } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";

export const ENGINE = "a".repeat(64);

export function blobOf(text: string): BlobKey {
  return { blob: createHash("sha1").update(text).digest("hex"), kind: "python" };
}

export function makeFact(over: Partial<Fact> = {}): Fact {
  return {
    ruleId: "python.hashlib.md5",
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 12,
    language: "python",
    algorithm: "MD5",
    family: "MD5",
    primitive: "hash",
    operation: "digest",
    purpose: "hash",
    resolved: true,
    usage: "call",
    quantum: "weakened",
    classical: "broken",
    confidence: "high",
    snippet: "hashlib.md5(x)",
    fingerprint: "00112233445566778899aabbccddeeff",
    ...over,
  };
}

/** Claims the next scan, plans these files as one unit, and hands over what they hold. */
export async function commitScan(
  services: { readonly ledger: Ledger; readonly resultSink: ResultSink },
  files: Readonly<Record<string, readonly Fact[] | Outcome>>,
  options: Partial<Pick<PlanPage, "skipped" | "policy">> = {},
): Promise<string> {
  const { ledger, resultSink } = services;
  const claim = await ledger.claimScan("coordinator-1", ENGINE);
  if (!claim) throw new Error("no scan to claim");
  const skipped = options.skipped ?? {};
  const entries = Object.entries(files).map(([path, content]) => ({
    path,
    ...blobOf(path),
    outcome: "status" in content ? content : ({ status: "scanned", facts: content } as const),
  }));
  const keys = entries.map(({ blob, kind }) => ({ blob, kind }));
  const unit = {
    unitId: createHash("sha256")
      .update(`${claim.scanId} ${JSON.stringify(keys)}`)
      .digest("hex"),
    packKey: `packs/${claim.scanId}`,
    packDigest: "0".repeat(64),
    packSize: 1,
    bytes: 1,
    blobs: keys,
  };
  await ledger.appendPage(claim, {
    page: 0,
    commit: blobOf("commit").blob,
    lastPath: entries.at(-1)?.path ?? "",
    units: [unit],
    occurrences: entries.map(({ path, blob, kind }) => ({ path, blob, kind, size: 1 })),
    skipped,
    ...(options.policy && { policy: options.policy }),
  });
  const present = entries.length + Object.values(skipped).reduce((sum, count) => sum + count, 0);
  await ledger.sealPlan(claim, { pages: 1, present });
  for (const message of await ledger.unitsToPublish(claim.engineDigest, 10)) {
    await ledger.markPublished(message.unitId, message.attempt, 1);
    const begun = await resultSink.begin({ ...message, workerId: "worker-1" });
    if (begun.decision !== "scan") throw new Error(`begin was answered ${begun.decision}`);
    const blobs = entries.map(({ blob, kind, outcome }) => ({ blob, kind, outcome }));
    const receipt = await resultSink.submit({ ...message, nonce: begun.nonce, blobs });
    if (receipt.status !== "COMMITTED") throw new Error(`the result was answered ${JSON.stringify(receipt)}`);
  }
  return claim.scanId;
}
