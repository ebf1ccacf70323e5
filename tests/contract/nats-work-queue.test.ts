import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Advisory } from "@pqc-audit/platform/adapters/nats/advisories.ts";
import { connectNats } from "@pqc-audit/platform/adapters/nats/connection.ts";
import { openNatsWorkQueue } from "@pqc-audit/platform/adapters/nats/work-queue.ts";
import { RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NATS_RELEASES, type NatsServer, startNats } from "../servers/nats.ts";
import { freePort } from "../servers/port.ts";
import { unit, workQueueContract } from "./work-queue.ts";

describe.each(NATS_RELEASES)("nats-server %s", (release) => {
  describe("contract", () => {
    let server: NatsServer;
    beforeAll(async () => {
      server = await startNats({ release });
    });
    afterAll(() => server.stop());

    workQueueContract(({ ackWaitMs }) => openNatsWorkQueue({ ackWaitMs, connection: { servers: [server.url] } }));
  });

  describe("JetStream", () => {
    /** A server of its own: these tests damage it. */
    const withServer = async (work: (server: NatsServer) => Promise<void>) => {
      const server = await startNats({ release });
      try {
        await work(server);
      } finally {
        await server.stop();
      }
    };
    const takeOne = async (queue: WorkQueue, engineDigest: string) => {
      for await (const delivery of queue.consume({
        engineDigest,
        maxInFlight: 1,
        signal: AbortSignal.timeout(30_000),
      })) {
        return delivery;
      }
      throw new Error("nothing was delivered within 30 s");
    };

    test("a full stream refuses, still recognises a repeated publish, and takes more once one is done", () =>
      withServer(async ({ url }) => {
        const queue = await openNatsWorkQueue({ connection: { servers: [url] }, maxMessages: 1 });
        const engineDigest = randomUUID();
        const first = unit({ engineDigest });
        await queue.publish(first);
        await expect(queue.publish(unit({ engineDigest }))).rejects.toThrow(RetryableError);
        expect((await queue.publish(first)).duplicate).toBe(true);
        expect(await (await takeOne(queue, engineDigest)).complete()).toBe(true);
        expect((await queue.publish(unit({ engineDigest }))).duplicate).toBe(false);
        await queue.close();
      }));

    test("a consumer lives through the server's death and gets what is published afterwards", () =>
      withServer(async (server) => {
        const queue = await openNatsWorkQueue({ connection: { servers: [server.url] }, requestTimeoutMs: 1_000 });
        const engineDigest = randomUUID();
        const waiting = takeOne(queue, engineDigest);
        await sleep(300);
        await server.kill();
        await expect(queue.publish(unit({ engineDigest }))).rejects.toThrow(RetryableError);
        const again = await startNats({ port: server.port, dataDir: server.dataDir, release });
        try {
          const message = unit({ engineDigest });
          await publishSoon(queue, message);
          const delivery = await waiting;
          expect(await delivery.complete()).toBe(true);
        } finally {
          await queue.close();
          await again.stop();
        }
      }));

    test("a stream and a consumer that were deleted are made again", () =>
      withServer(async ({ url }) => {
        const problems: Error[] = [];
        const queue = await openNatsWorkQueue({
          connection: { servers: [url] },
          onProblem: (error) => problems.push(error),
        });
        const engineDigest = randomUUID();
        const operator = await connectNats({ servers: [url] });
        const manager = await operator.jetstreamManager();
        const waiting = takeOne(queue, engineDigest);
        await sleep(300);
        await manager.streams.delete("PQC_UNITS");
        expect(await queue.holds(1)).toBe(false);
        expect(await queue.depth(engineDigest)).toBe(0);
        const message = unit({ engineDigest });
        await queue.publish(message);
        const delivery = await waiting;
        expect(delivery.message).toEqual(message);
        expect(await delivery.complete()).toBe(true);
        await operator.close();
        await queue.close();
      }));

    test("a message that is no unit is removed and reported, the next one is delivered", () =>
      withServer(async ({ url }) => {
        const problems: string[] = [];
        const queue = await openNatsWorkQueue({
          connection: { servers: [url] },
          onProblem: ({ message }) => problems.push(message),
        });
        const engineDigest = randomUUID();
        const stranger = await connectNats({ servers: [url] });
        for (const body of ["not JSON", "{}", '{"unitId":1}']) {
          await stranger.jetstream().publish(`pqc.units.${engineDigest}.scan-1`, body);
        }
        const message = unit({ engineDigest });
        await queue.publish(message);
        const delivery = await takeOne(queue, engineDigest);
        expect(delivery.message).toEqual(message);
        await delivery.complete();
        expect(problems).toHaveLength(3);
        expect(await queue.depth(engineDigest)).toBe(0);
        await stranger.close();
        await queue.close();
      }));

    test("a stream of that name which is no work queue is refused by name", () =>
      withServer(async ({ url }) => {
        const operator = await connectNats({ servers: [url] });
        const manager = await operator.jetstreamManager();
        await manager.streams.add({ name: "PQC_UNITS", subjects: ["something.else"] });
        await expect(openNatsWorkQueue({ connection: { servers: [url] } })).rejects.toThrow(UsageError);
        await operator.close();
      }));

    test("a token is read from its file; a wrong or missing one is one clear line", async () => {
      const folder = await mkdtemp(join(tmpdir(), "pqc-token-"));
      const tokenFile = join(folder, "token");
      const server = await startNats({ token: "s3cret", release });
      const open = () => openNatsWorkQueue({ connection: { servers: [server.url], tokenFile, connectWithinMs: 0 } });
      try {
        await expect(open()).rejects.toThrow(`the NATS credentials file ${tokenFile} cannot be read`);
        await writeFile(tokenFile, "wrong");
        await expect(open()).rejects.toThrow(UsageError);
        await writeFile(tokenFile, "s3cret\n");
        await (await open()).close();
      } finally {
        await server.stop();
        await rm(folder, { recursive: true });
      }
    });

    test("a server that is not there is said in one line, within the time given", async () => {
      const port = await freePort();
      const opening = openNatsWorkQueue({ connection: { servers: [`nats://127.0.0.1:${port}`], connectWithinMs: 0 } });
      await expect(opening).rejects.toThrow(RetryableError);
      await expect(opening).rejects.toThrow(`no NATS server answers at nats://127.0.0.1:${port}`);
    });

    test("a consumer deleted while nobody is given anything is missed, and made again", () =>
      withServer(async ({ url }) => {
        const queue = await openNatsWorkQueue({ connection: { servers: [url] } });
        const engineDigest = randomUUID();
        const operator = await connectNats({ servers: [url] });
        const manager = await operator.jetstreamManager();
        const waiting = takeOne(queue, engineDigest);
        await expect.poll(() => manager.consumers.list("PQC_UNITS").next()).toHaveLength(1);
        await manager.consumers.delete("PQC_UNITS", `workers-${engineDigest}`);
        const message = unit({ engineDigest });
        await queue.publish(message);
        const delivery = await waiting;
        expect(delivery.message).toEqual(message);
        expect(await delivery.complete()).toBe(true);
        await operator.close();
        await queue.close();
      }));

    test("acknowledged messages that a killed server kept are removed, the last one too", () =>
      withServer(async (server) => {
        const queue = await openNatsWorkQueue({ connection: { servers: [server.url] }, ackWaitMs: 1_000 });
        const engineDigest = randomUUID();
        for (let n = 0; n < 12; n++) await queue.publish(unit({ engineDigest }));
        for (let n = 0; n < 8; n++) await (await takeOne(queue, engineDigest)).complete();
        await sleep(300);
        await server.kill();
        const again = await startNats({ port: server.port, dataDir: server.dataDir, release });
        try {
          const ending = new AbortController();
          const emptied = (async () => {
            for await (const delivery of queue.consume({ engineDigest, maxInFlight: 4, signal: ending.signal }))
              await delivery.complete();
          })();
          const left = async () => {
            await queue.removeOrphans(engineDigest, 100).catch(() => 0);
            return queue.depth(engineDigest).catch(() => -1);
          };
          await expect.poll(left, { timeout: 20_000 }).toBe(0);
          ending.abort();
          await emptied;
          // What is there afterwards is not taken for one.
          await queue.publish(unit({ engineDigest }));
          expect(await queue.removeOrphans(engineDigest, 100)).toBe(0);
          expect(await queue.depth(engineDigest)).toBe(1);
        } finally {
          await queue.close();
          await again.stop();
        }
      }));

    test("a server that never comes back is replaced by the next one of the list", async () => {
      const first = await startNats({ release });
      const port = await freePort();
      let reconnects = 0;
      const queue = await openNatsWorkQueue({
        connection: { servers: [first.url, `nats://127.0.0.1:${port}`] },
        requestTimeoutMs: 1_000,
        onReconnect: () => reconnects++,
      });
      const engineDigest = randomUUID();
      const waiting = takeOne(queue, engineDigest);
      await first.stop();
      // It knows no stream and no consumer.
      const second = await startNats({ port, release });
      try {
        await expect.poll(() => reconnects, { timeout: 20_000 }).toBe(1);
        const message = unit({ engineDigest });
        await publishSoon(queue, message);
        const delivery = await waiting;
        expect(delivery.message).toEqual(message);
        expect(await delivery.complete()).toBe(true);
      } finally {
        await queue.close();
        await second.stop();
      }
    });

    test("what JetStream says of the stream is told by kind", () =>
      withServer(async ({ url }) => {
        const told: Advisory[] = [];
        const queue = await openNatsWorkQueue({
          connection: { servers: [url] },
          onAdvisory: (advisory) => told.push(advisory),
        });
        const engineDigest = randomUUID();
        const operator = await connectNats({ servers: [url] });
        const manager = await operator.jetstreamManager();
        await operator.jetstream().publish(`pqc.units.${engineDigest}.scan-1`, "no unit");
        const { sequence } = await queue.publish(unit({ engineDigest }));
        await (await takeOne(queue, engineDigest)).retry(10);
        await (await takeOne(queue, engineDigest)).complete();
        await manager.consumers.delete("PQC_UNITS", `workers-${engineDigest}`);
        await manager.streams.delete("PQC_UNITS");
        const kinds = () => [...new Set(told.map(({ kind }) => kind))].toSorted();
        await expect
          .poll(kinds)
          .toEqual(["consumer_created", "consumer_deleted", "message_naked", "message_terminated", "stream_deleted"]);
        const naked = told.find(({ kind }) => kind === "message_naked");
        expect(naked).toMatchObject({ sequence, deliveries: 1 });
        const terminated = told.find(({ kind }) => kind === "message_terminated");
        expect(terminated).toMatchObject({
          sequence: sequence - 1,
          ...(release === "current" && { reason: "no unit" }),
        });
        await operator.close();
        await queue.close();
      }));
  });
});

async function publishSoon(queue: WorkQueue, message: ReturnType<typeof unit>): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await queue.publish(message);
      return;
    } catch (error) {
      if (!(error instanceof RetryableError) || tried === 10) throw error;
    }
  }
}
