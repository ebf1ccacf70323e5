/** The outbox: written with what it tells of or not at all, given out fairly, settled once. */
import { approveException, askException } from "@pqc-audit/aggregator/exceptions/exceptions.ts";
import type { WebhookEvent } from "@pqc-audit/aggregator/webhooks/events.ts";
import { tellExpiring } from "@pqc-audit/aggregator/webhooks/expiring.ts";
import { webhookKeys } from "@pqc-audit/aggregator/webhooks/keys.ts";
import {
  dueDeliveries,
  enqueue,
  forgetEnded,
  settleDelivery,
  waitingDeliveries,
} from "@pqc-audit/aggregator/webhooks/outbox.ts";
import { tellFinished } from "@pqc-audit/aggregator/webhooks/tell.ts";
import { createWebhook, removeWebhook } from "@pqc-audit/aggregator/webhooks/webhooks.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

const KEYS = webhookKeys("k".repeat(32));

export function webhooksContract(name: string, make: () => Promise<Harness>): void {
  describe(`webhooks: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    async function made(events: readonly WebhookEvent[], creator: object = {}): Promise<string> {
      const { webhook } = await createWebhook(h.context, KEYS, {
        name: "a webhook",
        kind: "standard",
        url: new URL("https://hooks.example/in"),
        events,
        creator: { id: "someone", name: "someone", ...creator },
      });
      return webhook.id;
    }

    async function finished(): Promise<string> {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, page(scanId, [["a"]]));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      for (const message of await publishAll(h.ledger)) {
        const broken = fact({ algorithm: "RSA-1024", family: "RSA", quantum: "broken", purpose: "key-establishment" });
        const outcomes = { a: { status: "scanned", facts: [broken] } } as const;
        await h.sink.submit(result(message, await started(h.sink, message), outcomes));
      }
      await h.finish(scanId);
      return scanId;
    }

    const due = (most = 100, ofEach = 100) => dueDeliveries(h.context, most, ofEach);

    test("the end of a scan and its delivery are written together, and once", async () => {
      const id = await made(["scan.finished"]);
      const scanId = await finished();
      const [delivery, ...others] = await due();
      expect(others).toEqual([]);
      expect(delivery).toMatchObject({ webhook_id: id, event: "scan.finished", attempts: 0, state: "waiting" });
      expect(JSON.parse(delivery?.body ?? "")).toMatchObject({
        type: "scan.finished",
        data: { scan: scanId, state: "completed", findings: 1 },
      });
      await h.context.store.write((transaction) => tellFinished(transaction, scanId));
      expect(await waitingDeliveries(h.context.store)).toBe(1);
    });

    test("a transaction that is rolled back tells nothing", async () => {
      await made(["scan.finished"]);
      const { scanId } = await h.submit();
      const broken = h.context.store.write(async (transaction) => {
        await tellFinished(transaction, scanId);
        throw new Error("the database is gone");
      });
      await expect(broken).rejects.toThrow("the database is gone");
      expect(await due()).toEqual([]);
    });

    test("critical findings of a scan are one delivery, only to those who ask for them", async () => {
      const id = await made(["findings.critical"]);
      await made(["findings.critical"], { repositories: ["https://git.example.org/others/*"] });
      await made(["findings.critical"], { teams: ["others"] });
      await finished();
      const deliveries = await due();
      expect(deliveries.map(({ webhook_id, event }) => [webhook_id, event])).toEqual([[id, "findings.critical"]]);
      expect(JSON.parse(deliveries[0]?.body ?? "")).toMatchObject({ data: { total: 1, first: true } });
      await finished();
      expect(await due()).toHaveLength(1);
    });

    test("an exception that ends soon is told once, to those who see it", async () => {
      const id = await made(["exception.expiring"]);
      await made(["exception.expiring"], { repositories: ["https://git.example.org/others/*"] });
      const { store, clock } = h.context;
      const day = (days: number) => new Date(clock() + days * 86_400_000).toISOString().slice(0, 10);
      const actor = (name: string) => ({ id: name, name, at: clock() });
      const exception = (until: string, approved: boolean, target = "https://git.example.org/a") =>
        store.write(async (transaction) => {
          const asked = { target, rule: "python.hashlib", reason: "it goes in spring", until };
          const { id: made } = await askException(transaction, asked, actor("asks"));
          if (approved) await approveException(transaction, made, actor("approves"), day(0));
          return made;
        });
      const soon = await exception(day(9), true);
      await exception(day(9), false);
      await exception(day(30), true);
      const tell = () => store.write((transaction) => tellExpiring(transaction, clock()));
      await tell();
      h.advance(86_400_000);
      await tell();
      const deliveries = await due();
      expect(deliveries.map(({ webhook_id }) => webhook_id)).toEqual([id]);
      expect(JSON.parse(deliveries[0]?.body ?? "")).toMatchObject({
        type: "exception.expiring",
        data: { id: soon, state: "approved", target: "https://git.example.org/a", reason: "it goes in spring" },
      });
    });

    test("those of one webhook do not hold up the others", async () => {
      const [loud, quiet] = [await made(["scan.finished"]), await made(["scan.finished"])];
      const tell = (webhookId: string, subject: string, now: number) =>
        h.context.store.write((transaction) => {
          const timestamp = new Date(now).toISOString();
          const body = { type: "webhook.test", timestamp, data: { webhook: webhookId } } as const;
          return enqueue(transaction, [webhookId], { body, subject, now });
        });
      const now = h.context.clock();
      for (let at = 0; at < 10; at++) await tell(loud, `loud ${at}`, now - 100 + at);
      await tell(quiet, "quiet", now);
      await tell(quiet, "later", now + 1);
      expect((await due(5, 3)).map(({ webhook_id }) => webhook_id)).toEqual([loud, loud, loud, quiet]);
      expect(await due(2, 3)).toHaveLength(2);
      await removeWebhook(h.context, loud);
      expect((await due()).map(({ webhook_id }) => webhook_id)).toEqual([quiet]);
      h.advance(1);
      expect(await due()).toHaveLength(2);
    });

    test("what failed comes again later and later, what ended is kept for a while", async () => {
      await made(["scan.finished"]);
      await finished();
      const { store, clock } = h.context;
      const settle = async (outcome: Parameters<typeof settleDelivery>[2]) => {
        const [delivery] = await due();
        if (!delivery) throw new Error("nothing is due");
        return store.write((transaction) => settleDelivery(transaction, delivery, outcome, clock()));
      };
      expect(await settle({ delivered: false, status: 500 })).toBe("waiting");
      expect(await due()).toEqual([]);
      h.advance(5_000);
      expect(await settle({ delivered: false, retryAfterMs: 600_000 })).toBe("waiting");
      h.advance(61_000);
      expect(await due()).toEqual([]);
      h.advance(600_000);
      expect(await settle({ delivered: true, status: 204 })).toBe("delivered");
      expect(await waitingDeliveries(store)).toBe(0);
      const kept = () => store.ask((db) => db.selectFrom("webhook_delivery").select("state").execute());
      await store.write((transaction) => forgetEnded(transaction, clock()));
      expect(await kept()).toEqual([{ state: "delivered" }]);
      await store.write((transaction) => forgetEnded(transaction, clock() + 1));
      expect(await kept()).toEqual([]);
    });
  });
}
