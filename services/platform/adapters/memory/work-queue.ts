/**
 * The queue of a single process. It keeps the promises of the real one, redelivery after a silent consumer included, so
 * that what works here works in a cluster; nothing survives the process, which the ledger makes good.
 */
import { RetryableError } from "../../errors.ts";
import type { ConsumeOptions, Delivery, PublishReceipt, UnitMessage, WorkQueue } from "../../ports/work-queue.ts";
import { messageId, serialise } from "../unit-message.ts";

export interface MemoryWorkQueueOptions {
  /** A delivery neither settled nor extended for so long is delivered again. Default 60 s. */
  readonly ackWaitMs?: number;
  /** Publishing beyond it is refused. Default 50,000. */
  readonly maxMessages?: number;
}

interface Stored {
  readonly sequence: number;
  readonly message: UnitMessage;
  deliveries: number;
  /** Stands in its lane's `ready`. */
  ready: boolean;
  /** Ends the current delivery's time, or brings a delayed message back. */
  timer: NodeJS.Timeout | undefined;
}

/** The messages of one engine digest: `ready` in order of delivery, and consumers that wait for one. */
interface Lane {
  readonly ready: Stored[];
  readonly waiting: Set<() => void>;
}

export function createMemoryWorkQueue(options: MemoryWorkQueueOptions = {}): WorkQueue {
  const ackWaitMs = options.ackWaitMs ?? 60_000;
  const maxMessages = options.maxMessages ?? 50_000;
  const stored = new Map<number, Stored>();
  const sequences = new Map<string, number>();
  const lanes = new Map<string, Lane>();
  const closing = new AbortController();
  let lastSequence = 0;

  const laneOf = (engineDigest: string): Lane => {
    const lane = lanes.get(engineDigest) ?? { ready: [], waiting: new Set() };
    lanes.set(engineDigest, lane);
    return lane;
  };
  const offer = (entry: Stored, first = false) => {
    if (entry.ready || !stored.has(entry.sequence)) return;
    entry.ready = true;
    const lane = laneOf(entry.message.engineDigest);
    if (first) lane.ready.unshift(entry);
    else lane.ready.push(entry);
    for (const wake of lane.waiting) wake();
  };
  const offerLater = (entry: Stored, delayMs: number) => {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(offer, delayMs, entry);
    // A message that waits must not keep an otherwise finished process alive.
    entry.timer.unref();
  };
  const remove = (entry: Stored) => {
    clearTimeout(entry.timer);
    sequences.delete(messageId(entry.message));
    return stored.delete(entry.sequence);
  };

  const deliver = (entry: Stored, settled: () => void): Delivery => {
    entry.deliveries++;
    const deliveryCount = entry.deliveries;
    offerLater(entry, ackWaitMs);
    let open = true;
    const settle = () => {
      if (!open) return false;
      open = false;
      settled();
      return true;
    };
    // A newer delivery of the same message took over: only removal still counts, as in JetStream.
    const current = () => entry.deliveries === deliveryCount && stored.has(entry.sequence);
    return {
      message: entry.message,
      deliveryCount,
      extend() {
        if (open && current()) offerLater(entry, ackWaitMs);
      },
      async complete() {
        if (!settle()) return false;
        remove(entry);
        return true;
      },
      async retry(delayMs) {
        if (!settle() || !current()) return;
        if (delayMs > 0) return offerLater(entry, delayMs);
        clearTimeout(entry.timer);
        offer(entry, true);
      },
    };
  };

  async function* consume({ engineDigest, maxInFlight, signal }: ConsumeOptions): AsyncGenerator<Delivery> {
    const lane = laneOf(engineDigest);
    const ended = AbortSignal.any([signal, closing.signal]);
    let unsettled = 0;
    let wake = () => {};
    const poke = () => wake();
    const onSettled = () => {
      unsettled--;
      wake();
    };
    lane.waiting.add(poke);
    ended.addEventListener("abort", poke);
    try {
      while (!ended.aborted) {
        const entry = unsettled < maxInFlight ? lane.ready.shift() : undefined;
        if (entry === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        entry.ready = false;
        if (!stored.has(entry.sequence)) continue;
        unsettled++;
        yield deliver(entry, onSettled);
      }
    } finally {
      lane.waiting.delete(poke);
      ended.removeEventListener("abort", poke);
    }
  }

  return {
    async publish(unit): Promise<PublishReceipt> {
      serialise(unit);
      const known = sequences.get(messageId(unit));
      if (known !== undefined) return { sequence: known, duplicate: true };
      if (stored.size >= maxMessages) {
        throw new RetryableError(`the queue holds ${stored.size} of at most ${maxMessages} units: publish later`, {
          retryAfterMs: 1000,
        });
      }
      const entry: Stored = { sequence: ++lastSequence, message: unit, deliveries: 0, ready: false, timer: undefined };
      stored.set(entry.sequence, entry);
      sequences.set(messageId(unit), entry.sequence);
      offer(entry);
      return { sequence: entry.sequence, duplicate: false };
    },
    consume,
    async depth(engineDigest) {
      let count = 0;
      for (const { message } of stored.values()) if (message.engineDigest === engineDigest) count++;
      return count;
    },
    async holds(sequence, unit) {
      const entry = stored.get(sequence);
      return entry !== undefined && (unit === undefined || messageId(entry.message) === messageId(unit));
    },
    removeOrphans: async () => 0,
    engines: async () => [...new Set([...stored.values()].map(({ message }) => message.engineDigest))],
    async removeAll(engineDigest, limit) {
      const found = [...stored.values()].filter(({ message }) => message.engineDigest === engineDigest);
      return found.slice(0, limit).filter(remove).length;
    },
    async close() {
      closing.abort();
      for (const entry of stored.values()) clearTimeout(entry.timer);
    },
  };
}
