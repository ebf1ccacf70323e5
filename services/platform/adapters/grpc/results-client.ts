/** The result sink of an aggregator somewhere else, as the port. One stream carries one unit. */
import { once } from "node:events";
import type { ClientDuplexStream } from "@grpc/grpc-js";
import { RetryableError } from "../../errors.ts";
import { failpoint } from "../../failpoint.ts";
import type { Receipt, ResultSink, UnitResult } from "../../ports/result-sink.ts";
import {
  type Channel,
  type ChannelOptions,
  type Connected,
  callMetadata,
  callUnary,
  connected,
  openChannel,
} from "./channel.ts";
import { methodOf } from "./proto.ts";
import { framesOf } from "./result-stream.ts";
import {
  begin,
  fail,
  type ResultAnswer,
  receipt as receiptMessage,
  resultFrame,
  submitPath,
} from "./results-messages.ts";
import { fromStatus } from "./status.ts";

export function openResultsClient(options: ChannelOptions): ResultSink & Connected {
  const channel = openChannel(options);
  return {
    begin: (request) => callUnary(channel, begin, request),
    fail: async (request) => receiptIn(await callUnary(channel, fail, request), channel.address),
    submit: (result) => channel.tracing.span(submitPath, { kind: "client" }, () => submit(channel, result)),
    connected: () => connected(channel),
    close: async () => channel.close(),
  };
}

async function submit(channel: Channel, result: UnitResult): Promise<Receipt> {
  const { requestSerialize, responseDeserialize } = methodOf("Results", "Submit");
  const timeoutMs = channel.options.submitTimeoutMs ?? 120_000;
  const call = channel.client.makeBidiStreamRequest<object, object>(
    submitPath,
    requestSerialize,
    responseDeserialize,
    callMetadata(),
    { deadline: Date.now() + timeoutMs },
  );
  const answer = receiptOf(call, channel.address, `Submit of unit ${result.unitId} at ${channel.address}`);
  let answered = false;
  const noted = () => {
    answered = true;
  };
  // Also keeps a failure while frames are written from counting as unhandled; it is thrown below.
  answer.then(noted, noted);
  try {
    for (const frame of framesOf(result)) {
      if (answered) break;
      const room = call.write(resultFrame.encode(frame) as object);
      // An answer before the end is a refusal: nobody reads on.
      if (!room) await Promise.race([once(call, "drain").catch(() => {}), answer.then(noted, noted)]);
    }
    call.end();
    await failpoint("worker.end-sent");
    return await answer;
  } finally {
    // Whatever became of it, the stream must not stay open.
    call.cancel();
  }
}

/** Another replica is there already, or this one comes back: the connection to it is on its way out. */
const afterDrainMs = 100;

function receiptIn(answer: ResultAnswer, address: string): Receipt {
  if (answer.status !== "DRAIN") return answer;
  const message = `the aggregator at ${address} ends and takes no more results: they go to the next one`;
  throw new RetryableError(message, { retryAfterMs: afterDrainMs });
}

function receiptOf(call: ClientDuplexStream<object, object>, address: string, where: string): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    call.on("data", (message: unknown) => {
      try {
        resolve(receiptIn(receiptMessage.decode(message, "receipt"), address));
      } catch (error) {
        reject(error);
      }
    });
    call.on("error", (error) => reject(fromStatus(error, where)));
    call.on("end", () => reject(new RetryableError(`${where}: the stream ended without a receipt`)));
  });
}
