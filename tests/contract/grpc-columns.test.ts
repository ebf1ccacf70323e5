/** Pages travel column by column where both sides know that, and one by one where the aggregator is older or they do not fit. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { openLedgerClient } from "@pqc-audit/platform/adapters/grpc/ledger-client.ts";
import { ledgerService } from "@pqc-audit/platform/adapters/grpc/ledger-server.ts";
import { methodsOf } from "@pqc-audit/platform/adapters/grpc/proto.ts";
import type { BlobKey, Ledger, PlanPage } from "@pqc-audit/platform/ports/ledger.ts";
import { noTracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { afterEach, describe, expect, test } from "vitest";
import { claim, ledger } from "./grpc-fixtures.ts";

const COLUMNS = ["KnownContents", "StorePage"];
const key = (digit: string): BlobKey => ({ blob: digit.repeat(40), kind: "go" });

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** An aggregator that has these methods, and what was asked of it, by method. */
async function aggregator(has: (method: string) => boolean, answers: Pick<Ledger, "knownBlobs" | "appendPage">) {
  const called: string[] = [];
  const service = ledgerService(ledger(answers), {
    onAnswered: () => {},
    tracing: noTracing,
    onDefect: (error) => expect.unreachable(String(error)),
  });
  const methods = Object.entries(methodsOf("Ledger")).filter(([name]) => has(name));
  const counted = methods.map(([name]) => [
    name,
    (...given: unknown[]) => {
      called.push(name);
      return (service[name] as (...given: unknown[]) => unknown)(...given);
    },
  ]);
  const server = new Server();
  server.addService(Object.fromEntries(methods), Object.fromEntries(counted));
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, port: number) => (error ? reject(error) : resolve(port));
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), bound);
  });
  stops.push(() => server.forceShutdown());
  const client = openLedgerClient({ address: `127.0.0.1:${port}` });
  stops.push(() => client.close());
  return { client, called };
}

describe.each([
  ["of this release", () => true, ["KnownContents", "StorePage"]],
  ["older", (name: string) => !COLUMNS.includes(name), ["KnownBlobs", "AppendPage"]],
])("an aggregator %s", (_, has, expected) => {
  test("is asked for contents and given pages in words it knows", async () => {
    const keys = [key("c"), key("a"), key("b")];
    const asked: unknown[] = [];
    const stored: unknown[] = [];
    const { client, called } = await aggregator(has, {
      knownBlobs: async (_, keys) => {
        asked.push(keys);
        return keys.filter(({ blob }) => !blob.startsWith("a"));
      },
      appendPage: async (...given) => void stored.push(given),
    });
    expect(await client.knownBlobs(claim, keys)).toEqual([key("c"), key("b")]);
    expect(asked).toEqual([keys]);
    const page: PlanPage = {
      page: 3,
      commit: "c".repeat(40),
      lastPath: "z",
      units: [],
      occurrences: keys.map((each, at) => ({ ...each, path: `ü/${at}`, size: at })),
      skipped: { symlink: 1 },
    };
    await client.appendPage(claim, page);
    expect(stored).toEqual([[claim, page]]);
    expect(called).toEqual(expected);
  });
});

test("what does not fit columns travels one by one", async () => {
  const { client, called } = await aggregator(() => true, {
    knownBlobs: async (_, keys) => keys,
    appendPage: async () => {},
  });
  const odd = [{ blob: "no id", kind: "go" }];
  expect(await client.knownBlobs(claim, odd)).toEqual(odd);
  const occurrences = [{ ...key("a"), path: "large", size: 2 ** 40 }];
  await client.appendPage(claim, { page: 0, commit: "c", lastPath: "z", units: [], occurrences, skipped: {} });
  expect(called).toEqual(["KnownBlobs", "AppendPage"]);
});
