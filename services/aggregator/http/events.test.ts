import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Aggregator, type AggregatorOptions, createAggregator } from "../service.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const newToken = () => randomBytes(24).toString("base64url");
const tokens = { admin: newToken(), ours: newToken() };
const OURS = "https://git.example/team";
const THEIRS = "https://git.example/other";

interface Event {
  readonly event: string;
  readonly id?: string;
  readonly data: Record<string, unknown>;
}

let folder: string;
let tokensFile: string;
let options: AggregatorOptions;
let aggregator: Aggregator;
let url: string;
const open: AbortController[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-events-"));
  tokensFile = join(folder, "tokens");
  const admin = `sha256:${sha256(tokens.admin)} role=admin\n`;
  await writeFile(tokensFile, `${admin}sha256:${sha256(tokens.ours)} role=viewer repositories=${OURS}/*\n`);
  options = {
    config: {
      store: { kind: "sqlite", file: join(folder, "ledger.db") },
      http: {
        host: "127.0.0.1",
        port: 0,
        tokensFile,
        responseTimeoutMs: 300,
        maxConcurrentRequests: 2,
        events: { pollMs: 50, heartbeatMs: 100, most: 8, mostOfOne: 5 },
      },
      scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
      finisherPollMs: 50,
    },
    engineDigest: ENGINE,
    version: "1.2.3",
    logger: silentLogger,
    checkTarget: (target) => target,
    pageFolders: [],
  };
  aggregator = await createAggregator(options);
  url = await aggregator.start();
});
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort();
});
afterAll(async () => {
  await aggregator?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Stream {
  readonly status: number;
  readonly headers: Headers;
  readonly events: Event[];
  readonly comments: string[];
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** As a page does it: fetch with a header. */
async function listen(path: string, token: string, more: Record<string, string> = {}, base = url): Promise<Stream> {
  const controller = new AbortController();
  open.push(controller);
  const headers = { authorization: `Bearer ${token}`, "accept-encoding": "gzip, br", ...more };
  const answer = await fetch(`${base}/api/v1${path}`, { headers, signal: controller.signal });
  const events: Event[] = [];
  const comments: string[] = [];
  const ended = (async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const lines = block.split("\n");
        const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        comments.push(...lines.filter((line) => line.startsWith(":")));
        const [event, id] = [field("event"), field("id")];
        if (event === undefined) continue;
        events.push({ event, ...(id !== undefined && { id }), data: JSON.parse(field("data") ?? "") });
      }
    }
  })().catch(() => {});
  return { status: answer.status, headers: answer.headers, events, comments, ended, close: () => controller.abort() };
}

async function submit(target: string, base = url): Promise<string> {
  const answer = await fetch(`${base}/api/v1/scans`, {
    method: "POST",
    headers: { authorization: `Bearer ${tokens.admin}`, "content-type": "application/json" },
    body: JSON.stringify({ target }),
  });
  expect(answer.status).toBe(202);
  return String(((await answer.json()) as { id: string }).id);
}

const named = (stream: Stream, event: string) => stream.events.filter((each) => each.event === event);

test("a scan is told from its submission to its end, and the stream ends with it", async () => {
  const id = await submit(`${OURS}/a`);
  const stream = await listen(`/scans/${id}/events`, tokens.ours);
  expect(stream.status).toBe(200);
  expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(stream.headers.get("content-encoding")).toBe(null);
  expect(stream.headers.get("content-security-policy")).toContain("default-src");
  await expect.poll(() => stream.events[0]?.data).toMatchObject({ id, state: "queued", progress: { units: 0 } });
  // Longer than answers may take, with both requests that may be under way at once.
  await expect.poll(() => stream.comments.length).toBeGreaterThan(4);
  await commitScan(aggregator, { "a.py": [makeFact()], "b.py": [] });
  await stream.ended;
  const last = stream.events.at(-1);
  expect(last).toMatchObject({
    event: "end",
    data: {
      state: "completed",
      coverage: { present: 2 },
      progress: { sealed: true, units: 1, unitsDone: 1, contents: 2, contentsDone: 2, bytes: 1, bytesDone: 1 },
    },
  });
  expect(named(stream, "end")).toHaveLength(1);
  expect(last?.data.progress).not.toHaveProperty("throughput");
  // Whoever comes back having seen the end has nothing to wait for; whoever saw less is told the end.
  const again = await listen(`/scans/${id}/events`, tokens.ours, { "last-event-id": last?.id ?? "" });
  expect(again.status).toBe(204);
  const late = await listen(`/scans/${id}/events`, tokens.ours, { "last-event-id": stream.events[0]?.id ?? "" });
  await late.ended;
  expect(late.events).toEqual([last]);
});

test("what is said twice is told once", async () => {
  const id = await submit(`${OURS}/still`);
  const stream = await listen(`/scans/${id}/events`, tokens.ours);
  await expect.poll(() => stream.comments.length).toBeGreaterThan(5);
  expect(stream.events).toHaveLength(1);
  const again = await listen(`/scans/${id}/events`, tokens.ours, { "last-event-id": stream.events[0]?.id ?? "" });
  await expect.poll(() => again.comments.length).toBeGreaterThan(2);
  expect(again.events).toEqual([]);
  await commitScan(aggregator, { "a.py": [] });
  await again.ended;
});

