/** Who may call what over gRPC, and what broken or hostile frames do to the server. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChannelCredentials, Client, Metadata, status } from "@grpc/grpc-js";
import { messageLimit } from "@pqc-audit/platform/adapters/grpc/channel.ts";
import { channelCredentials, type TlsFiles } from "@pqc-audit/platform/adapters/grpc/credentials.ts";
import { CALLERS, guarded } from "@pqc-audit/platform/adapters/grpc/policy.ts";
import { methodsOf } from "@pqc-audit/platform/adapters/grpc/proto.ts";
import type { GrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import { startGrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../servers/certificates.ts";
import { ledger, sink } from "./grpc-fixtures.ts";

const services = ["Ledger", "Results"] as const;
const methods = services.flatMap((service) =>
  Object.entries(methodsOf(service)).map(([name, definition]) => ({ service, name, ...definition })),
);
type Method = (typeof methods)[number];

interface Answer {
  readonly code: status;
  readonly details: string;
}

/** Sends these bytes as one message; the status of the call, however it ends. */
function send(client: Client, method: Method, bytes: Buffer, timeoutMs = 5_000): Promise<Answer> {
  const same = (buffer: Buffer) => buffer;
  const options = { deadline: Date.now() + timeoutMs };
  return new Promise((resolve) => {
    if (method.requestStream) {
      const call = client.makeBidiStreamRequest(method.path, same, same, new Metadata(), options);
      call.on("data", () => {});
      call.on("error", () => {});
      call.on("status", resolve);
      call.write(bytes);
      call.end();
    } else {
      client.makeUnaryRequest(method.path, same, same, bytes, new Metadata(), options, () => {}).on("status", resolve);
    }
  });
}

describe("every method", () => {
  let folder: string;
  let server: GrpcServer;
  let called: string[] = [];
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pqc-grpc-policy-"));
    const authority = await createAuthority(folder);
    const stranger = await createAuthority(folder, "stranger");
    const note = (name: string) => async () => {
      called.push(name);
      throw new TerminalError("reached");
    };
    server = await startGrpcServer({
      listen: "127.0.0.1:0",
      tls: await authority.issue("aggregator"),
      allowedClients: { coordinator: ["coordinator"], worker: ["worker"] },
      ledger: ledger(Object.fromEntries(Object.keys(ledger({})).map((name) => [name, note(name)]))),
      results: sink(Object.fromEntries(Object.keys(sink({})).map((name) => [name, note(name)]))),
    });
    const own = { coordinator: await authority.issue("coordinator"), worker: await authority.issue("worker") };
    const { caFile } = own.worker;
    const shown: Record<string, TlsFiles> = {
      ...own,
      "another component": await authority.issue("dashboard"),
      "a forged worker": { ...(await stranger.issue("worker-forged")), caFile },
      "a forged coordinator": { ...(await stranger.issue("coordinator-forged")), caFile },
    };
    const address = `localhost:${server.port}`;
    for (const [who, tls] of Object.entries(shown)) clients.set(who, new Client(address, channelCredentials(tls)));
    const { readFileSync } = await import("node:fs");
    clients.set("nobody", new Client(address, ChannelCredentials.createSsl(readFileSync(caFile))));
    clients.set("one without TLS", new Client(address, ChannelCredentials.createInsecure()));
  });
  afterAll(async () => {
    for (const client of clients.values()) client.close();
    await server?.close(0);
    await rm(folder, { recursive: true, force: true });
  });

  const clientOf = (who: string) => {
    const client = clients.get(who);
    if (client === undefined) throw new Error(`there is no client of ${who}`);
    return client;
  };

  test("says who may call it, and a server with one that does not, does not start", () => {
    for (const { service, name } of methods) expect([service, name, CALLERS[service][name]]).not.toContain(undefined);
    const all = methodsOf("Results");
    const implementation = Object.fromEntries(Object.keys(all).map((name) => [name, () => {}]));
    const { Fail: _, ...rest } = CALLERS.Results;
    expect(() => guarded(all, implementation, rest, {})).toThrow("Results/Fail does not say who may call it");
    expect(() => guarded(all, {}, CALLERS.Results, {})).toThrow("is in proto/ and not implemented");
    expect(methods.length).toBeGreaterThanOrEqual(15);
  });

  test.each(methods)("$service.$name takes its own caller and refuses every other", async (method) => {
    const caller = CALLERS[method.service][method.name];
    called = [];
    for (const other of ["coordinator", "worker", "another component"].filter((who) => who !== caller)) {
      const { code, details } = await send(clientOf(other), method, Buffer.alloc(0));
      expect([other, code]).toEqual([other, status.PERMISSION_DENIED]);
      expect(details).toContain("may not call this");
    }
    for (const who of ["a forged worker", "a forged coordinator", "nobody", "one without TLS"]) {
      const { code } = await send(clientOf(who), method, Buffer.alloc(0), 700);
      expect([who, [status.UNAVAILABLE, status.DEADLINE_EXCEEDED].includes(code)]).toEqual([who, true]);
    }
    expect(called).toEqual([]);
    // An empty message gets past the door: it is answered or refused for what it lacks.
    const { code } = await send(clientOf(caller ?? ""), method, Buffer.alloc(0));
    expect([status.OK, status.DATA_LOSS, status.FAILED_PRECONDITION]).toContain(code);
  });
});

