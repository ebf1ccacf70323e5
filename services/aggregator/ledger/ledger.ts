/** The port, in process: each method is one transaction of the module that knows it. */
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import { announcePack } from "./announced.ts";
import { releaseClaim, renewClaim } from "./claims.ts";
import type { LedgerContext } from "./context.ts";
import { cutPlan } from "./cut.ts";
import { planDifference } from "./difference.ts";
import { markPublished, requeue, stalePublished, unitsToPublish } from "./dispatch.ts";
import { claimForEngine, noteEngine } from "./engines.ts";
import { claimHeads, headsSeen } from "./heads.ts";
import { largeBlobs } from "./large-blobs.ts";
import { disposablePacks, packsDeleted } from "./packs.ts";
import { appendPage, failScan, knownBlobs } from "./plan.ts";
import { repeatScan, scanOfCommit } from "./repeat.ts";
import { sealPlan } from "./seal.ts";

/** Closing it leaves the store open: its owner closes that. */
export function createLedger(context: LedgerContext): Ledger {
  return {
    claimScan: (coordinatorId, engineDigest, ranges) => claimForEngine(context, coordinatorId, engineDigest, ranges),
    claimHeads: (limit) => claimHeads(context, limit),
    headsSeen: (engineDigest, heads) => headsSeen(context, engineDigest, heads),
    async renewClaim(claim) {
      await noteEngine(context, claim.engineDigest);
      return renewClaim(context, claim);
    },
    releaseClaim: (claim) => releaseClaim(context, claim),
    knownBlobs: (claim, keys) => knownBlobs(context, claim, keys),
    largeBlobs: (claim, blobs) => largeBlobs(context, claim, blobs),
    scanOfCommit: (claim, commit) => scanOfCommit(context, claim, commit),
    repeatScan: (claim) => repeatScan(context, claim),
    planDifference: (claim, difference) => planDifference(context, claim, difference),
    cutPlan: (claim, cut) => cutPlan(context, claim, cut),
    announcePack: (claim, pack) => announcePack(context, claim, pack),
    appendPage: (claim, page) => appendPage(context, claim, page),
    sealPlan: (claim, totals) => sealPlan(context, claim, totals),
    failScan: (claim, error) => failScan(context, claim, error),
    unitsToPublish: (engineDigest, limit) => unitsToPublish(context, engineDigest, limit),
    markPublished: (unitId, attempt, sequence) => markPublished(context, unitId, attempt, sequence),
    stalePublished: (engineDigest, olderThanMs, limit) => stalePublished(context, engineDigest, olderThanMs, limit),
    requeue: (unitId, attempt) => requeue(context, unitId, attempt),
    disposablePacks: (limit) => disposablePacks(context, limit),
    packsDeleted: (keys) => packsDeleted(context, keys),
    close: async () => {},
  };
}
