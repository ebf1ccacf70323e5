/** The messages and methods of proto/ledger.proto. */
import type { OwnersFile } from "../../owners-file.ts";
import type { PolicyFile } from "../../policy-file.ts";
import type {
  AnnouncedPack,
  BlobKey,
  HeadCheck,
  LargeBlob,
  Occurrence,
  PlanCut,
  PlanDifference,
  PlannedUnit,
  PlanPage,
  PreviousScan,
  RangesWanted,
  ScanClaim,
  ScanOptions,
  ScanRange,
  SeenHead,
} from "../../ports/ledger.ts";
import type { UnitMessage } from "../../ports/work-queue.ts";
import { type KeyColumns, keyColumns, type OccurrenceColumns, occurrenceColumns } from "./columns.ts";
import { skipReasons } from "./fact-messages.ts";
import { unaryMethod } from "./method.ts";
import { count, counts, filled, flag, list, name, optional, places, record, text } from "./wire.ts";

export const scanOptions = record<ScanOptions>({
  ref: optional(text),
  include: list(text),
  exclude: list(text),
  maxFileSizeBytes: count,
  chunkSize: count,
  lfs: optional(flag),
});

export const resume = record<NonNullable<ScanClaim["resume"]>>({
  commit: text,
  pages: count,
  lastPath: text,
  wrappers: optional(name),
  paths: optional(count),
});

export const scanRange = record<ScanRange>({ number: count, start: count, entries: count, upTo: text });

export const ownersFile = record<OwnersFile>({ path: optional(name), text: optional(text), fault: optional(text) });

export const previousScan = record<PreviousScan>({
  scanId: name,
  commit: text,
  wrappers: optional(name),
  policy: optional(text),
  owners: optional(ownersFile),
  present: optional(count),
});

export const scanClaim = record<ScanClaim>({
  scanId: name,
  epoch: count,
  target: text,
  options: scanOptions,
  engineDigest: name,
  resume: optional(resume),
  traceparent: optional(text),
  previous: optional(previousScan),
  sizesKept: optional(flag),
  ofCommit: optional(flag),
  range: optional(scanRange),
  cuts: optional(flag),
});

export const largeBlob = record<LargeBlob>({ blob: name, size: count, withheld: optional(flag) });

export const blobKey = record<BlobKey>({ blob: name, kind: name });

export const plannedUnit = record<PlannedUnit>({
  unitId: name,
  packKey: name,
  packDigest: name,
  packSize: count,
  bytes: count,
  blobs: list(blobKey),
});

export const announcedPack = record<AnnouncedPack>({ packKey: name, packDigest: name, packSize: count });

export const occurrence = record<Occurrence>({
  blob: name,
  kind: name,
  path: name,
  size: count,
  secondKind: optional(name),
});

export const policyFile = record<PolicyFile>({ text: optional(text), fault: optional(text) });

export const planPage = record<PlanPage>({
  page: count,
  commit: text,
  lastPath: text,
  units: list(plannedUnit),
  occurrences: list(occurrence),
  skipped: counts(skipReasons),
  policy: optional(policyFile),
  owners: optional(ownersFile),
  wrappers: optional(name),
  large: filled(list(largeBlob)),
});

export const difference = record<PlanDifference>({
  page: planPage,
  gone: list(occurrence),
  goneSkipped: counts(skipReasons),
});

export const planCut = record<PlanCut>({
  commit: text,
  ranges: list(scanRange),
  wrappers: optional(name),
  policy: optional(policyFile),
  owners: optional(ownersFile),
});

export const rangesWanted = record<RangesWanted>({ prefer: optional(name), except: filled(list(name)) });

export const unitMessage = record<UnitMessage>({
  unitId: name,
  scanId: name,
  attempt: count,
  engineDigest: name,
  packKey: name,
  packDigest: name,
  packSize: count,
  traceparent: optional(text),
});

interface PublishedUnit {
  readonly unitId: string;
  readonly attempt: number;
  readonly sequence: number;
}

export const publishedUnit = record<PublishedUnit>({ unitId: name, attempt: count, sequence: count });
export const planTotals = record<{ readonly pages: number; readonly present: number }>({
  pages: count,
  present: count,
});
export const done = record<Record<never, never>>({});

export const headCheck = record<HeadCheck>({ checkId: name, epoch: count, target: text, ref: optional(text) });
export const seenHead = record<SeenHead>({ checkId: name, epoch: count, commit: optional(text) });

const claim = scanClaim;

export const claimHeads = unaryMethod(
  "Ledger",
  "ClaimHeads",
  record<{ limit: number }>({ limit: count }),
  record<{ heads: readonly HeadCheck[] }>({ heads: list(headCheck) }),
);

export const headsSeen = unaryMethod(
  "Ledger",
  "HeadsSeen",
  record<{ engineDigest: string; heads: readonly SeenHead[] }>({ engineDigest: name, heads: list(seenHead) }),
  record<{ submitted: number }>({ submitted: count }),
);

