/** What the aggregator is told: by the composition root, from the configuration file. */
import type { ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import type { EventStreamLimits } from "./http/event-stream.ts";
import type { OidcConfig } from "./http/oidc.ts";
import type { RepositoryRights } from "./join/policy.ts";
import type { LedgerSettings } from "./ledger/context.ts";
import type { RetentionLimits } from "./retention/retention.ts";
import type { StoreConfig } from "./store/store.ts";
import type { WebhookConfig } from "./webhooks/settings.ts";

export interface HttpConfig {
  /** Where to listen; port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** See `tokens.ts`; without it the API answers programs of its own machine only. */
  readonly tokensFile?: string;
  /** Sign-on of people; with it, as with a tokens file, nobody passes without a token. */
  readonly oidc?: OidcConfig;
  /** Requests per minute and client address; no limit where absent. Loopback is never limited. */
  readonly rateLimitPerMinute?: number;
  /** Requests answered at once; one more is told to come back. No limit where absent. */
  readonly maxConcurrentRequests?: number;
  /** Requests that take longer are answered 503; no limit where absent. Whole results, which are streams, get an hour. */
  readonly responseTimeoutMs?: number;
  /** brotli or gzip above 1,000 bytes. Default true. */
  readonly compression?: boolean;
  /** Limits of streams of events (default `EVENT_STREAM_DEFAULTS`), and how often the ledger is asked for all of them (1 s). */
  readonly events?: Partial<EventStreamLimits> & { readonly pollMs?: number };
  /** Serve `/metrics`. Default true. */
  readonly metrics?: boolean;
}

export interface AggregatorConfig {
  readonly store: StoreConfig;
  readonly http: HttpConfig;
  /** For every scan; a submission adds ref, include and exclude. */
  readonly scan: Pick<ScanOptions, "maxFileSizeBytes" | "chunkSize">;
  /** What a repository that is scanned may decide of itself; everything where absent. */
  readonly repositoryRights?: RepositoryRights;
  /** How long an exception may last at most, and whether who asks may approve. Defaults: `EXCEPTION_DEFAULTS`. */
  readonly exceptions?: { readonly longestDays: number; readonly approveOwn: boolean };
  /** Defaults: `LEDGER_DEFAULTS`. */
  readonly ledger?: Partial<LedgerSettings>;
  /** How often to look for scans that another aggregator left unfinished. Default 2 s. */
  readonly finisherPollMs?: number;
  /** Where webhooks may lead, and the file of their key; none can be made where it is absent. */
  readonly webhooks?: WebhookConfig;
  /** What is deleted when; nothing where absent. */
  readonly retention?: RetentionLimits & { readonly everyMs: number };
}
