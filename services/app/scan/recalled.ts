/** What is asked of earlier runs for a scan, and what they answer. */
import type { ListingWatch, SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import type { EngineParts } from "@pqc-audit/scanner/engine-part-names.ts";
import type { Outcome, SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import type { ScanFile } from "@pqc-audit/worker/pool/scan-pool.ts";
import type { IndexEntry, LookedPart } from "../cache/tree-index.ts";
import type { Shape } from "../cache/tree-record.ts";
import type { AskedTree } from "./known-tree.ts";

export interface Results {
  readonly outcome: Outcome;
  /** Of the pass for the repository's own functions, where the file has one. */
  readonly second?: Outcome;
}

/** Results as they are kept of a content. */
export interface Kept {
  readonly results: Results;
  /** Which anchors of models stand in it (`scanner/anchor-set.ts`); undefined where that was not told. */
  readonly anchors: string | undefined;
}

/** A file whose results need no reading. */
export interface Recalled {
  readonly results: Results;
}

/** A file that is to be read, from its place in the walk to its result. */
export interface Asked {
  readonly entry: SourceEntry;
  readonly kind: string;
  readonly secondKind: string | undefined;
  /** By blob id what its content may turn out to be. */
  readonly known?: ReadonlyMap<string, Kept>;
  readonly name?: NonNullable<ScanFile["name"]>;
  readonly place: number;
}

export interface Replay {
  readonly parts: readonly LookedPart[];
  readonly skipped: Shape["skipped"];
  /** Paths below folders that are left out as a whole. */
  readonly leftOut: number;
}

/** Learns from a listing what the next scan needs to do without one. */
export interface Recorder extends ListingWatch {
  readonly folders: readonly IndexEntry[];
  /** A path, whatever becomes of it. */
  seen(path: string): void;
  /** `blob`: where its id is known. */
  skipped(reason: SkipReason, blob: string | undefined): void;
  /** Something is there that a listing must say. */
  unsound(): void;
  /** Undefined where the next scan needs a listing. */
  shape(): Shape | undefined;
}

/** What there is to know of files by their names. */
export interface Kinds {
  readonly digests: KindDigests;
  readonly kindOf: (path: string) => string;
}

export interface RecallOptions {
  /** Target and options that decide which files there are. */
  readonly key: string;
  /** Of a commit: its tree, which may lie elsewhere as well. */
  readonly tree?: AskedTree;
  /** Whether files that look unchanged are not read. */
  readonly index: boolean;
  /** Whether a walk may be spared where no folder has changed: not where ignore files decide what there is. */
  readonly replay?: boolean;
  /** Ids of git are to be compared with what is read before anything is kept under them. */
  readonly unverified?: boolean;
  /** Before the first file was looked at. */
  readonly startedAt: Date;
  /** This one, in parts. */
  readonly engine: EngineParts;
  readonly kinds: () => Promise<Kinds>;
  readonly compareHereBytes?: number;
}
