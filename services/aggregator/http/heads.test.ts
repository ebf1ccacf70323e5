import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { ENGINE } from "../test-scan.ts";

const [OURS, OTHERS] = ["a".repeat(32), "b".repeat(32)];
let folder: string;
let aggregator: Aggregator;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "pqc-heads-"));
  const line = (token: string, name: string) =>
    `sha256:${createHash("sha256").update(token).digest("hex")} role=operator name=${name}\n`;
  const tokensFile = join(folder, "tokens");
  writeFileSync(tokensFile, line(OURS, "nightly") + line(OTHERS, "other"));
  aggregator = await createAggregator(testOptions({ http: { tokensFile } }));
  await aggregator.start();
});
afterEach(async () => {
  await aggregator.stop();
  rmSync(folder, { recursive: true });
});

const named = (...names: readonly string[]) => names.map((name) => ({ target: `https://git.example/${name}` }));

function post(body: object, token = OURS) {
  const headers = { authorization: `Bearer ${token}` };
  return aggregator.http.inject({ method: "POST", url: "/api/v1/heads", headers, payload: body });
}

function told(run: string, token = OURS) {
  return aggregator.http.inject({ url: `/api/v1/heads/${run}`, headers: { authorization: `Bearer ${token}` } });
}

test("requests of one run are counted together, and told as they are looked at", async () => {
  const first = await post({ repositories: named("a", "b") });
  expect([first.statusCode, first.json().accepted]).toEqual([202, 2]);
  const { run } = first.json();
  expect((await post({ repositories: named("c"), run })).json()).toEqual({ accepted: 1, run });
  const counts = { asked: 3, unchanged: 0, changed: 0, unread: 0, elsewhere: 0 };
  expect((await told(run)).json()).toEqual({ ...counts, waiting: 3 });
  const heads = await aggregator.ledger.claimHeads(10);
  const [one, ...rest] = heads;
  if (one === undefined) throw new Error("no heads");
  await aggregator.ledger.headsSeen(ENGINE, [one, ...rest.map((head) => ({ ...head, commit: "c".repeat(40) }))]);
  expect((await told(run)).json()).toEqual({ ...counts, waiting: 0, changed: 2, unread: 1 });
});

test("a run is told to whoever began it, and nobody else adds to it", async () => {
  const { run } = (await post({ repositories: named("a") })).json();
  expect((await told(run, OTHERS)).statusCode).toBe(404);
  expect((await post({ repositories: named("b"), run }, OTHERS)).statusCode).toBe(404);
  expect((await told("nothing")).statusCode).toBe(404);
  expect((await post({ repositories: named("a"), run: "" })).statusCode).toBe(400);
  expect((await told(run)).json()).toMatchObject({ asked: 1, waiting: 1 });
});
