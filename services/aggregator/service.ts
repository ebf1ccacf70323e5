/** The aggregator: owner of the database and the ledger, and the front door. */
import { delay } from "@pqc-audit/platform/backoff.ts";
import { Readiness } from "@pqc-audit/platform/health/readiness.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import type { AggregatorConfig } from "./config.ts";
import { Finisher } from "./finish/finisher.ts";
import { buildHttp } from "./http/app.ts";
import { inventoryOf } from "./inventory/inventory.ts";
import { ALL_RIGHTS, defaultPolicy, judgingDigest, type Policy } from "./join/policy.ts";
import { takeResultsOver } from "./ledger/carry-over.ts";
import { LEDGER_DEFAULTS, type LedgerContext } from "./ledger/context.ts";
import { createLedger } from "./ledger/ledger.ts";
import { createMetrics } from "./metrics.ts";
import { readAhead } from "./query/read-ahead.ts";
import { postponements } from "./results/postponed.ts";
import { createResultSink } from "./results/sink.ts";
import { Retention } from "./retention/retention.ts";
import { openStore, type Store } from "./store/store.ts";
import { createUnitMetrics } from "./unit-metrics.ts";
import type { Uploads } from "./uploads/uploads.ts";
import { Courier } from "./webhooks/courier.ts";
import { openWebhooks } from "./webhooks/settings.ts";

export interface AggregatorOptions {
  readonly config: AggregatorConfig;
  /** The engine that new scans are for. */
  readonly engineDigest: string;
  /** What its results depend on; those of other engines are taken over where they hold for it. None are where absent. */
  readonly kinds?: KindDigests;
  /** Of this program, for results. */
  readonly version: string;
  readonly logger: Logger;
  /**
   * Whether a target may be scanned through a server: answers it as it is stored, throws `UsageError` otherwise. The
   * composition root hands in the coordinator's own rules, so that there is one set of them.
   */
  readonly checkTarget: (target: string) => string | Promise<string>;
  /** Where archives that are sent go; none are taken where it is absent. */
  readonly uploads?: Uploads;
  /** Where the metrics go; one of its own where absent. */
  readonly registry?: Registry;
  /** Of the process this is part of; one of its own, serving at once, where absent. */
  readonly readiness?: Readiness;
  /** W3C trace context of the request being answered, where traces are kept. */
  readonly traceparent?: () => string | undefined;
  /** Where the dashboard's built page may lie; the installation's own where absent. */
  readonly pageFolders?: readonly string[];
  /** Policy of a day. Default: `defaultPolicy`, with the configured rights of repositories. */
  readonly policyAt?: (day: Date) => Policy;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly clock?: () => number;
}

export interface Aggregator {
  /** For coordinators of this process, or for the gRPC server of the port. */
  readonly ledger: Ledger;
  /** For workers of this process, or for the gRPC server of the port. */
  readonly resultSink: ResultSink;
  readonly http: FastifyInstance;
  readonly store: Store;
  readonly context: LedgerContext;
  /** Starts to finish scans and to listen; answers the URL of the API. */
  start(): Promise<string>;
  /** Takes no more requests; resolves when those under way have ended, or were cut off after so long. */
  drain(graceMs: number): Promise<void>;
  /** Ends requests and what is being finished, then closes the store. */
  stop(): Promise<void>;
}

/** Opens the store and brings it up to date; nothing runs before `start`. */
export async function createAggregator(options: AggregatorOptions): Promise<Aggregator> {
  const { config, logger } = options;
  const registry = options.registry ?? new Registry();
  const store = await openStore(config.store);
  try {
    if (options.kinds) await takeResultsOver(store, { digest: options.engineDigest, kinds: options.kinds });
    const metrics = createMetrics(registry, store);
    // The surviving queue is known before the first scrape, whatever the database does then.
    await registry.metrics();
    const unitMetrics = createUnitMetrics(registry);
    store.onCommitted = unitMetrics.committed;
    const rights = config.repositoryRights ?? ALL_RIGHTS;
    const inventory = inventoryOf(store);
    inventory.rescope = rights.rescope;
    const policyAt = options.policyAt ?? ((day) => ({ ...defaultPolicy(day), rights }));
    const clock = options.clock ?? Date.now;
    const context: LedgerContext = {
      store,
      settings: { ...LEDGER_DEFAULTS, ...config.ledger },
      clock,
      judging: judgingDigest(policyAt(new Date(clock())), options.version),
      events: {
        ...metrics.events,
        answered: unitMetrics.answered,
        postponed: postponements(logger, metrics.events.postponed),
        joining: (scanIds) => finisher.notify(scanIds),
      },
    };
    const finisher = new Finisher({
      context,
      logger,
      policyAt,
      pollMs: config.finisherPollMs ?? 2_000,
      finished: metrics.finished,
    });
    const webhooks = config.webhooks && (await openWebhooks(config.webhooks));
    const courier =
      webhooks && new Courier({ ...config.webhooks, ...webhooks, context, logger, tried: metrics.webhookTried });
    const retention = config.retention && new Retention(context, config.retention, logger);
    const readiness = options.readiness ?? servingAtOnce();
    readiness.watch("database", () => store.ping());
    const http = await buildHttp({
      ...options,
      policyAt,
      onRemoval: () => retention?.nudge(),
      ...(webhooks && { webhooks }),
      onWebhook: () => courier?.nudge(),
      context,
      registry,
      health: () => readiness.report(),
    });
    return {
      ledger: createLedger(context),
      resultSink: createResultSink(context),
      http,
      store,
      context,
      async start() {
        finisher.start();
        // Read before somebody waits for it; what an older release has finished gets its kinds.
        readAhead(store, { version: options.version, policy: () => policyAt(new Date(clock())), clock }).catch(
          (thrown: unknown) => {
            logger.warn("could not read what the newest scans hold; it is tried again when it is asked for", {
              err: thrown,
            });
          },
        );
        courier?.start();
        retention?.start(config.retention?.everyMs ?? 3_600_000);
        return http.listen({ host: config.http.host, port: config.http.port });
      },
      async drain(graceMs) {
        const closing = http.close();
        const over = new AbortController();
        const cut = delay(graceMs, over.signal).then((late) => late && http.server.closeAllConnections());
        await closing;
        over.abort();
        await cut;
      },
      async stop() {
        await http.close();
        await finisher.stop();
        await courier?.stop();
        await retention?.stop();
        await store.close();
      },
    };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

function servingAtOnce(): Readiness {
  const readiness = new Readiness();
  readiness.enter("serving");
  return readiness;
}
