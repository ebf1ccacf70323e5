/** Objects below a prefix, of a real S3 server: listed as the folder they came from, and nothing that a key says leads anywhere. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { headOfS3Tree, openS3Tree, type S3Asked, type S3Settings } from "@pqc-audit/coordinator/sources/s3/s3-tree.ts";
import type { SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import { clientConfig, type S3BlobStoreOptions } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import { openS3ObjectTrees } from "@pqc-audit/platform/adapters/s3/object-trees.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3Server, startS3 } from "../servers/s3.ts";
import { startS3Proxy } from "../servers/s3-proxy.ts";

const temporaryFolder = mkdtempSync(join(tmpdir(), "pqc-s3-tree-"));
const Bucket = "sources";
let server: S3Server;
let client: S3Client;
let settings: S3Settings;
beforeAll(async () => {
  server = await startS3();
  const options: S3BlobStoreOptions = { ...server, credentials: server };
  client = new S3Client(clientConfig(options));
  await client.send(new CreateBucketCommand({ Bucket }));
  const objects = openS3ObjectTrees(options);
  settings = { allow: [Bucket], own: server.bucket, objects, maxObjects: 2000, maxBytes: 1e6 };
});
afterAll(async () => {
  client?.destroy();
  await settings?.objects.close();
  await server?.stop();
  rmSync(temporaryFolder, { recursive: true });
});

const put = (Key: string, Body = Key) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const open = (target: string, given: Partial<S3Settings> = {}, parts?: S3Asked["parts"]) =>
  openS3Tree({ target, maxFileSizeBytes: 100_000, parts }, { ...settings, ...given }, { temporaryFolder });

/** Counts what is read of the store; a read may be made to fail first. */
function watched(fails: (key: string, time: number) => Error | undefined = () => undefined) {
  const reads = new Map<string, number>();
  const objects: S3Settings["objects"] = {
    ...settings.objects,
    async *read(bucket, object, signal) {
      const time = (reads.get(object.key) ?? 0) + 1;
      reads.set(object.key, time);
      const failure = fails(object.key, time);
      if (failure) throw failure;
      yield* settings.objects.read(bucket, object, signal);
    },
  };
  return { objects, reads };
}

test("every page is listed, in git's order, each with its content; a large one is not read", async () => {
  const names = Array.from({ length: 1100 }, (_, at) => `many/d${at % 7}/f${at}.txt`);
  for (let at = 0; at < names.length; at += 50) await Promise.all(names.slice(at, at + 50).map((name) => put(name)));
  await put("many/large.txt", "x".repeat(100_001));
  await put("manyother.txt");
  const source = await open("s3://sources/many/");
  const entries = await Array.fromAsync(source.entries());
  const read = await Array.fromAsync(source.read(entries.filter(({ blob }) => blob)));
  expect(read.map(({ bytes }) => Buffer.from(bytes).toString()).sort()).toEqual(names.toSorted());
  expect(read.every(({ entry, bytes }) => Buffer.from(bytes).toString() === `many/${entry.path}`)).toBe(true);
  expect(entries.filter(({ blob }) => !blob)).toEqual([{ path: "large.txt", type: "file", size: 100_001 }]);
  expect(await headOfS3Tree({ target: "s3://sources/many" }, settings, {})).toBe(source.commit);
  await source.close();
  await expect(open("s3://sources/many", { maxObjects: 1100 })).rejects.toThrow(/more than 1100 objects/);
  await expect(open("s3://sources/many", { maxBytes: 100 })).rejects.toThrow(/the limit is 100/);
  expect(readdirSync(temporaryFolder)).toEqual([]);
});

