/**
 * The work queue over JetStream: at least once, bounded, and shared by every worker of one engine. It makes its stream and
 * consumers again where they were lost; the ledger republishes what was in them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Consumer,
  type ConsumerMessages,
  headers,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  NatsError,
} from "nats";
import { messageOf, RetryableError, TerminalError, UsageError } from "../../errors.ts";
import type { ConsumeOptions, Delivery, PublishReceipt, UnitMessage, WorkQueue } from "../../ports/work-queue.ts";
import { messageId, parseUnitMessage, serialise } from "../unit-message.ts";
import { type Advisory, listenToAdvisories } from "./advisories.ts";
import { CONNECT_WITHIN_MS, connectNats, type NatsOptions, onReconnect } from "./connection.ts";
import { removeAll, removeOrphans } from "./orphans.ts";
import {
  consumerName,
  defaultStream,
  engineOf,
  ensureConsumer,
  ensureStream,
  isAbsent,
  isFull,
  storedUnits,
  subjectOf,
  type UnitStreamOptions,
} from "./stream.ts";
import { demandVersion, takesTermReason } from "./version.ts";

export interface NatsWorkQueueOptions extends UnitStreamOptions {
  readonly connection: NatsOptions;
  /** How long one publish, acknowledgement or question may take. Default 5 s. */
  readonly requestTimeoutMs?: number;
  /** Told what JetStream says of the stream and its consumers; not listened to where absent. */
  readonly onAdvisory?: (advisory: Advisory) => void;
  /** Told each time a lost connection was made again. */
  readonly onReconnect?: () => void;
  /** Told of trouble that is being dealt with: a lost consumer, a message that is no unit. */
  readonly onProblem?: (error: Error) => void;
}

const publishTries = 3;
/** One pull waits so long for messages; JetStream sends heartbeats in between. */
const pullMs = 30_000;
/**
 * Two missing in a row, and the consumer is looked for: nats-server 2.9 does not tell those who wait that it was deleted,
 * and does not answer those who ask for messages afterwards.
 */
const heartbeatMs = 3_000;
const recoveryPauseMs = 500;

