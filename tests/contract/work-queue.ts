/** What every work queue promises, whatever it is made of. */
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { Delivery, UnitMessage, WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { describe, expect, test } from "vitest";

/** Opens a queue with this ack wait (ms) and at most so many messages; each call may share one server. */
export type OpenQueue = (settings: { ackWaitMs: number }) => Promise<WorkQueue>;

/** Long enough for a busy machine, short enough to wait for. */
const ackWaitMs = 1_000;

export function unit(overrides: Partial<UnitMessage> = {}): UnitMessage {
  const unitId = createHash("sha256").update(randomUUID()).digest("hex");
  return {
    unitId,
    scanId: "scan-1",
    attempt: 1,
    engineDigest: "engine-a",
    packKey: `packs/${unitId.slice(0, 2)}/${unitId}`,
    packDigest: unitId,
    packSize: 1234,
    ...overrides,
  };
}

/** Takes `count` deliveries, then ends the iteration. */
async function take(queue: WorkQueue, engineDigest: string, count: number, withinMs = 10_000): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  const signal = AbortSignal.timeout(withinMs);
  for await (const delivery of queue.consume({ engineDigest, maxInFlight: count, signal })) {
    taken.push(delivery);
    if (taken.length === count) break;
  }
  return taken;
}

const idOf = ({ message }: Delivery) => message.unitId;