test("of a prefix that is planned in parts, whoever plans one reads what lies in it, and little besides", async () => {
  const names = Array.from({ length: 100 }, (_, at) => `f${String(at).padStart(3, "0")}.py`);
  for (let at = 0; at < names.length; at += 50)
    await Promise.all(names.slice(at, at + 50).map((name) => put(`cut/${name}`)));
  const whole = await open("s3://sources/cut");
  const expected = await Array.fromAsync(whole.entries());
  for (const parts of ["ranges", { objects: 40 }] as const) {
    const { objects, reads } = watched();
    const source = await open("s3://sources/cut", { objects }, parts);
    expect([source.commit, reads.size]).toEqual([whole.commit, 0]);
    expect(await source.fixed?.cut(40)).toEqual(await whole.fixed?.cut(40));
    const entries: SourceEntry[] = [];
    for await (const entry of source.fixed?.list({ paths: 40 }) ?? []) if (entries.push(entry) === 20) break;
    expect(entries).toEqual(expected.slice(40, 60));
    const read = await Array.fromAsync(source.read(entries));
    expect(read.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(entries.map(({ path }) => `cut/${path}`));
    expect([...reads.keys()].toSorted()).toEqual(names.slice(40, 72).map((name) => `cut/${name}`));
    expect(await source.find("f099.py")).toEqual(expected[99]);
    expect(reads.size).toBe(33);
    expect(await Array.fromAsync(source.entries("f089.py"))).toEqual(expected.slice(90));
    expect(Math.max(...reads.values())).toBe(1);
    await source.close();
  }
  const rest = watched();
  const resumed = await open("s3://sources/cut", { objects: rest.objects }, { behind: "f079.py" });
  const behind = (await Array.fromAsync(resumed.entries())).slice(80);
  expect([behind, rest.reads.size]).toEqual([expected.slice(80), 20]);
  expect(await resumed.find("f001.py")).toEqual(expected[1]);
  expect(rest.reads.size).toBe(21);
  const { objects, reads } = watched();
  const small = await open("s3://sources/cut", { objects }, { objects: 80 });
  expect(reads.size).toBe(100);
  await Promise.all([whole.close(), resumed.close(), small.close()]);
  expect(readdirSync(temporaryFolder)).toEqual([]);
});

test("an object that does not come is asked for again, and no other", async () => {
  for (let at = 0; at < 40; at++) await put(`away/f${at}.py`);
  const { objects, reads } = watched((key, time) => {
    return key === "away/f1.py" && time === 1 ? new RetryableError("the store is away") : undefined;
  });
  const source = await open("s3://sources/away", { objects });
  expect(await Array.fromAsync(source.entries())).toHaveLength(40);
  const again = [...reads.values()].filter((times) => times > 1).length;
  expect([again, Math.max(...reads.values())]).toEqual([1, 2]);
  await source.close();
});

test("an object changed once a part is planned ends the scan, saying which", async () => {
  for (let at = 0; at < 40; at++) await put(`later/f${at + 10}.py`);
  const source = await open("s3://sources/later", {}, "ranges");
  const entries = source.entries()[Symbol.asyncIterator]();
  await entries.next();
  await put("later/f49.py", "another");
  const rest = async () => {
    while (!(await entries.next()).done);
  };
  await expect(rest()).rejects.toThrow(/later\/f49\.py.*changed or deleted since it was listed/);
  await source.close();
});

test("keys with characters of URLs, spaces and controls are what they are", async () => {
  const names = ["a b+c.py", "50%25.py", "tab\tö.py", `${"n".repeat(200)}.py`];
  for (const name of names) await put(`odd/${name}`, name);
  const source = await open("s3://sources/odd");
  const read = await Array.fromAsync(source.read(await Array.fromAsync(source.entries())));
  expect(read.map(({ bytes }) => Buffer.from(bytes).toString()).sort()).toEqual(names.toSorted());
  await source.close();
});

test("keys that lead out are counted and left out", async () => {
  const tag = "t";
  const keys = [
    "p/../../etc/passwd",
    "p//etc/x",
    "p/C:\\x",
    "p/a\0b",
    `p/${"y".repeat(5000)}`,
    "p/ok",
    "p/./ok",
    "p/d/",
  ];
  const hostile = {
    ...settings.objects,
    async *list() {
      for (const key of keys) yield { key, size: key.endsWith("/") ? 0 : 1, tag, modifiedMs: 0 };
    },
    async *read() {
      yield Buffer.from("x");
    },
  };
  const source = await open("s3://sources/p", { objects: hostile });
  const entries = await Array.fromAsync(source.entries());
  expect(entries.map(({ path, skip }) => [path, skip])).toEqual([
    ...[0, 1, 2, 3, 4, 5].map((at) => [`object left out ${at}`, at === 5 ? "duplicate-path" : "unsafe-path"]),
    ["ok", undefined],
  ]);
  await source.close();
});

test("an object changed since it was listed makes all of it be tried again", async () => {
  await put("moving/a.py", "one");
  const before = await headOfS3Tree({ target: "s3://sources/moving" }, settings, {});
  const objects = {
    ...settings.objects,
    async *list(...asked: Parameters<typeof settings.objects.list>) {
      yield* settings.objects.list(...asked);
      await put("moving/a.py", "two");
    },
  };
  await expect(open("s3://sources/moving", { objects })).rejects.toThrow(RetryableError);
  expect(readdirSync(temporaryFolder)).toEqual([]);
  const source = await open("s3://sources/moving");
  expect(source.commit).not.toBe(before);
  await source.close();
});

test("what the store does not allow is said with the permission that is missing, and not tried again", async () => {
  await put("denied/a.py");
  const proxy = await startS3Proxy(server);
  const objects = openS3ObjectTrees({ ...server, endpoint: proxy.endpoint, credentials: server });
  try {
    const opening = () => open("s3://sources/denied", { objects });
    proxy.fail(({ key }) => (key === "" ? "denied" : undefined));
    await expect(opening()).rejects.toThrow(
      /cannot list denied\/ in bucket sources .*allow these credentials s3:ListBucket$/,
    );
    proxy.fail(({ key }) => (key === "denied/a.py" ? "denied" : undefined));
    await expect(opening()).rejects.toThrow(/cannot read "denied\/a\.py" .*allow these credentials s3:GetObject$/);
    proxy.fail(({ key }) => (key === "denied/a.py" ? "archived" : undefined));
    await expect(opening()).rejects.toThrow(/cannot read "denied\/a\.py" .*restore the object/);
    expect(proxy.failures()).toBe(3);
    proxy.fail(() => undefined);
    await (await opening()).close();
  } finally {
    await objects.close();
    await proxy.stop();
  }
});

test("what is not allowed is refused, and nothing there is said", async () => {
  await expect(open("s3://elsewhere/a")).rejects.toThrow(/sources\.s3_buckets/);
  await expect(open("s3://sources/ab", { allow: ["sources/a"] })).rejects.toThrow(/sources\.s3_buckets/);
  await expect(open(`s3://${server.bucket}/a`, { allow: [server.bucket] })).rejects.toThrow(/installation itself/);
  for (const wrong of [
    "s3://",
    "s3://A",
    "s3://sources/../x",
    "s3://user@host:1/x",
    "s3://sources/a?b",
    "s3://sources//a",
  ])
    await expect(open(wrong), wrong).rejects.toThrow(/is followed by a bucket/);
  await expect(open("s3://sources/nothing")).rejects.toThrow(/There is no object below/);
  await expect(openS3Tree({ target: "s3://sources/a", ref: "x", maxFileSizeBytes: 1 }, settings, {})).rejects.toThrow(
    /no refs/,
  );
});
