/** Sends what is due, one aggregator at a time. Broken off anywhere, another goes on: what was not noted is sent again. */
import { randomUUID } from "node:crypto";
import { messageOf, RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { acquireLease, holdLease, type Lease, releaseLease } from "../ledger/leases.ts";
import type { Write } from "../store/store.ts";
import type { WebhookPolicy } from "./address.ts";
import type { WebhookBody } from "./events.ts";
import { tellExpiring } from "./expiring.ts";
import type { WebhookKeys } from "./keys.ts";
import { type Delivery, dueDeliveries, forgetEnded, type Outcome, settleDelivery } from "./outbox.ts";
import { send } from "./send.ts";
import { slackMessage } from "./slack.ts";

/** Longer than a round may go on without a write. */
const LEASE_MS = 60_000;
const AT_ONCE = 40;
/** To one webhook in a round, one after the other. */
const OF_EACH = 4;
const KEEP_ENDED_MS = 14 * 86_400_000;
const UPKEEP_EVERY_MS = 3_600_000;

export interface CourierOptions {
  readonly context: LedgerContext;
  readonly keys: WebhookKeys;
  readonly policy: WebhookPolicy;
  readonly logger: Logger;
  readonly tried: (result: "delivered" | "failed" | "retried") => void;
  readonly pollMs?: number;
  readonly timeoutMs?: number;
}

export class Courier {
  readonly #options: Required<CourierOptions>;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopped = false;
  #keptUpAt = 0;

  constructor(options: CourierOptions) {
    this.#options = { pollMs: 2_000, timeoutMs: 10_000, ...options };
  }

  start(): void {
    this.#timer = setInterval(() => this.nudge(), this.#options.pollMs);
    this.#timer.unref();
    this.nudge();
  }

  nudge(): void {
    if (this.#stopped) return;
    this.#round ??= this.#work().finally(() => {
      this.#round = undefined;
    });
  }

  /** Resolves once what was being sent is noted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  async #work(): Promise<void> {
    const { context, logger } = this.#options;
    try {
      // Most of the time there is nothing to do, and no lease is needed to see that.
      while (!this.#stopped && (this.#isUpkeepDue() || (await dueDeliveries(context, 1, 1)).length > 0)) {
        const lease = await acquireLease(context, "webhooks", this.#holder, LEASE_MS);
        if (!lease) return;
        try {
          await this.#upkeep(lease);
          await this.#sendAll(lease);
        } finally {
          await releaseLease(context, lease);
        }
      }
    } catch (thrown) {
      logger.warn("could not send webhooks; trying again", { err: thrown });
    }
  }

  async #sendAll(lease: Lease): Promise<void> {
    const { context } = this.#options;
    // Under the lease: what another sent a moment ago is noted by now.
    const due = await dueDeliveries(context, AT_ONCE, OF_EACH);
    const byWebhook = Map.groupBy(due, ({ webhook_id }) => webhook_id);
    const done = await Promise.allSettled(
      [...byWebhook.values()].map(async (deliveries) => {
        for (const delivery of deliveries) {
          if (this.#stopped) return;
          // Its receiver is away: the others of it would meet the same.
          if ((await this.#deliver(lease, delivery)) === "waiting") return;
        }
      }),
    );
    for (const each of done) if (each.status === "rejected") throw each.reason;
  }

  async #deliver(lease: Lease, delivery: Delivery): Promise<Delivery["state"]> {
    const { context, logger, tried } = this.#options;
    const outcome = await this.#try(delivery);
    const state = await this.#write(lease, (transaction) =>
      settleDelivery(transaction, delivery, outcome, context.clock()),
    );
    tried(state === "waiting" ? "retried" : state);
    if (state === "failed") {
      const { id, webhook_id: webhook, event } = delivery;
      logger.warn("a webhook was given up", { id, webhook, event, reason: outcome.error });
    }
    return state;
  }

  async #try(delivery: Delivery): Promise<Outcome> {
    const { context, keys, policy, timeoutMs } = this.#options;
    const webhook = await context.store.ask((db) =>
      db.selectFrom("webhook").selectAll().where("id", "=", delivery.webhook_id).executeTakeFirst(),
    );
    if (webhook === undefined) return { delivered: false, final: true, error: "the webhook was deleted" };
    const { id, kind, sealed_url, salt } = webhook;
    let url: string;
    try {
      url = keys.open(id, sealed_url);
    } catch (thrown) {
      return { delivered: false, error: messageOf(thrown) };
    }
    const body =
      kind === "slack" ? JSON.stringify(slackMessage(JSON.parse(delivery.body) as WebhookBody)) : delivery.body;
    return send({ id: delivery.id, url, body, secret: keys.secretOf(id, salt) }, policy, timeoutMs);
  }

  #isUpkeepDue(): boolean {
    return this.#options.context.clock() - this.#keptUpAt >= UPKEEP_EVERY_MS;
  }

  /** What nobody's writing brings about: days that pass. */
  async #upkeep(lease: Lease): Promise<void> {
    if (!this.#isUpkeepDue()) return;
    const now = this.#options.context.clock();
    await this.#write(lease, async (transaction) => {
      await tellExpiring(transaction, now);
      await forgetEnded(transaction, now - KEEP_ENDED_MS);
    });
    this.#keptUpAt = now;
  }

  async #write<T>(lease: Lease, work: (transaction: Write) => Promise<T>): Promise<T> {
    const { context } = this.#options;
    return context.store.write(async (transaction) => {
      if (await holdLease(context, transaction, lease, LEASE_MS)) return work(transaction);
      throw new RetryableError("another aggregator sends webhooks now");
    });
  }
}
