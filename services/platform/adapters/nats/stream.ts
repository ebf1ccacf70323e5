/** The JetStream stream and consumers that carry units: their names, their settings, and making them when absent. */
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  NatsError,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamState,
} from "nats";
import { UsageError } from "../../errors.ts";
import { unitMessageLimit } from "../unit-message.ts";

export const defaultStream = "PQC_UNITS";

export interface UnitStreamOptions {
  /** Name of the stream; its subjects stay the same, so there is one for each NATS account. Default `PQC_UNITS`. */
  readonly stream?: string;
  /** Copies of the stream in a NATS cluster. Default 1. */
  readonly replicas?: number;
  /** Publishing beyond it is refused. Default 50,000. */
  readonly maxMessages?: number;
  /** A delivery neither settled nor extended for so long is delivered again. Default 60 s. */
  readonly ackWaitMs?: number;
  /** Deliveries outstanding over all workers of one engine; more worker slots than that would starve. Default 20,000. */
  readonly maxAckPending?: number;
}

/** JetStream's own error codes (`err_code`), from nats-server's errors.json. */
const streamFull = 10077;
/** Of the account, of all of JetStream, of its storage: none has room for one message more. */
const accountFull = 10002;
const resourcesUsedUp = 10023;
const storageUsedUp = 10047;
const consumerNotFound = 10014;
const noMessage = 10037;
const streamNameInUse = 10058;
const streamNotFound = 10059;

const duplicateWindowMs = 10 * 60_000;
/** A consumer whose engine nobody runs any more removes itself; a returning worker makes it again. */
const consumerIdleMs = 7 * 24 * 3_600_000;

export function subjectOf(engineDigest: string, scanId: string): string {
  return `pqc.units.${engineDigest}.${scanId}`;
}

/** The engine in a subject made by `subjectOf`. */
export function engineOf(subject: string): string {
  return subject.split(".")[2] ?? "";
}

export function consumerName(engineDigest: string): string {
  return `workers-${engineDigest}`;
}

export function errorCode(error: unknown): number | undefined {
  return error instanceof NatsError ? error.api_error?.err_code : undefined;
}

/** There is room again once workers have taken something, or somebody grants more. */
export function isFull(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && [streamFull, accountFull, resourcesUsedUp, storageUsedUp].includes(code);
}

/** The stream is gone (lost store, an operator) or does not hold the message. */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === noMessage || code === streamNotFound || code === consumerNotFound;
}

/**
 * Makes the stream unless it stands. An existing stream keeps its settings (an operator may have chosen them), but must be
 * a work queue over our subjects.
 */
export async function ensureStream(manager: JetStreamManager, options: UnitStreamOptions): Promise<void> {
  const subjects = ["pqc.units.>"];
  const name = options.stream ?? defaultStream;
  try {
    await manager.streams.add({
      name,
      description: "Units of work of pqc-audit; the ledger, not this stream, knows what is finished",
      subjects,
      storage: StorageType.File,
      num_replicas: options.replicas ?? 1,
      retention: RetentionPolicy.Workqueue,
      // With the default a full work queue would drop work nobody has seen.
      discard: DiscardPolicy.New,
      max_msgs: options.maxMessages ?? 50_000,
      max_msg_size: unitMessageLimit * 4,
      duplicate_window: nanos(duplicateWindowMs),
      // A filtered purge made nats-server 2.9.10 skip other scans' units; scans are cancelled in the ledger.
      deny_purge: true,
    });
  } catch (error) {
    if (errorCode(error) !== streamNameInUse) throw error;
    const { config } = await manager.streams.info(name);
    if (
      config.retention !== RetentionPolicy.Workqueue ||
      !subjects.every((subject) => config.subjects.includes(subject))
    ) {
      throw new UsageError(
        `the JetStream stream ${name} exists with retention ${config.retention} and subjects ${config.subjects.join(", ")}; it must be a workqueue over ${subjects.join(", ")}: rename or delete it`,
      );
    }
  }
}

/** How many messages of this engine the stream stores, and where it begins and ends. */
export async function storedUnits(
  manager: JetStreamManager,
  stream: string,
  engineDigest: string,
): Promise<{ readonly count: number; readonly state: StreamState }> {
  const { state } = await manager.streams.info(stream, { subjects_filter: subjectOf(engineDigest, "*") });
  return { count: Object.values(state.subjects ?? {}).reduce((sum, each) => sum + each, 0), state };
}

/** Makes or updates the one durable consumer that all workers of this engine share. */
export async function ensureConsumer(
  manager: JetStreamManager,
  engineDigest: string,
  options: UnitStreamOptions,
): Promise<void> {
  await manager.consumers.add(options.stream ?? defaultStream, {
    durable_name: consumerName(engineDigest),
    filter_subject: subjectOf(engineDigest, "*"),
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(options.ackWaitMs ?? 60_000),
    // Unlimited: the ledger counts attempts. A message over the limit would stay stored and never be delivered.
    max_deliver: -1,
    max_ack_pending: options.maxAckPending ?? 20_000,
    inactive_threshold: nanos(consumerIdleMs),
  });
}
