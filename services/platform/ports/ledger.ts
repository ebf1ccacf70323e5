/**
 * The coordinator's view of the ledger, the one truth about what is planned and what is finished. Every write carries
 * the claim's epoch and is refused (`TerminalError`) once another coordinator holds the scan.
 */
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { OwnersFile } from "../owners-file.ts";
import type { PolicyFile } from "../policy-file.ts";
import type { UnitMessage } from "./work-queue.ts";

export interface ScanOptions {
  /** Branch, tag or commit; the remote's HEAD where absent. */
  readonly ref?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maxFileSizeBytes: number;
  /** Files per unit. */
  readonly chunkSize: number;
  /** Contents behind pointers of Git LFS are scanned too. Default false. */
  readonly lfs?: boolean;
}

/**
 * The ledger keeps sizes of contents larger than this, so that nobody needs a content to know whether a limit leaves it out:
 * what has a result and no size kept is not larger. Bytes.
 */
export const LARGE_BLOB_BYTES = 1024 * 1024;

/** A content by its git object id (hex), and how large it is at least. */
export interface LargeBlob {
  readonly blob: string;
  readonly size: number;
  /** Nobody saw it, the server said so by leaving it out: believed of this target only. */
  readonly withheld?: boolean;
}

/** The newest complete scan of the same target, options and engine: its plan serves again but for what has changed. */
export interface PreviousScan {
  readonly scanId: string;
  readonly commit: string;
  /** Digest of the repository's own functions that it was planned for, if any. */
  readonly wrappers?: string;
  /** Text of its policy file, which was heeded. */
  readonly policy?: string;
  /** Whom its repository names as owners; absent where nobody looked. */
  readonly owners?: OwnersFile;
  /** Paths it had, where `planDifference` may be asked. */
  readonly present?: number;
}

/** A part of a tree that is planned by itself. */
export interface ScanRange {
  /** From 0, in tree order. */
  readonly number: number;
  /** Paths of the tree before it. Its pages are numbered from here on: so none of two ranges ever has the number of the other's. */
  readonly start: number;
  /** Paths in it. */
  readonly entries: number;
  /** Its last path. */
  readonly upTo: string;
}

/** A tree cut into ranges that follow each other, and what page 0 of a plan that is not cut would say. */
export interface PlanCut {
  readonly commit: string;
  readonly ranges: readonly ScanRange[];
  readonly wrappers?: string;
  readonly policy?: PolicyFile;
  readonly owners?: OwnersFile;
}

/** Says that whoever claims takes ranges too. */
export interface RangesWanted {
  /** The scan whose tree lies open here: of two that have waited as long, its range. */
  readonly prefer?: string;
  /** Scans of which no range is wanted: somebody beside who asks has their tree open, and nobody shall fetch it twice. */
  readonly except?: readonly string[];
}

export interface ScanClaim {
  readonly scanId: string;
  /** Rises each time a scan changes hands. */
  readonly epoch: number;
  readonly target: string;
  readonly options: ScanOptions;
  readonly engineDigest: string;
  /**
   * Where an earlier coordinator stopped: pages stored so far, the commit they are of, the last path they cover. With a
   * range always, and of that range: then the commit is the one that was cut.
   */
  readonly resume?: {
    readonly commit: string;
    readonly pages: number;
    readonly lastPath: string;
    /** As page 0 said it, or who cut the tree. */
    readonly wrappers?: string;
    /** Paths that the pages cover, of a range. */
    readonly paths?: number;
  };
  /** All that this claim holds of the scan. */
  readonly range?: ScanRange;
  /** `cutPlan` may be asked. */
  readonly cuts?: boolean;
  readonly previous?: PreviousScan;
  /** `scanOfCommit` may be asked. */
  readonly ofCommit?: boolean;
  /** `largeBlobs` answers for every content with a result of this engine. */
  readonly sizesKept?: boolean;
  readonly traceparent?: string;
}

/** A content as a result is keyed: git object id (hex) and kind by path. */
export interface BlobKey {
  readonly blob: string;
  readonly kind: string;
}

export interface PlannedUnit {
  /** Hash of scan id, engine and sorted blob keys: the same plan gives the same ids. */
  readonly unitId: string;
  readonly packKey: string;
  readonly packDigest: string;
  readonly packSize: number;
  /** Uncompressed bytes of content. */
  readonly bytes: number;
  readonly blobs: readonly BlobKey[];
}

/** A path that holds a blob at the scan's commit. */
export interface Occurrence extends BlobKey {
  readonly path: string;
  /** Bytes; 0 where it is known and nobody looked. */
  readonly size: number;
  /** Kind under which the repository's own functions are looked for in it: a result of its own, that it needs as well. */
  readonly secondKind?: string;
}

/** One step of the plan, stored in one transaction: after it, its units may be published and its paths are accounted for. */
export interface PlanPage {
  readonly page: number;
  readonly commit: string;
  /** The last path (tree order) this page covers: a second coordinator goes on behind it. */
  readonly lastPath: string;
  readonly units: readonly PlannedUnit[];
  readonly occurrences: readonly Occurrence[];
  /** Paths skipped by rule, counted by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** With page 0: digest of the repository's own functions (`Wrappers`) that the whole plan is made for, if any. */
  readonly wrappers?: string;
  /** With page 0: the policy file of the commit, kept with the scan. Absent where the repository has none. */
  readonly policy?: PolicyFile;
  /** With page 0: whom the repository names as owners at the commit. Absent from coordinators that do not look for it. */
  readonly owners?: OwnersFile;
  /** Contents that the size limit left out. */
  readonly large?: readonly LargeBlob[];
}