export async function openNatsWorkQueue(options: NatsWorkQueueOptions): Promise<WorkQueue> {
  const timeout = options.requestTimeoutMs ?? 5_000;
  const streamName = options.stream ?? defaultStream;
  const report = options.onProblem ?? (() => {});
  const connection = await connectNats(options.connection);
  const stream = connection.jetstream({ timeout });
  const closing = new AbortController();
  const manager = await openManager(connection, options, timeout);
  if (options.onAdvisory) listenToAdvisories(connection, streamName, options.onAdvisory, report);
  if (options.onReconnect) onReconnect(connection, options.onReconnect);

  async function publish(unit: UnitMessage): Promise<PublishReceipt> {
    const data = serialise(unit);
    const header = headers();
    if (unit.traceparent !== undefined) header.set("traceparent", unit.traceparent);
    const subject = subjectOf(unit.engineDigest, unit.scanId);
    const what = `cannot publish unit ${unit.unitId}`;
    for (let tried = 1; ; tried++) {
      try {
        // The same id at every try: a publish whose answer was lost is recognised.
        const ack = await stream.publish(subject, data, { msgID: messageId(unit), headers: header, timeout });
        return { sequence: ack.seq, duplicate: ack.duplicate };
      } catch (error) {
        if (isFull(error)) {
          throw new RetryableError(`${what}: the queue is full (${messageOf(error)})`, {
            cause: error,
            retryAfterMs: 1_000,
          });
        }
        const failure = classify(error, what);
        if (!(failure instanceof RetryableError) || tried >= publishTries) throw failure;
        if (unanswered(error)) {
          await ensureStream(manager, options).catch((cause: unknown) => report(classify(cause, what)));
        }
        await sleep(100 * tried);
      }
    }
  }

  const delivery = (raw: JsMsg, message: UnitMessage, settled: () => void): Delivery => {
    let open = true;
    const settle = () => {
      if (!open) return false;
      open = false;
      settled();
      return true;
    };
    return {
      message,
      deliveryCount: raw.info.deliveryCount,
      extend() {
        if (open && !connection.isClosed()) raw.working();
      },
      async complete() {
        // Not settled before the queue's answer: the slot is taken until then.
        const confirmed = open && (await raw.ackAck({ timeout }).catch(() => false));
        settle();
        return confirmed;
      },
      async retry(delayMs) {
        if (open && !connection.isClosed()) raw.nak(delayMs);
        settle();
      },
    };
  };

  /** Pulls no more than there are free slots, so that no message's time runs while it waits inside this process. */
  async function* consume({ engineDigest, maxInFlight, signal }: ConsumeOptions): AsyncGenerator<Delivery> {
    const ended = AbortSignal.any([signal, closing.signal]);
    let consumer: Consumer | undefined;
    let pulled: ConsumerMessages | undefined;
    let unsettled = 0;
    let wake = () => {};
    const onAbort = () => {
      pulled?.stop();
      wake();
    };
    const onSettled = () => {
      unsettled--;
      wake();
    };
    const slot = async () => {
      while (unsettled >= maxInFlight && !ended.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    ended.addEventListener("abort", onAbort);
    try {
      while (!ended.aborted) {
        await slot();
        if (ended.aborted) break;
        let messages: AsyncIterator<JsMsg>;
        try {
          consumer ??= await stream.consumers.get(streamName, consumerName(engineDigest));
          const batch = maxInFlight - unsettled;
          pulled = await consumer.fetch({ max_messages: batch, expires: pullMs, idle_heartbeat: heartbeatMs });
          messages = pulled[Symbol.asyncIterator]();
        } catch (error) {
          consumer = undefined;
          await recover(error, engineDigest, ended);
          continue;
        }
        if (ended.aborted) pulled.stop();
        try {
          for (;;) {
            const next = await messages.next().catch(async (error: unknown) => {
              consumer = undefined;
              await recover(error, engineDigest, ended);
              return undefined;
            });
            if (next === undefined || next.done === true) break;
            const raw = next.value;
            if (ended.aborted) {
              raw.nak();
              continue;
            }
            const message = parseUnitMessage(raw.data, raw.headers?.get("traceparent") || undefined);
            if (message === undefined) {
              report(new TerminalError(`message ${raw.seq} of ${streamName} is no unit: it was removed unread`));
              if (takesTermReason(connection)) raw.term("no unit");
              else raw.term();
              continue;
            }
            unsettled++;
            yield delivery(raw, message, onSettled);
            // Only a repeated pull after a reconnect can bring more than was asked for.
            await slot();
          }
        } finally {
          // Whoever leaves the loop early leaves messages behind: the next consumer shall have them at once.
          pulled.stop();
          await giveBack(messages);
        }
      }
    } finally {
      ended.removeEventListener("abort", onAbort);
    }
  }

  async function recover(error: unknown, engineDigest: string, ended: AbortSignal): Promise<void> {
    if (ended.aborted || connection.isClosed()) return;
    try {
      if (!isAbsent(error) && !unanswered(error)) {
        report(classify(error, "cannot pull units"));
        await sleep(recoveryPauseMs, undefined, { signal: ended }).catch(() => {});
      }
      await ensureStream(manager, options);
      await ensureConsumer(manager, engineDigest, options);
    } catch (cause) {
      report(classify(cause, "cannot set up the JetStream consumer"));
      await sleep(recoveryPauseMs, undefined, { signal: ended }).catch(() => {});
    }
  }

  const ask = async <T>(what: string, question: () => Promise<T>, absent: T): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      if (isAbsent(error)) return absent;
      throw classify(error, what);
    }
  };

  return {
    publish,
    consume,
    depth: (engineDigest) =>
      ask(
        "cannot ask for the queue's depth",
        async () => (await storedUnits(manager, streamName, engineDigest)).count,
        0,
      ),
    holds: (sequence, unit) =>
      ask(
        `cannot ask for message ${sequence}`,
        async () => {
          // The first message has sequence 1; the server takes a question about 0 for a mistake.
          if (sequence < 1) return false;
          const message = await manager.streams.getMessage(streamName, { seq: sequence });
          return unit === undefined || message.header.get("Nats-Msg-Id") === messageId(unit);
        },
        false,
      ),
    removeOrphans: (engineDigest, limit) =>
      ask("cannot look for orphans", () => removeOrphans(manager, streamName, engineDigest, limit), 0),
    engines: () =>
      ask("cannot ask for the engines in the queue", async () => {
        const { state } = await manager.streams.info(streamName, { subjects_filter: "pqc.units.>" });
        return [...new Set(Object.keys(state.subjects ?? {}).map(engineOf))];
      }, []),
    removeAll: (engineDigest, limit) =>
      ask("cannot remove units", () => removeAll(manager, streamName, engineDigest, limit), 0),
    async close() {
      closing.abort();
      // Acknowledgements still on their way out are flushed; a server that is gone is not waited for.
      await Promise.race([connection.drain(), sleep(timeout, undefined, { ref: false })]).catch(() => {});
      await connection.close();
    },
  };
}

async function giveBack(messages: AsyncIterator<JsMsg>): Promise<void> {
  for (;;) {
    const next = await messages.next().catch(() => undefined);
    if (next === undefined || next.done === true) return;
    next.value.nak();
  }
}

/** Nobody listens on the subject or the API: the stream, or JetStream itself, is not there (yet). */
function unanswered(error: unknown): boolean {
  return error instanceof NatsError && error.code === "503";
}

/** As patient as `connectNats`: a server takes connections before its JetStream answers. */
async function openManager(
  connection: NatsConnection,
  options: NatsWorkQueueOptions,
  timeout: number,
): Promise<JetStreamManager> {
  const deadline = performance.now() + (options.connection.connectWithinMs ?? CONNECT_WITHIN_MS);
  for (;;) {
    try {
      demandVersion(connection);
      const manager = await connection.jetstreamManager({ timeout });
      await ensureStream(manager, options);
      return manager;
    } catch (error) {
      const failure = classify(error, "cannot set up the JetStream stream");
      if (failure instanceof RetryableError && performance.now() < deadline) {
        await sleep(recoveryPauseMs);
        continue;
      }
      await connection.close();
      throw failure;
    }
  }
}

function classify(error: unknown, what: string): Error {
  if (error instanceof RetryableError || error instanceof TerminalError || error instanceof UsageError) return error;
  const message = `${what}: ${messageOf(error)}`;
  if (error instanceof NatsError) {
    if (error.isPermissionError() || error.isAuthError()) {
      return new UsageError(`${message}; deploy/nats/server.conf lists what each user needs`, { cause: error });
    }
    const status = error.api_error?.code ?? 0;
    if (status >= 400 && status < 500 && status !== 429 && status !== 408 && !isAbsent(error)) {
      return new TerminalError(message, { cause: error });
    }
  }
  return new RetryableError(message, { cause: error });
}
