/** Exposes an implementation of the ledger port. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { BlobKey, Ledger } from "../../ports/ledger.ts";
import { keysOfColumns, occurrencesOfColumns } from "./columns.ts";
import type { HandlerContext } from "./handler.ts";
import { unaryHandler } from "./handler.ts";
import * as methods from "./ledger-messages.ts";

export function ledgerService(ledger: Ledger, context: HandlerContext): UntypedServiceImplementation {
  const done = async (work: Promise<void>) => {
    await work;
    return {};
  };
  return {
    ClaimScan: unaryHandler(context, methods.claimScan, async ({ coordinatorId, engineDigest, ranges }) => {
      const claim = await ledger.claimScan(coordinatorId, engineDigest, ranges);
      return claim === undefined ? {} : { claim };
    }),
    ClaimHeads: unaryHandler(context, methods.claimHeads, async ({ limit }) => ({
      heads: await ledger.claimHeads(limit),
    })),
    HeadsSeen: unaryHandler(context, methods.headsSeen, async ({ engineDigest, heads }) => ({
      submitted: await ledger.headsSeen(engineDigest, heads),
    })),
    RenewClaim: unaryHandler(context, methods.renewClaim, async ({ claim }) => ({
      kept: await ledger.renewClaim(claim),
    })),
    ReleaseClaim: unaryHandler(context, methods.releaseClaim, ({ claim }) => done(ledger.releaseClaim(claim))),
    KnownBlobs: unaryHandler(context, methods.knownBlobs, async ({ claim, keys }) => ({
      keys: await ledger.knownBlobs(claim, keys),
    })),
    KnownContents: unaryHandler(context, methods.knownContents, async ({ claim, keys }) => {
      const asked = keysOfColumns(keys, methods.knownContents.name);
      return { unknown: placesOfUnknown(asked, await ledger.knownBlobs(claim, asked)) };
    }),
    LargeBlobs: unaryHandler(context, methods.largeBlobs, async ({ claim, blobs }) => ({
      blobs: await ledger.largeBlobs(claim, blobs),
    })),
    ScanOfCommit: unaryHandler(context, methods.scanOfCommit, async ({ claim, commit }) => {
      const previous = await ledger.scanOfCommit(claim, commit);
      return previous === undefined ? {} : { previous };
    }),
    RepeatScan: unaryHandler(context, methods.repeatScan, async ({ claim }) => ({
      repeated: await ledger.repeatScan(claim),
    })),
    PlanDifference: unaryHandler(context, methods.planDifference, async ({ claim, difference }) => ({
      planned: await ledger.planDifference(claim, difference),
    })),
    CutPlan: unaryHandler(context, methods.cutPlan, ({ claim, cut }) => done(ledger.cutPlan(claim, cut))),
    AnnouncePack: unaryHandler(context, methods.announcePack, ({ claim, pack }) =>
      done(ledger.announcePack(claim, pack)),
    ),
    AppendPage: unaryHandler(context, methods.appendPage, ({ claim, page }) => done(ledger.appendPage(claim, page))),
    StorePage: unaryHandler(context, methods.storePage, ({ claim, page, occurrences: columns }) => {
      const occurrences = occurrencesOfColumns(columns, methods.storePage.name);
      return done(ledger.appendPage(claim, { ...page, occurrences }));
    }),
    SealPlan: unaryHandler(context, methods.sealPlan, ({ claim, totals }) => done(ledger.sealPlan(claim, totals))),
    FailScan: unaryHandler(context, methods.failScan, ({ claim, error }) => done(ledger.failScan(claim, error))),
    UnitsToPublish: unaryHandler(context, methods.unitsToPublish, async ({ engineDigest, limit }) => ({
      units: await ledger.unitsToPublish(engineDigest, limit),
    })),
    MarkPublished: unaryHandler(context, methods.markPublished, ({ unitId, attempt, sequence }) =>
      done(ledger.markPublished(unitId, attempt, sequence)),
    ),
    StalePublished: unaryHandler(context, methods.stalePublished, async ({ engineDigest, olderThanMs, limit }) => ({
      units: await ledger.stalePublished(engineDigest, olderThanMs, limit),
    })),
    Requeue: unaryHandler(context, methods.requeue, ({ unitId, attempt }) => done(ledger.requeue(unitId, attempt))),
    DisposablePacks: unaryHandler(context, methods.disposablePacks, async ({ limit }) => ({
      keys: await ledger.disposablePacks(limit),
    })),
    PacksDeleted: unaryHandler(context, methods.packsDeleted, ({ keys }) => done(ledger.packsDeleted(keys))),
  };
}

function placesOfUnknown(asked: readonly BlobKey[], answered: readonly BlobKey[]): readonly number[] {
  if (answered.length === asked.length) return [];
  const known = new Set(answered.map(({ blob, kind }) => `${blob} ${kind}`));
  return asked.flatMap(({ blob, kind }, at) => (known.has(`${blob} ${kind}`) ? [] : [at]));
}
