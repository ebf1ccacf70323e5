/**
 * Messages that a work-queue stream still stores though they were acknowledged. nats-server 2.9 leaves them behind when it
 * is killed some seconds after the acknowledgements: they are counted, and never delivered again.
 */
import type { JetStreamManager, SeqMsgRequest, StoredMsg } from "nats";
import { consumerName, isAbsent, storedUnits, subjectOf } from "./stream.ts";

/** Sequences looked at one by one, where the server does not find by subject what it counts. */
const SCANNED = 200;

/**
 * Everything up to the consumer's acknowledgement floor was acknowledged, and everything delivered where no acknowledgement
 * is outstanding; what the stream holds there is an orphan. Without any there are two questions to the server. Should one
 * be a unit that is not final after all, the ledger publishes it again.
 */
export async function removeOrphans(
  manager: JetStreamManager,
  stream: string,
  engineDigest: string,
  limit: number,
): Promise<number> {
  const { ack_floor, delivered, num_ack_pending } = await manager.consumers.info(stream, consumerName(engineDigest));
  const floor = num_ack_pending === 0 ? delivered.stream_seq : ack_floor.stream_seq;
  const subject = subjectOf(engineDigest, "*");
  // The server takes both fields together; the client's types do not know that yet.
  const first = { seq: 1, next_by_subj: subject } as SeqMsgRequest;
  let removed = 0;
  const remove = async (message: StoredMsg): Promise<void> => {
    await manager.streams.deleteMessage(stream, message.seq, false);
    removed++;
  };
  while (removed < limit) {
    const message = await stored(manager, stream, first);
    if (message !== undefined && message.seq > floor) return removed;
    if (message === undefined) break;
    await remove(message);
  }
  // nats-server 2.9.10 does not find the last message of a stream by its subject after it was killed.
  const { count, state } = await storedUnits(manager, stream, engineDigest);
  const last = Math.min(floor, state.last_seq, state.first_seq + SCANNED);
  for (let seq = state.first_seq, left = count; seq <= last && left > 0 && removed < limit; seq++) {
    const message = await stored(manager, stream, { seq });
    if (message === undefined || !message.subject.startsWith(subjectOf(engineDigest, ""))) continue;
    await remove(message);
    left--;
  }
  return removed;
}

/** Everything the stream holds for this engine, at most `limit`; whoever has one of them in hand may still settle it. */
export async function removeAll(
  manager: JetStreamManager,
  stream: string,
  engineDigest: string,
  limit: number,
): Promise<number> {
  const first = { seq: 1, next_by_subj: subjectOf(engineDigest, "*") } as SeqMsgRequest;
  for (let removed = 0; ; removed++) {
    const message = removed < limit ? await stored(manager, stream, first) : undefined;
    if (message === undefined) return removed;
    await manager.streams.deleteMessage(stream, message.seq, false);
  }
}

async function stored(manager: JetStreamManager, stream: string, which: SeqMsgRequest): Promise<StoredMsg | undefined> {
  try {
    return await manager.streams.getMessage(stream, which);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
