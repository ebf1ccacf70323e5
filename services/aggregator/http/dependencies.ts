/** What the routes need of the aggregator around them. */
import type { HealthReport } from "@pqc-audit/platform/health/readiness.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Registry } from "prom-client";
import type { AggregatorConfig } from "../config.ts";
import type { Policy } from "../join/policy.ts";
import type { LedgerContext } from "../ledger/context.ts";
import type { Uploads } from "../uploads/uploads.ts";
import type { WebhookSettings } from "../webhooks/settings.ts";

export interface HttpDependencies {
  readonly context: LedgerContext;
  readonly config: AggregatorConfig;
  readonly engineDigest: string;
  readonly version: string;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly health: () => Promise<HealthReport>;
  /** The target as it is stored; throws `UsageError` where it may not be scanned through a server. */
  readonly checkTarget: (target: string) => string | Promise<string>;
  /** Where archives that are sent go; none are taken where it is absent. */
  readonly uploads?: Uploads;
  /** Policy of a day. */
  readonly policyAt: (day: Date) => Policy;
  /** A repository shall be removed. */
  readonly onRemoval: () => void;
  /** What webhooks need; none can be made where absent. */
  readonly webhooks?: WebhookSettings;
  /** Something is to be told now. */
  readonly onWebhook?: () => void;
  /** Where the dashboard's built page may lie; the installation's own where absent. */
  readonly pageFolders?: readonly string[];
  /** W3C trace context of the request being answered, where traces are kept. */
  readonly traceparent?: () => string | undefined;
}
