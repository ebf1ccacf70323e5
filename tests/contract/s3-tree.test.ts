/** Objects below a prefix, of a real S3 server: listed as the folder they came from, and nothing that a key says leads anywhere. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { headOfS3Tree, openS3Tree, type S3Settings } from "@pqc-audit/coordinator/sources/s3/s3-tree.ts";
import { clientConfig, type S3BlobStoreOptions } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import { openS3ObjectTrees } from "@pqc-audit/platform/adapters/s3/object-trees.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3Server, startS3 } from "../servers/s3.ts";

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
const open = (target: string, given: Partial<S3Settings> = {}) =>
  openS3Tree({ target, maxFileSizeBytes: 100_000 }, { ...settings, ...given }, { temporaryFolder });

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
