/**
 * What JetStream says happened to the stream of units and its consumers. Nothing depends on it, since an advisory can be
 * missed: it is logged and counted, so that an operator who deletes a consumer, or a message that was terminated, is seen.
 */
import { type Msg, type NatsConnection, NatsError } from "nats";
import { messageOf, UsageError } from "../../errors.ts";

/** `max_deliveries` cannot come from our consumers, whose deliveries are not limited: it would mean a changed consumer. */
export const ADVISORY_KINDS = [
  "message_terminated",
  "message_naked",
  "max_deliveries",
  "consumer_created",
  "consumer_deleted",
  "stream_created",
  "stream_updated",
  "stream_deleted",
  "quorum_lost",
  "leader_elected",
  "other",
] as const;
export type AdvisoryKind = (typeof ADVISORY_KINDS)[number];

export interface Advisory {
  readonly kind: AdvisoryKind;
  readonly subject: string;
  /** Sequence of the message it is about. */
  readonly sequence?: number;
  readonly deliveries?: number;
  /** Why a message was terminated; since nats-server 2.10.4. */
  readonly reason?: string;
}

const KINDS: Readonly<Record<string, AdvisoryKind>> = {
  "CONSUMER.MSG_TERMINATED": "message_terminated",
  "CONSUMER.MSG_NAKED": "message_naked",
  "CONSUMER.MAX_DELIVERIES": "max_deliveries",
  "CONSUMER.CREATED": "consumer_created",
  "CONSUMER.DELETED": "consumer_deleted",
  "CONSUMER.QUORUM_LOST": "quorum_lost",
  "CONSUMER.LEADER_ELECTED": "leader_elected",
  "STREAM.CREATED": "stream_created",
  "STREAM.UPDATED": "stream_updated",
  "STREAM.DELETED": "stream_deleted",
  "STREAM.QUORUM_LOST": "quorum_lost",
  "STREAM.LEADER_ELECTED": "leader_elected",
};

const root = "$JS.EVENT.ADVISORY";
/** One of all who listen is told of each, so that sums over processes count it once. */
const queue = "pqc-audit-advisories";

/** Until the connection is closed. Without the permission to listen, `onProblem` is told and nothing else changes. */
export function listenToAdvisories(
  connection: NatsConnection,
  stream: string,
  onAdvisory: (advisory: Advisory) => void,
  onProblem: (error: Error) => void,
): void {
  for (const subject of [`${root}.STREAM.*.${stream}`, `${root}.CONSUMER.*.${stream}.*`]) {
    connection.subscribe(subject, {
      queue,
      callback(error, message) {
        if (error === null) return onAdvisory(advisoryOf(message));
        const advice = error instanceof NatsError && error.isPermissionError();
        const text = `cannot listen to ${subject}: ${messageOf(error)}`;
        onProblem(new UsageError(advice ? `${text}; deploy/nats/server.conf lists what each user needs` : text));
      },
    });
  }
}

function advisoryOf(message: Pick<Msg, "subject" | "string">): Advisory {
  const [, , , about = "", action = ""] = message.subject.split(".");
  const { stream_seq, deliveries, reason } = bodyOf(message);
  return {
    kind: KINDS[`${about}.${action}`] ?? "other",
    subject: message.subject,
    ...(typeof stream_seq === "number" && { sequence: stream_seq }),
    ...(typeof deliveries === "number" && { deliveries }),
    ...(typeof reason === "string" && { reason: reason.slice(0, 200) }),
  };
}

function bodyOf(message: Pick<Msg, "string">): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(message.string());
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
