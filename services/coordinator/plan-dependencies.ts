/** What planning a scan needs of its surroundings. */
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { Ledger, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { CoordinatorSettings } from "./config.ts";
import type { CoordinatorMetrics } from "./metrics.ts";
import type { EarlierCommit } from "./sources/git.ts";
import type { Source } from "./sources/source.ts";

export interface PlanDependencies {
  readonly ledger: Ledger;
  readonly blobs: BlobStore;
  readonly openSource: (claim: ScanClaim, signal: AbortSignal, commits?: Commits) => Promise<Source>;
  /** The commit that the claim's ref names now; undefined where that takes more than one question. */
  readonly headOf?: (claim: ScanClaim, signal: AbortSignal) => Promise<string | undefined>;
  /** The functions of its own that a repository declares in its policy; undefined where it declares none, or all is void. */
  readonly wrappersOf: (policy: string) => Wrappers | undefined;
  readonly settings: CoordinatorSettings;
  readonly metrics: CoordinatorMetrics;
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** A page is stored: there are units to publish. */
  readonly onPage: () => void;
}

export interface Commits {
  /** The one to open, where it was asked for already. */
  readonly head?: string | undefined;
  /** An earlier one to compare with. */
  readonly beside?: EarlierCommit | undefined;
}
