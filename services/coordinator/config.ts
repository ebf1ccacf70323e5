/** How a coordinator behaves. Every number has a default that serves a cluster of a few dozen workers. */

import type { UploadStore } from "@pqc-audit/platform/ports/upload-store.ts";
import type { ArchiveLimits } from "./sources/archive/limits.ts";
import type { GitLimits } from "./sources/git.ts";
import type { GitCredentials } from "./sources/git-credentials.ts";
import type { GitNetwork } from "./sources/git-environment.ts";
import type { HostList } from "./sources/host-list.ts";
import type { S3Settings } from "./sources/s3/s3-tree.ts";

export interface SourceSettings extends GitNetwork {
  /** A URL comes from whoever submits a scan, so these go to the hosts they name and to no other. */
  readonly credentials?: GitCredentials & Required<Pick<GitCredentials, "hosts">>;
  /** Besides a repository's own, hosts that contents behind its pointers of Git LFS may come from. Default none. */
  readonly lfsHosts?: HostList;
  readonly limits?: GitLimits;
  /** For fetching one repository. */
  readonly timeoutMs?: number;
  readonly temporaryFolder?: string;
  /** Where archives that were sent lie; none can be scanned where it is absent. */
  readonly uploads?: UploadStore;
  /** Defaults: `ARCHIVE_LIMITS`. */
  readonly archiveLimits?: ArchiveLimits;
  /** Objects that may be scanned; none where it is absent. */
  readonly objects?: S3Settings;
}

export interface CoordinatorSettings {
  /** Scans planned at once. */
  readonly concurrentPlans: number;
  /** Git servers asked at once where heads stand. */
  readonly concurrentHeads: number;
  /** Paths in one page of a plan: what is in memory, and what is done again after a crash. */
  readonly pageEntries: number;
  /** A tree of more paths, by half, is cut into ranges of so many, which any coordinator may plan. 0: none is cut. */
  readonly rangeEntries: number;
  /** Content in one pack; a larger file makes a pack of its own. */
  readonly packBytes: number;
  /** Packs on their way to the store at once. */
  readonly concurrentPuts: number;
  /** Well below the time after which the ledger has a pack deleted that was announced and not named. */
  readonly latePutMs: number;
  /** Units in the queue at once: a few for each worker. */
  readonly publishWindow: number;
  /** How often an idle coordinator looks for scans, and for units to publish. */
  readonly pollMs: number;
  /** Well below the time after which the ledger gives an unrenewed claim to another coordinator. */
  readonly renewMs: number;
  /** How often lost messages and packs without use are looked for. */
  readonly reconcileMs: number;
  /** A unit published longer ago than this and not final: is its message still there? */
  readonly staleMs: number;
  /** Whether repositories may declare functions of their own that are looked for in them. */
  readonly allowWrappers: boolean;
  /** Tries to reach a git server before the scan fails. */
  readonly sourceAttempts: number;
}

export const COORDINATOR_DEFAULTS: CoordinatorSettings = {
  concurrentPlans: 2,
  concurrentHeads: 16,
  pageEntries: 5_000,
  rangeEntries: 100_000,
  packBytes: 8 * 1024 * 1024,
  concurrentPuts: 3,
  latePutMs: 60_000,
  publishWindow: 128,
  pollMs: 1_000,
  renewMs: 8_000,
  reconcileMs: 15_000,
  staleMs: 60_000,
  allowWrappers: true,
  sourceAttempts: 4,
};
