/**
 * Messages that a work-queue stream still stores though they were acknowledged. nats-server 2.9 leaves them behind when it
 * is killed some seconds after the acknowledgements: they are counted, and never delivered again.
 */
import type { JetStreamManager, SeqMsgRequest } from "nats";
import { consumerName, isAbsent, subjectOf } from "./stream.ts";

/**
 * Everything up to the consumer's acknowledgement floor was acknowledged; what the stream holds there is an orphan. Without
 * any there is one question to the server. Should one be a unit that is not final after all, the ledger publishes it again.
 */
export async function removeOrphans(
  manager: JetStreamManager,
  stream: string,
  engineDigest: string,
  limit: number,
): Promise<number> {
  const { ack_floor } = await manager.consumers.info(stream, consumerName(engineDigest));
  for (let removed = 0; ; removed++) {
    if (removed === limit) return removed;
    // The server takes both fields together; the client's types do not know that yet.
    const first = { seq: 1, next_by_subj: subjectOf(engineDigest, "*") } as SeqMsgRequest;
    const message = await manager.streams.getMessage(stream, first).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (message === undefined || message.seq > ack_floor.stream_seq) return removed;
    await manager.streams.deleteMessage(stream, message.seq, false);
  }
}
