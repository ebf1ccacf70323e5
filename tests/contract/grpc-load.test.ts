/** The gRPC road under load, through breaks, and behind certificates. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { startGrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import { RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { BeginDecision, ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import { describe, expect, test } from "vitest";
import { createAuthority } from "../servers/certificates.ts";
import { freePort } from "../servers/port.ts";
import { startProxy } from "../servers/proxy.ts";
import { afterwards, coordinator, ledger, request, results, serve, sink, unit } from "./grpc-fixtures.ts";

describe("under load and through breaks", () => {
  test("a reader slower than its writers stays bounded", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const committed: string[] = [];
    const server = await serve({
      maxUnits: 1,
      results: sink({
        submit: async ({ unitId }) => {
          await held;
          committed.push(unitId);
          return { status: "COMMITTED" };
        },
      }),
    });
    const proxy = await startProxy(server);
    afterwards(() => proxy.stop());
    const client = results(proxy.port);
    const units = Array.from({ length: 6 }, (_, index) => unit(8, `u${index}`));
    const receipts = Promise.all(units.map((each) => client.submit(each)));
    // The first unit is received whole and waits for its commit; nobody reads the others.
    let early = 0;
    const flows = async () => {
      early = proxy.bytesUp();
      await sleep(1_000);
      return early === 0 || proxy.bytesUp() > early;
    };
    await expect.poll(flows).toBe(false);
    expect(committed).toEqual([]);
    release();
    expect(await receipts).toEqual(units.map(() => ({ status: "COMMITTED" })));
    const each = proxy.bytesUp() / units.length;
    expect(early).toBeLessThan(each + 3_000_000);
    expect(committed.toSorted()).toEqual(units.map(({ unitId }) => unitId));
  });

  test("a connection cut in the middle leaves nothing behind, and the same unit goes through afterwards", async () => {
    const submitted: string[] = [];
    const server = await serve({
      maxUnits: 1,
      results: sink({
        submit: async ({ unitId }) => {
          submitted.push(unitId);
          return { status: "COMMITTED" };
        },
      }),
    });
    const proxy = await startProxy(server);
    afterwards(() => proxy.stop());
    const client = results(proxy.port);
    const large = unit(30);
    const first = client.submit(large).catch((error: unknown) => error);
    while (proxy.bytesUp() < 200_000) await sleep(1);
    proxy.cut();
    expect(await first).toBeInstanceOf(RetryableError);
    expect(submitted).toEqual([]);
    expect(await client.submit(large)).toEqual({ status: "COMMITTED" });
    expect(submitted).toEqual(["u1"]);
  });

  test("a worker that falls silent loses its place to the next", async () => {
    const server = await serve({
      maxUnits: 1,
      frameTimeoutMs: 300,
      results: sink({ submit: async () => ({ status: "COMMITTED" }) }),
    });
    const silent = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
    afterwards(async () => silent.close());
    const encode = (bytes: Buffer) => bytes;
    const call = silent.makeBidiStreamRequest("/pqc_audit.v1.Results/Submit", encode, encode, new Metadata());
    const ended = new Promise<number>((resolve) =>
      call.on("error", ({ code }: Error & { code: number }) => resolve(code)),
    );
    await sleep(100);
    expect(await results(server.port).submit(unit(1))).toEqual({ status: "COMMITTED" });
    expect(await ended).toBe(14);
  });

  test("a call waits for a server that restarts, and closing lets calls in progress finish", async () => {
    const port = await freePort();
    const slow: Partial<ResultSink> = {
      submit: async () => {
        await sleep(300);
        return { status: "COMMITTED" };
      },
    };
    const first = await startGrpcServer({ listen: `127.0.0.1:${port}`, ledger: ledger({}), results: sink(slow) });
    const client = results(port);
    const inProgress = client.submit(unit(1));
    await sleep(150);
    await first.close(5_000);
    expect(await inProgress).toEqual({ status: "COMMITTED" });
    const waiting = client.submit(unit(1));
    await sleep(500);
    await serve({ listen: `127.0.0.1:${port}`, results: sink(slow) });
    expect(await waiting).toEqual({ status: "COMMITTED" });
  });
});

describe("certificates", () => {
  const inFolder = async (work: (folder: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), "pqc-tls-"));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const drop: BeginDecision = { decision: "drop", reason: "" };
  const answering = sink({ begin: async () => drop });

  test("both sides must show one of the same authority; names may be limited per service", () =>
    inFolder(async (folder) => {
      const authority = await createAuthority(folder);
      const stranger = await createAuthority(folder, "stranger-authority");
      const { port } = await serve({
        tls: await authority.issue("aggregator"),
        results: answering,
        ledger: ledger({ disposablePacks: async () => [] }),
        allowedClients: { coordinator: ["coordinator"], worker: ["worker"] },
      });
      const worker = await authority.issue("worker");
      expect(await results(port, { tls: worker }).begin(request)).toEqual(drop);
      await expect(coordinator(port, { tls: worker }).disposablePacks(1)).rejects.toThrow(
        "the certificate of worker, localhost may not call this",
      );
      await expect(coordinator(port, { tls: worker }).disposablePacks(1)).rejects.toThrow(UsageError);
      expect(await coordinator(port, { tls: await authority.issue("coordinator") }).disposablePacks(1)).toEqual([]);
      const forged = { ...(await stranger.issue("worker-forged")), caFile: worker.caFile };
      for (const tls of [forged, undefined]) {
        const client = results(port, { callTimeoutMs: 1_000, ...(tls === undefined ? {} : { tls }) });
        await expect(client.begin(request)).rejects.toThrow(RetryableError);
        await expect(client.begin(request)).rejects.toThrow("certificates");
      }
    }));

  test("replaced files serve the next connection without a restart", () =>
    inFolder(async (folder) => {
      const old = await createAuthority(folder);
      const tls = { ...(await old.issue("aggregator")), refreshMs: 100 };
      const { port } = await serve({ tls, results: answering });
      expect(await results(port, { tls: await old.issue("worker") }).begin(request)).toEqual(drop);
      // Same file names, another authority: the old certificates are worthless from here.
      const renewed = await createAuthority(folder);
      await renewed.issue("aggregator");
      await sleep(600);
      expect(await results(port, { tls: await renewed.issue("worker") }).begin(request)).toEqual(drop);
    }));

  test("a file that cannot be read is named", () =>
    inFolder(async (folder) => {
      const files = await (await createAuthority(folder)).issue("aggregator");
      const tls = { ...files, keyFile: join(folder, "absent.key") };
      await expect(serve({ tls })).rejects.toThrow(`the TLS file ${tls.keyFile} cannot be read`);
    }));
});