/** PQC_AUDIT_FUZZ multiplies how many. */
const runs = 300 * Number(process.env.PQC_AUDIT_FUZZ ?? 1);

describe("broken frames", () => {
  const defects: string[] = [];
  let server: GrpcServer;
  let client: Client;
  beforeAll(async () => {
    const answers = {
      ...ledger(Object.fromEntries(Object.keys(ledger({})).map((name) => [name, async () => []]))),
      claimScan: async () => undefined,
      scanOfCommit: async () => undefined,
      headsSeen: async () => 0,
    };
    server = await startGrpcServer({
      listen: "127.0.0.1:0",
      ledger: answers,
      results: sink({
        begin: async () => ({ decision: "drop", reason: "" }),
        submit: async () => ({ status: "COMMITTED" }),
        fail: async () => ({ status: "COMMITTED" }),
      }),
      onDefect: (error, method) => defects.push(`${method}: ${String(error)}`),
    });
    client = new Client(`127.0.0.1:${server.port}`, ChannelCredentials.createInsecure());
  });
  afterAll(async () => {
    client?.close();
    await server?.close(0);
  });

  const claim = {
    scanId: "s",
    epoch: 1,
    target: "t",
    engineDigest: "e",
    options: { include: ["a"], exclude: [], maxFileSizeBytes: 1, chunkSize: 1 },
  };
  const key = { blob: "b", kind: "python" };
  const whole: Record<string, object> = {
    claim,
    page: {
      page: 1,
      commit: "c",
      units: [{ unitId: "u", blobs: [key] }],
      occurrences: [{ ...key, path: "p", size: 3 }],
    },
    keys: [key],
    heads: [{ checkId: "h", epoch: 1, commit: "c" }],
    header: { unitId: "u", attempt: 1, engineDigest: "e", nonce: "n" },
    totals: { pages: 1, present: 2 },
  };
  const fields = {
    unitId: "u",
    attempt: 1,
    engineDigest: "e",
    workerId: "w",
    nonce: "n",
    coordinatorId: "c",
    limit: 9,
  };
  const valid = (method: Method) => Buffer.from(method.requestSerialize({ ...whole, ...fields }));

  const damage = fc.oneof(
    fc.record({ kind: fc.constant("noise" as const), bytes: fc.uint8Array({ maxLength: 400 }) }),
    fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat({ max: 7 }) }),
    fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
    fc.record({
      kind: fc.constant("insert" as const),
      at: fc.nat(),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    }),
    fc.record({ kind: fc.constant("double" as const), times: fc.integer({ min: 2, max: 50 }) }),
    fc.record({ kind: fc.constant("tag" as const), field: fc.integer({ min: 1, max: 60 }), wire: fc.nat({ max: 7 }) }),
  );
  function damaged(bytes: Buffer, how: typeof damage extends fc.Arbitrary<infer T> ? T : never): Buffer {
    const at = "at" in how ? how.at % (bytes.length + 1) : 0;
    switch (how.kind) {
      case "noise":
        return Buffer.from(how.bytes);
      case "flip":
        return Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ (1 << how.bit) : byte)));
      case "cut":
        return bytes.subarray(0, at);
      case "insert":
        return Buffer.concat([bytes.subarray(0, at), how.bytes, bytes.subarray(at)]);
      case "double":
        return Buffer.concat(Array.from({ length: how.times }, () => bytes));
      case "tag":
        // A field with the greatest length or number that a varint can say.
        return Buffer.concat([bytes, Buffer.from([(how.field << 3) | how.wire, 255, 255, 255, 255, 15])]);
    }
  }

  /** Refused for what they are; never "the server failed unexpectedly" of a handler of ours. */
  const fair = [status.OK, status.DATA_LOSS, status.INVALID_ARGUMENT, status.FAILED_PRECONDITION, status.UNAVAILABLE];

  test(`${runs} of them are refused one by one, and the server goes on`, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        async (method, all) => {
          const bytes = all.reduce(damaged, valid(method));
          const { code, details } = await send(client, method, bytes);
          seen.set(status[code], (seen.get(status[code]) ?? 0) + 1);
          const undecodable = code === status.INTERNAL && /deserializ/i.test(details);
          expect([method.path, status[code], details, fair.includes(code) || undecodable]).toContain(true);
        },
      ),
      { numRuns: runs },
    );
    expect(defects).toEqual([]);
    expect([...seen.keys()].length).toBeGreaterThan(1);
    const begin = methods.find(({ name }) => name === "Begin");
    expect((await send(client, begin as Method, valid(begin as Method))).code).toBe(status.OK);
  }, 120_000);

  test("a message beyond the limit is refused before it is read", async () => {
    const begin = methods.find(({ name }) => name === "Begin") as Method;
    const { code } = await send(client, begin, Buffer.alloc(messageLimit + 1));
    expect(code).toBe(status.RESOURCE_EXHAUSTED);
  });
});