export function workQueueContract(open: OpenQueue): void {
  /** Every test has an engine digest of its own, so that tests share a server without seeing each other. */
  const within = async (work: (queue: WorkQueue, engineDigest: string) => Promise<void>) => {
    const queue = await open({ ackWaitMs });
    try {
      await work(queue, randomUUID());
    } finally {
      await queue.close();
    }
  };

  describe("publishing", () => {
    test("delivers what was published, trace context included", () =>
      within(async (queue, engineDigest) => {
        const traced = unit({ engineDigest, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
        const plain = unit({ engineDigest });
        await queue.publish(traced);
        await queue.publish(plain);
        const deliveries = await take(queue, engineDigest, 2);
        expect(deliveries.map(({ message }) => message)).toEqual([traced, plain]);
        expect(deliveries.map(({ deliveryCount }) => deliveryCount)).toEqual([1, 1]);
      }));

    test("is harmless when repeated, and a new attempt is a new message", () =>
      within(async (queue, engineDigest) => {
        const first = unit({ engineDigest });
        const receipt = await queue.publish(first);
        expect(receipt.duplicate).toBe(false);
        expect(await queue.publish(first)).toEqual({ sequence: receipt.sequence, duplicate: true });
        const again = await queue.publish({ ...first, attempt: 2 });
        expect(again.duplicate).toBe(false);
        expect(again.sequence).toBeGreaterThan(receipt.sequence);
        expect(await queue.depth(engineDigest)).toBe(2);
      }));

    test("refuses names that would not fit a subject, and messages that are no pointers", () =>
      within(async (queue, engineDigest) => {
        for (const scanId of ["", "a.b", "a b", "*", ">"]) {
          await expect(queue.publish(unit({ engineDigest, scanId }))).rejects.toThrow(TerminalError);
        }
        await expect(queue.publish(unit({ engineDigest, packKey: "x".repeat(1024) }))).rejects.toThrow(TerminalError);
        expect(await queue.depth(engineDigest)).toBe(0);
      }));
  });

  describe("settling", () => {
    test("complete removes the message; depth and holds say so", () =>
      within(async (queue, engineDigest) => {
        const { sequence } = await queue.publish(unit({ engineDigest }));
        expect(await queue.holds(sequence)).toBe(true);
        const [delivery] = await take(queue, engineDigest, 1);
        expect(await queue.depth(engineDigest)).toBe(1);
        expect(await delivery?.complete()).toBe(true);
        expect(await queue.holds(sequence)).toBe(false);
        expect(await queue.depth(engineDigest)).toBe(0);
        expect(await take(queue, engineDigest, 1, ackWaitMs * 2)).toEqual([]);
      }));

    test("a sequence that holds another unit or attempt does not hold this one", () =>
      within(async (queue, engineDigest) => {
        const message = unit({ engineDigest });
        const { sequence } = await queue.publish(message);
        expect(await queue.holds(sequence, message)).toBe(true);
        expect(await queue.holds(sequence, { ...message, attempt: message.attempt + 1 })).toBe(false);
        expect(await queue.holds(sequence, unit({ engineDigest }))).toBe(false);
      }));

    test("what is waiting, held or given back is no orphan", () =>
      within(async (queue, engineDigest) => {
        for (let n = 0; n < 3; n++) await queue.publish(unit({ engineDigest }));
        await take(queue, engineDigest, 1);
        expect(await queue.removeOrphans(engineDigest, 10)).toBe(0);
        expect(await queue.depth(engineDigest)).toBe(3);
      }));

    test("what is left of an engine can be removed, and nothing of another", () =>
      within(async (queue, engineDigest) => {
        const other = randomUUID();
        for (let n = 0; n < 3; n++) await queue.publish(unit({ engineDigest: other }));
        await queue.publish(unit({ engineDigest }));
        expect(await queue.engines()).toEqual(expect.arrayContaining([engineDigest, other]));
        expect([await queue.removeAll(other, 2), await queue.removeAll(other, 2)]).toEqual([2, 1]);
        expect([await queue.depth(other), await queue.depth(engineDigest)]).toEqual([0, 1]);
        expect(await queue.engines()).not.toContain(other);
        expect(await queue.removeAll(other, 2)).toBe(0);
      }));

    test("a sequence that never was is not held", () =>
      within(async (queue, engineDigest) => {
        // 0: the ledger's word for a publish that was never noted.
        for (const sequence of [0, 4_000_000_000]) {
          expect(await queue.holds(sequence), String(sequence)).toBe(false);
          expect(await queue.holds(sequence, unit({ engineDigest })), String(sequence)).toBe(false);
        }
      }));

    test("a delivery that stays silent comes back after the ack wait", () =>
      within(async (queue, engineDigest) => {
        const message = unit({ engineDigest });
        await queue.publish(message);
        const taken = performance.now();
        await take(queue, engineDigest, 1);
        const [second] = await take(queue, engineDigest, 1);
        expect(second?.message).toEqual(message);
        expect(second?.deliveryCount).toBe(2);
        expect(performance.now() - taken).toBeGreaterThan(ackWaitMs * 0.8);
        expect(await second?.complete()).toBe(true);
      }));

    test("a delivery that is extended stays where it is", () =>
      within(async (queue, engineDigest) => {
        await queue.publish(unit({ engineDigest }));
        const [held] = await take(queue, engineDigest, 1);
        const extending = setInterval(() => held?.extend(), ackWaitMs / 4);
        try {
          expect(await take(queue, engineDigest, 1, ackWaitMs * 3)).toEqual([]);
        } finally {
          clearInterval(extending);
        }
        expect(await held?.complete()).toBe(true);
      }));

    test("retry brings the message back after its delay, not before", () =>
      within(async (queue, engineDigest) => {
        await queue.publish(unit({ engineDigest }));
        const [first] = await take(queue, engineDigest, 1);
        const returned = performance.now();
        await first?.retry(500);
        const [second] = await take(queue, engineDigest, 1);
        expect(performance.now() - returned).toBeGreaterThan(450);
        expect(second?.deliveryCount).toBe(2);
        await second?.retry(0);
        const [third] = await take(queue, engineDigest, 1, ackWaitMs * 0.8);
        expect(third?.deliveryCount).toBe(3);
        await third?.complete();
      }));

    test("only the first settlement of a delivery counts", () =>
      within(async (queue, engineDigest) => {
        const { sequence } = await queue.publish(unit({ engineDigest }));
        const [delivery] = await take(queue, engineDigest, 1);
        expect(await delivery?.complete()).toBe(true);
        expect(await delivery?.complete()).toBe(false);
        await delivery?.retry(0);
        expect(await queue.holds(sequence)).toBe(false);
      }));

    test("a late complete of an earlier delivery still removes the message", () =>
      within(async (queue, engineDigest) => {
        const { sequence } = await queue.publish(unit({ engineDigest }));
        const [zombie] = await take(queue, engineDigest, 1);
        const [taker] = await take(queue, engineDigest, 1);
        expect(taker?.deliveryCount).toBe(2);
        await zombie?.complete();
        expect(await queue.holds(sequence)).toBe(false);
        await taker?.complete();
        expect(await queue.depth(engineDigest)).toBe(0);
      }));
  });

  describe("consuming", () => {
    test("never has more in flight than asked for, and goes on as deliveries settle", () =>
      within(async (queue, engineDigest) => {
        const published = Array.from({ length: 12 }, () => unit({ engineDigest }));
        for (const message of published) await queue.publish(message);
        const ending = new AbortController();
        const done: string[] = [];
        let inFlight = 0;
        let peak = 0;
        const work = async (delivery: Delivery) => {
          peak = Math.max(peak, ++inFlight);
          await sleep(20);
          inFlight--;
          await delivery.complete();
          done.push(idOf(delivery));
          if (done.length === published.length) ending.abort();
        };
        const working: Promise<void>[] = [];
        for await (const delivery of queue.consume({ engineDigest, maxInFlight: 3, signal: ending.signal })) {
          working.push(work(delivery));
        }
        await Promise.all(working);
        expect(peak).toBe(3);
        expect(done.toSorted()).toEqual(published.map(({ unitId }) => unitId).toSorted());
      }));

    test("abort ends a consumer that waits, and gives back what it had not handed out", () =>
      within(async (queue, engineDigest) => {
        const published = Array.from({ length: 6 }, () => unit({ engineDigest }));
        for (const message of published) await queue.publish(message);
        const ending = new AbortController();
        const kept: Delivery[] = [];
        for await (const delivery of queue.consume({ engineDigest, maxInFlight: 6, signal: ending.signal })) {
          kept.push(delivery);
          // Time for whatever prefetching there is.
          await sleep(100);
          ending.abort();
        }
        expect(kept).toHaveLength(1);
        const others = await take(queue, engineDigest, 5, ackWaitMs * 0.8);
        expect(others).toHaveLength(5);
        for (const delivery of [...kept, ...others]) await delivery.complete();
        expect(await queue.depth(engineDigest)).toBe(0);

        const idle = queue.consume({ engineDigest, maxInFlight: 1, signal: AbortSignal.timeout(200) });
        const started = performance.now();
        for await (const _ of idle) throw new Error("there was nothing to deliver");
        expect(performance.now() - started).toBeLessThan(2_000);
      }));

    test("two consumers share the work without sharing a message", () =>
      within(async (queue, engineDigest) => {
        const published = Array.from({ length: 20 }, () => unit({ engineDigest }));
        const ending = new AbortController();
        const seen: string[] = [];
        const consumer = async () => {
          for await (const delivery of queue.consume({ engineDigest, maxInFlight: 2, signal: ending.signal })) {
            seen.push(idOf(delivery));
            await delivery.complete();
            if (seen.length === published.length) ending.abort();
          }
        };
        const consumers = [consumer(), consumer()];
        for (const message of published) await queue.publish(message);
        await Promise.all(consumers);
        expect(seen.toSorted()).toEqual(published.map(({ unitId }) => unitId).toSorted());
      }));

    test("an engine sees only its own units", () =>
      within(async (queue, engineDigest) => {
        const other = randomUUID();
        const mine = unit({ engineDigest });
        await queue.publish(unit({ engineDigest: other }));
        await queue.publish(mine);
        const deliveries = await take(queue, engineDigest, 2, 500);
        expect(deliveries.map(idOf)).toEqual([mine.unitId]);
        await deliveries[0]?.complete();
        expect([await queue.depth(engineDigest), await queue.depth(other)]).toEqual([0, 1]);
      }));

    test("closing the queue ends its consumers", async () => {
      const queue = await open({ ackWaitMs });
      const consuming = (async () => {
        const { signal } = new AbortController();
        for await (const _ of queue.consume({ engineDigest: randomUUID(), maxInFlight: 1, signal })) return "delivered";
        return "ended";
      })();
      await sleep(100);
      await queue.close();
      expect(await consuming).toBe("ended");
    });
  });
}
