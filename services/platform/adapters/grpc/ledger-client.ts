/** The ledger of an aggregator somewhere else, as the port. */
import type { Ledger } from "../../ports/ledger.ts";
import { type ChannelOptions, type Connected, callUnary, connected, openChannel } from "./channel.ts";
import { columnsOfKeys, columnsOfOccurrences } from "./columns.ts";
import * as methods from "./ledger-messages.ts";
import type { UnaryMethod } from "./method.ts";
import { isUnknownMethod } from "./status.ts";

export function openLedgerClient(options: ChannelOptions): Ledger & Connected {
  const channel = openChannel(options);
  const call = <Request, Response>(method: UnaryMethod<Request, Response>, request: Request) =>
    callUnary(channel, method, request);
  return {
    claimScan: async (coordinatorId, engineDigest, ranges) =>
      (await call(methods.claimScan, { coordinatorId, engineDigest, ...(ranges && { ranges }) })).claim,
    claimHeads: async (limit) => (await unlessUnknown(() => call(methods.claimHeads, { limit })))?.heads ?? [],
    headsSeen: async (engineDigest, heads) => (await call(methods.headsSeen, { engineDigest, heads })).submitted,
    renewClaim: async (claim) => (await call(methods.renewClaim, { claim })).kept,
    releaseClaim: async (claim) => void (await call(methods.releaseClaim, { claim })),
    async knownBlobs(claim, keys) {
      const columns = columnsOfKeys(keys);
      const answer = columns && (await unlessUnknown(() => call(methods.knownContents, { claim, keys: columns })));
      if (answer === undefined) return (await call(methods.knownBlobs, { claim, keys })).keys;
      if (answer.unknown.length === 0) return keys;
      const unknown = new Set(answer.unknown);
      return keys.filter((_, at) => !unknown.has(at));
    },
    largeBlobs: async (claim, blobs) => (await call(methods.largeBlobs, { claim, blobs })).blobs,
    scanOfCommit: async (claim, commit) => (await call(methods.scanOfCommit, { claim, commit })).previous,
    repeatScan: async (claim) => (await call(methods.repeatScan, { claim })).repeated,
    planDifference: async (claim, difference) => (await call(methods.planDifference, { claim, difference })).planned,
    cutPlan: async (claim, cut) => void (await call(methods.cutPlan, { claim, cut })),
    announcePack: async (claim, pack) => void (await call(methods.announcePack, { claim, pack })),
    async appendPage(claim, { occurrences, ...page }) {
      const columns = columnsOfOccurrences(occurrences);
      const rest = { ...page, occurrences: [] };
      const stored = columns && (() => call(methods.storePage, { claim, page: rest, occurrences: columns }));
      if (!stored || !(await unlessUnknown(stored))) {
        await call(methods.appendPage, { claim, page: { ...page, occurrences } });
      }
    },
    sealPlan: async (claim, totals) => void (await call(methods.sealPlan, { claim, totals })),
    failScan: async (claim, error) => void (await call(methods.failScan, { claim, error })),
    unitsToPublish: async (engineDigest, limit) => (await call(methods.unitsToPublish, { engineDigest, limit })).units,
    markPublished: async (unitId, attempt, sequence) =>
      void (await call(methods.markPublished, { unitId, attempt, sequence })),
    stalePublished: async (engineDigest, olderThanMs, limit) =>
      (await call(methods.stalePublished, { engineDigest, olderThanMs, limit })).units,
    requeue: async (unitId, attempt) => void (await call(methods.requeue, { unitId, attempt })),
    disposablePacks: async (limit) => (await call(methods.disposablePacks, { limit })).keys,
    packsDeleted: async (keys) => void (await call(methods.packsDeleted, { keys })),
    connected: () => connected(channel),
    close: async () => channel.close(),
  };
}

/** Undefined where whoever is asked is of a release that does not have the method. */
async function unlessUnknown<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isUnknownMethod(error)) return undefined;
    throw error;
  }
}