/** A plan as what another held, but for what has changed since. */
export interface PlanDifference {
  /** Number 1, as page 0 is what stays: paths that came or hold something else now, the policy file, own functions. */
  readonly page: PlanPage;
  /** Paths that are gone or hold something else now, as the other plan held them. */
  readonly gone: readonly Occurrence[];
  /** Those that it skipped by rule, counted by reason. */
  readonly goneSkipped: Readonly<Partial<Record<SkipReason, number>>>;
}

/** A pack as it is put into the blob store. */
export type AnnouncedPack = Pick<PlannedUnit, "packKey" | "packDigest" | "packSize">;

/** A repository that was scanned before, perhaps: where its ref stands decides whether it is again. */
export interface HeadCheck {
  readonly checkId: string;
  /** Rises each time the check changes hands. */
  readonly epoch: number;
  readonly target: string;
  /** Branch, tag or commit; the remote's HEAD where absent. */
  readonly ref?: string;
}

export interface SeenHead extends Pick<HeadCheck, "checkId" | "epoch"> {
  /** Where the ref stands; absent where that could not be found out. */
  readonly commit?: string;
}

export interface Ledger {
  /**
   * Takes the next scan of this engine that nobody plans, or whose planner let its claim expire; where there is none, one
   * of an engine whose coordinators are gone, to be planned anew. With `ranges` also a range of a scan that was cut: each
   * has claims and epochs of its own, and every call below that takes a claim takes one of a range.
   */
  claimScan(coordinatorId: string, engineDigest: string, ranges?: RangesWanted): Promise<ScanClaim | undefined>;
  /** Takes heads to look at, longest waiting first; who does not say in time what was seen loses them. */
  claimHeads(limit: number): Promise<readonly HeadCheck[]>;
  /**
   * Where they stand. What a scan of this engine under today's policy would find again is left as it is; everything else
   * is submitted, what could not be looked at too, so that its scan says why. Answers how many were submitted.
   */
  headsSeen(engineDigest: string, heads: readonly SeenHead[]): Promise<number>;
  /** Keeps the claim; false where it was lost or the scan was cancelled. */
  renewClaim(claim: ScanClaim): Promise<boolean>;
  /**
   * Gives the claim back, so that whoever asks next goes on at once behind the stored pages; what its holder still has on
   * its way is refused. Harmless where the claim was lost.
   */
  releaseClaim(claim: ScanClaim): Promise<void>;
  /**
   * Those of `keys` that need no unit in this scan: they have a result already, another unit of this scan holds them, or
   * a unit of another running scan does, on which this scan waits from now on.
   */
  knownBlobs(claim: ScanClaim, keys: readonly BlobKey[]): Promise<readonly BlobKey[]>;
  /** Those of `blobs` that are known to be larger than `LARGE_BLOB_BYTES`. */
  largeBlobs(claim: ScanClaim, blobs: readonly string[]): Promise<readonly LargeBlob[]>;
  /**
   * A complete scan of this commit with the options and engine of the claim, of any target, that can be repeated as the
   * `previous` one. Who asks has all trees of the commit from the target of the claim.
   */
  scanOfCommit(claim: ScanClaim, commit: string): Promise<PreviousScan | undefined>;
  /**
   * The commit of the claim's `previous` scan is the one to scan: its plan becomes this scan's, sealed and without
   * units, and its findings are joined anew. False where that scan is gone or this one has pages already: plan it.
   */
  repeatScan(claim: ScanClaim): Promise<boolean>;
  /**
   * The plan of the claim's `previous` scan with this difference becomes this scan's, page and seal in one transaction;
   * of the page's blobs the same is asked as by `appendPage`. False where it does not fit: plan everything.
   */
  planDifference(claim: ScanClaim, difference: PlanDifference): Promise<boolean>;
  /**
   * Said before a pack is put: should no page ever name it, it comes to be disposable some time after the scan is planned
   * no longer. Without this a coordinator that dies between the two would leave it behind for ever.
   */
  announcePack(claim: ScanClaim, pack: AnnouncedPack): Promise<void>;
  /**
   * From now on the ranges are claimed, this claim holds nothing any more, and the plan is sealed with the last of them.
   * Throws `TerminalError` where pages are stored already, or the ranges do not follow each other.
   */
  cutPlan(claim: ScanClaim, cut: PlanCut): Promise<void>;
  /**
   * Appending a page that is stored already is harmless. Every occurrence's blob, under each of its kinds, is in a unit of this page or was named
   * by `knownBlobs`; throws `TerminalError` otherwise, and where pages are of different commits.
   */
  appendPage(claim: ScanClaim, page: PlanPage): Promise<void>;
  /**
   * No page follows, of the range where the claim is of one; once that holds for all ranges, the scan can complete. Throws
   * `TerminalError` where the totals are not what is stored, or a range has another number of paths than was cut.
   */
  sealPlan(claim: ScanClaim, totals: { readonly pages: number; readonly present: number }): Promise<void>;
  failScan(claim: ScanClaim, error: string): Promise<void>;
  /** Units to put into the queue now, at most `limit`, fairly over scans; each counts as a new attempt once published. */
  unitsToPublish(engineDigest: string, limit: number): Promise<readonly UnitMessage[]>;
  markPublished(unitId: string, attempt: number, sequence: number): Promise<void>;
  /** Units published longer ago than `olderThanMs` and not final, with the sequence of their publish. */
  stalePublished(
    engineDigest: string,
    olderThanMs: number,
    limit: number,
  ): Promise<readonly { unitId: string; attempt: number; sequence: number }[]>;
  /** The queue lost the message of this attempt: let the unit be published again. */
  requeue(unitId: string, attempt: number): Promise<void>;
  /** Packs that no unfinished unit needs, to be deleted from the blob store, then `packsDeleted`. */
  disposablePacks(limit: number): Promise<readonly string[]>;
  packsDeleted(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
