/** Delivery of units to workers, at least once. The ledger, not the queue, knows what is finished. */

/** A pointer to one pack; at most 1 KiB when serialised. */
export interface UnitMessage {
  readonly unitId: string;
  readonly scanId: string;
  /** Counts upward in the ledger with each (re)publish; `unitId/attempt` is the message id. */
  readonly attempt: number;
  readonly engineDigest: string;
  readonly packKey: string;
  /** SHA-256 of the pack's bytes, hex. */
  readonly packDigest: string;
  readonly packSize: number;
  /** W3C trace context of the scan, carried in message headers. */
  readonly traceparent?: string;
}

export interface PublishReceipt {
  /** The queue's own sequence of the stored message; the reconciler asks by it. */
  readonly sequence: number;
  /** True where the queue knew the message id already. */
  readonly duplicate: boolean;
}

/** One message held by one consumer until it says what became of it. */
export interface Delivery {
  readonly message: UnitMessage;
  /** 1 for the first delivery. Restarts of the queue may reset it: a hint, never the truth. */
  readonly deliveryCount: number;
  /** Ask for more time; called from a timer that scanning cannot block. */
  extend(): void;
  /** The receipt is in the ledger: remove the message. Resolves false where the queue could not confirm. */
  complete(): Promise<boolean>;
  /** Give the message back for another delivery after `delayMs`. */
  retry(delayMs: number): Promise<void>;
}

export interface ConsumeOptions {
  /** Only units of this engine are delivered: an old worker never takes a new unit. */
  readonly engineDigest: string;
  /** At most so many deliveries are unsettled at once. */
  readonly maxInFlight: number;
  /** Ends the iteration; what was prefetched and not yielded is given back at once. */
  readonly signal: AbortSignal;
}

export interface WorkQueue {
  /** Throws `RetryableError` while the queue is full or away. Publishing the same message id twice is harmless. */
  publish(unit: UnitMessage): Promise<PublishReceipt>;
  consume(options: ConsumeOptions): AsyncIterable<Delivery>;
  /** Messages stored and not completed, for this engine. */
  depth(engineDigest: string): Promise<number>;
  /**
   * Whether the message with this sequence is still stored, and is this unit's where one is named: a queue whose store
   * was lost counts from 1 again. 0 stands for a message that was never noted, and is not held.
   */
  holds(sequence: number, unit?: Pick<UnitMessage, "unitId" | "attempt">): Promise<boolean>;
  /**
   * Removes messages that were completed and are stored all the same, as a crash of the queue can leave behind: nobody
   * would ever be given them. Answers how many, at most `limit`.
   */
  removeOrphans(engineDigest: string, limit: number): Promise<number>;
  /** Engines that messages are stored for, known to anybody or not. */
  engines(): Promise<readonly string[]>;
  /** Removes messages of an engine, whoever waits for them, at most `limit`. Answers how many. */
  removeAll(engineDigest: string, limit: number): Promise<number>;
  close(): Promise<void>;
}
