/** An aggregator that ends: what has begun is finished, everything else is told to go to another one. */
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { methodOf } from "@pqc-audit/platform/adapters/grpc/proto.ts";
import { framesOf } from "@pqc-audit/platform/adapters/grpc/result-stream.ts";
import { receipt, resultFrame } from "@pqc-audit/platform/adapters/grpc/results-messages.ts";
import { startGrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { afterwards, ledger, results, serve, sink, unit } from "./grpc-fixtures.ts";

const committing = sink({ submit: async () => ({ status: "COMMITTED" }) });

/** A stream that is held open for many units, as the proto allows. */
function longStream(port: number) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  afterwards(async () => client.close());
  const { requestSerialize, responseDeserialize, path } = methodOf("Results", "Submit");
  const call = client.makeBidiStreamRequest<object, object>(
    path,
    requestSerialize,
    responseDeserialize,
    new Metadata(),
  );
  const answers: string[] = [];
  const ended = new Promise<string>((resolve) => {
    call.on("data", (message: unknown) => answers.push(receipt.decode(message, "receipt").status));
    call.on("error", ({ message }) => resolve(message));
    call.on("end", () => resolve("end"));
  });
  const frames = [...framesOf(unit(1))].map((frame) => resultFrame.encode(frame) as object);
  const send = (from: number, to = frames.length) => {
    for (const frame of frames.slice(from, to)) call.write(frame);
  };
  return { answers, ended, frames: frames.length, send };
}

test("a long stream gets the receipt of what it has begun, then Drain, and ends cleanly", async () => {
  let drained = 0;
  const server = await startGrpcServer({
    listen: "127.0.0.1:0",
    ledger: ledger({}),
    results: committing,
    onDrained: () => drained++,
  });
  const [idle, busy] = [longStream(server.port), longStream(server.port)];
  idle.send(0);
  busy.send(0);
  await expect.poll(() => [...idle.answers, ...busy.answers]).toEqual(["COMMITTED", "COMMITTED"]);
  busy.send(0, 2);
  // It is being read: its header has been seen once a later unary call is answered.
  await expect(
    results(server.port).begin({ unitId: "u", attempt: 1, engineDigest: "e", workerId: "w" }),
  ).rejects.toThrow();
  const closed = server.close(10_000);
  expect(await idle.ended).toBe("end");
  expect(idle.answers).toEqual(["COMMITTED", "DRAIN"]);
  busy.send(2, busy.frames);
  expect(await busy.ended).toBe("end");
  expect(busy.answers).toEqual(["COMMITTED", "COMMITTED", "DRAIN"]);
  await closed;
  expect(drained).toBe(2);
});

test("who waits for a place is sent elsewhere at once, and comes through there", async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = sink({
    submit: async () => {
      begun.resolve();
      await held.promise;
      return { status: "COMMITTED" };
    },
  });
  const server = await startGrpcServer({ listen: "127.0.0.1:0", ledger: ledger({}), results: slow, maxUnits: 1 });
  const client = results(server.port);
  const first = client.submit(unit(1, "first"));
  await begun.promise;
  const second = client.submit(unit(1, "second"));
  const refused = expect(second).rejects.toThrow(RetryableError);
  const named = expect(second).rejects.toThrow("ends and takes no more results");
  const timer = setTimeout(() => void server.close(10_000), 200);
  afterwards(async () => clearTimeout(timer));
  await Promise.all([refused, named]);
  held.resolve();
  expect(await first).toEqual({ status: "COMMITTED" });
  await server.close(0);
  const other = await serve({ results: committing });
  expect(await results(other.port).submit(unit(1, "second"))).toEqual({ status: "COMMITTED" });
});

test("what is not finished within the grace is ended, and its sender sends again", async () => {
  const begun = Promise.withResolvers<void>();
  const hangs = sink({
    submit: () => {
      begun.resolve();
      return new Promise(() => {});
    },
  });
  const server = await startGrpcServer({ listen: "127.0.0.1:0", ledger: ledger({}), results: hangs });
  const sent = results(server.port).submit(unit(1));
  const refused = expect(sent).rejects.toThrow(RetryableError);
  await begun.promise;
  await server.close(200);
  await refused;
});