export const claimScan = unaryMethod(
  "Ledger",
  "ClaimScan",
  record<{ coordinatorId: string; engineDigest: string; ranges?: RangesWanted }>({
    coordinatorId: name,
    engineDigest: name,
    ranges: optional(rangesWanted),
  }),
  record<{ claim?: ScanClaim }>({ claim: optional(scanClaim) }),
);
export const renewClaim = unaryMethod(
  "Ledger",
  "RenewClaim",
  record<{ claim: ScanClaim }>({ claim }),
  record<{ kept: boolean }>({ kept: flag }),
);
export const releaseClaim = unaryMethod("Ledger", "ReleaseClaim", record<{ claim: ScanClaim }>({ claim }), done);
export const knownBlobs = unaryMethod(
  "Ledger",
  "KnownBlobs",
  record<{ claim: ScanClaim; keys: readonly BlobKey[] }>({ claim, keys: list(blobKey) }),
  record<{ keys: readonly BlobKey[] }>({ keys: list(blobKey) }),
);
export const knownContents = unaryMethod(
  "Ledger",
  "KnownContents",
  record<{ claim: ScanClaim; keys: KeyColumns }>({ claim, keys: keyColumns }),
  record<{ unknown: readonly number[] }>({ unknown: places }),
);
export const largeBlobs = unaryMethod(
  "Ledger",
  "LargeBlobs",
  record<{ claim: ScanClaim; blobs: readonly string[] }>({ claim, blobs: list(name) }),
  record<{ blobs: readonly LargeBlob[] }>({ blobs: list(largeBlob) }),
);
export const scanOfCommit = unaryMethod(
  "Ledger",
  "ScanOfCommit",
  record<{ claim: ScanClaim; commit: string }>({ claim, commit: name }),
  record<{ previous?: PreviousScan }>({ previous: optional(previousScan) }),
);
export const repeatScan = unaryMethod(
  "Ledger",
  "RepeatScan",
  record<{ claim: ScanClaim }>({ claim }),
  record<{ repeated: boolean }>({ repeated: flag }),
);
export const planDifference = unaryMethod(
  "Ledger",
  "PlanDifference",
  record<{ claim: ScanClaim; difference: PlanDifference }>({ claim, difference }),
  record<{ planned: boolean }>({ planned: flag }),
);
export const cutPlan = unaryMethod(
  "Ledger",
  "CutPlan",
  record<{ claim: ScanClaim; cut: PlanCut }>({ claim, cut: planCut }),
  done,
);
export const announcePack = unaryMethod(
  "Ledger",
  "AnnouncePack",
  record<{ claim: ScanClaim; pack: AnnouncedPack }>({ claim, pack: announcedPack }),
  done,
);
export const appendPage = unaryMethod(
  "Ledger",
  "AppendPage",
  record<{ claim: ScanClaim; page: PlanPage }>({ claim, page: planPage }),
  done,
);
export const storePage = unaryMethod(
  "Ledger",
  "StorePage",
  record<{ claim: ScanClaim; page: PlanPage; occurrences: OccurrenceColumns }>({
    claim,
    page: planPage,
    occurrences: occurrenceColumns,
  }),
  done,
);
export const sealPlan = unaryMethod(
  "Ledger",
  "SealPlan",
  record<{ claim: ScanClaim; totals: { readonly pages: number; readonly present: number } }>({
    claim,
    totals: planTotals,
  }),
  done,
);
export const failScan = unaryMethod(
  "Ledger",
  "FailScan",
  record<{ claim: ScanClaim; error: string }>({ claim, error: text }),
  done,
);
export const unitsToPublish = unaryMethod(
  "Ledger",
  "UnitsToPublish",
  record<{ engineDigest: string; limit: number }>({ engineDigest: name, limit: count }),
  record<{ units: readonly UnitMessage[] }>({ units: list(unitMessage) }),
);
export const markPublished = unaryMethod("Ledger", "MarkPublished", publishedUnit, done);
export const stalePublished = unaryMethod(
  "Ledger",
  "StalePublished",
  record<{ engineDigest: string; olderThanMs: number; limit: number }>({
    engineDigest: name,
    olderThanMs: count,
    limit: count,
  }),
  record<{ units: readonly PublishedUnit[] }>({ units: list(publishedUnit) }),
);
export const requeue = unaryMethod(
  "Ledger",
  "Requeue",
  record<{ unitId: string; attempt: number }>({ unitId: name, attempt: count }),
  done,
);
export const disposablePacks = unaryMethod(
  "Ledger",
  "DisposablePacks",
  record<{ limit: number }>({ limit: count }),
  record<{ keys: readonly string[] }>({ keys: list(name) }),
);
export const packsDeleted = unaryMethod(
  "Ledger",
  "PacksDeleted",
  record<{ keys: readonly string[] }>({ keys: list(name) }),
  done,
);