test("of all scans those are told that the caller reaches, and what waits of these", async () => {
  const everything = await listen("/events", tokens.admin);
  const ours = await listen("/events", tokens.ours);
  await expect.poll(() => named(everything, "open").length + named(ours, "open").length).toBe(2);
  expect(named(ours, "queue")[0]?.data).toEqual({ outstanding: 0, planned: 0, published: 0, started: 0, plans: 0 });
  const [our, their] = [await submit(`${OURS}/b`), await submit(`${THEIRS}/b`)];
  await commitScan(aggregator, { "a.py": [makeFact()] });
  await commitScan(aggregator, { "a.py": [makeFact()], "c.py": [makeFact()] });
  const finished = (stream: Stream) => named(stream, "finished").map(({ data }) => data.id);
  await expect.poll(() => new Set(finished(everything))).toEqual(new Set([our, their]));
  await expect.poll(() => finished(ours)).toEqual([our]);
  expect(ours.events.every(({ data }) => JSON.stringify(data).includes(THEIRS) === false)).toBe(true);
  expect(named(ours, "finished")[0]?.data).toMatchObject({ state: "completed", summary: { findings: 1 } });
  // No state of a scan is told twice while the stream stands.
  const states = everything.events.map(({ event, data }) => `${event} ${data.id} ${data.state}`);
  expect(new Set(states).size).toBe(states.length);
  ours.close();
  everything.close();
  await expect.poll(() => aggregator.http.server.listening).toBe(true);
});

test("another replica goes on from the last id", async () => {
  const first = await listen("/events", tokens.ours);
  await expect.poll(() => named(first, "open").length).toBe(1);
  const seen = first.events.find(({ id }) => id !== undefined)?.id ?? "";
  first.close();
  const id = await submit(`${OURS}/while-away`);
  const hidden = await submit(`${THEIRS}/while-away`);
  const other = await createAggregator(options);
  try {
    const base = await other.start();
    const second = await listen("/events", tokens.ours, { "last-event-id": seen }, base);
    await expect.poll(() => named(second, "submitted").map(({ data }) => data.id)).toContain(id);
    expect(JSON.stringify(second.events)).not.toContain(hidden);
    await commitScan(aggregator, { "a.py": [] });
    await commitScan(aggregator, { "a.py": [] });
    await expect.poll(() => named(second, "finished").map(({ data }) => data.id)).toContain(id);
  } finally {
    await other.stop();
  }
});

test("a scan of others is absent, and a stream needs a token", async () => {
  const id = await submit(`${THEIRS}/c`);
  expect((await listen(`/scans/${id}/events`, tokens.ours)).status).toBe(404);
  expect((await listen("/events", "x".repeat(32))).status).toBe(401);
  await commitScan(aggregator, { "a.py": [] });
});

test("one caller has so many streams and no more, and a stream that is closed makes room", async () => {
  const streams = await Promise.all(Array.from({ length: 5 }, () => listen("/events", tokens.admin)));
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect((await listen("/events", tokens.admin)).status).toBe(503);
  expect((await listen("/events", tokens.ours)).status).toBe(200);
  streams[0]?.close();
  await expect.poll(async () => (await listen("/events", tokens.admin)).status).toBe(200);
});

test("a reader that does not read is cut off, the others go on", async () => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  open.push(Object.assign(new AbortController(), { abort: () => socket.destroy() }));
  socket.write(`GET /api/v1/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${tokens.admin}\r\n\r\n`);
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  const gone = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  const reader = await listen("/events", tokens.admin);
  const scan = await submit(`${OURS}/much`);
  // More than the system keeps for a connection, of one scan that changes again and again; each less than who reads may be behind.
  const summary = JSON.stringify({ filler: "x".repeat(200_000) });
  for (let round = 0; round < 80; round++) {
    const before = reader.events.length;
    const state = round % 2 === 0 ? "planning" : "queued";
    await aggregator.store.write((db) =>
      db.updateTable("scan").set({ state, summary }).where("id", "=", scan).execute(),
    );
    await expect.poll(() => reader.events.length).toBeGreaterThan(before);
  }
  // A socket that is paused does not learn that the other side has closed it before it reads.
  socket.resume();
  await gone;
  expect(reader.events.length).toBeGreaterThan(79);
  await aggregator.store.write((db) => db.updateTable("scan").set({ state: "queued", summary: null }).execute());
  await commitScan(aggregator, { "a.py": [] });
}, 60_000);

test("a token that is taken away ends its streams at the next heartbeat", async () => {
  const stream = await listen("/events", tokens.ours);
  await writeFile(tokensFile, `sha256:${sha256(tokens.admin)} role=admin\n`);
  await utimes(tokensFile, new Date(), new Date(Date.now() + 5_000));
  await stream.ended;
  expect((await listen("/events", tokens.ours)).status).toBe(401);
}, 30_000);

test("a drain ends streams at once", async () => {
  const streams = [await listen("/events", tokens.admin), await listen("/events", tokens.admin)];
  const began = Date.now();
  await aggregator.drain(20_000);
  await Promise.all(streams.map(({ ended }) => ended));
  expect(Date.now() - began).toBeLessThan(5_000);
});
