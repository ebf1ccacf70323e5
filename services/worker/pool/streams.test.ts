import { generateKeyPairSync } from "node:crypto";
import { deflateSync } from "node:zlib";
import { CorruptInputError } from "@pqc-audit/platform/errors.ts";
import { gitObjectId } from "@pqc-audit/platform/packs/pack.ts";
import { afterAll, expect, test } from "vitest";
import type { ScanFile, StreamSource } from "./scan-pool.ts";
import { createScanPool } from "./threads.ts";

const pool = createScanPool({ maxFileSizeBytes: 64 << 20, threads: 1 });
afterAll(() => pool.close());

const MD5 = Buffer.from("import hashlib\nhashlib.md5(x)\n");
const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEY = publicKey.export({ type: "spki", format: "pem" });
const keyBehind = (bytes: number) => Buffer.from(`${"nothing\n".repeat(bytes / 8)}${KEY}`);
const CONTENTS: readonly (readonly [kind: string, content: Buffer])[] = [
  ["python", MD5],
  ["python", Buffer.alloc(0)],
  ["python", Buffer.from(`\ufeff${MD5}`, "utf16le")],
  // The first does not fit into a batch, the second is read in windows.
  ["pki", keyBehind(9 << 20)],
  ["pki", keyBehind(12 << 20)],
];

const streamOf = (content: Buffer, change: Partial<StreamSource> = {}, kind = "python"): ScanFile => ({
  kind,
  source: { stream: deflateSync(content), blob: gitObjectId(content), inflated: content.length, ...change },
});

test("a content comes to the same whether it is sent whole or as its zlib stream", async () => {
  const whole = await pool.scan(CONTENTS.map(([kind, bytes]) => ({ kind, source: { bytes } })));
  const streams = await pool.scan(CONTENTS.map(([kind, content]) => streamOf(content, {}, kind)));
  expect(streams).toEqual(whole);
  const found = streams.map(({ outcome }) => (outcome.status === "scanned" ? outcome.facts.length : outcome.status));
  expect(found).toEqual([1, 0, 1, 1, 1]);
});

test.each<[string, Partial<StreamSource>]>([
  ["another content", { blob: gitObjectId(Buffer.from("hashlib.sha1(x)")) }],
  ["fewer bytes", { inflated: MD5.length + 1 }],
  ["more bytes", { inflated: MD5.length - 1 }],
  ["nothing", { stream: MD5 }],
])("a stream of %s than is said is told of, and leaves nothing behind", async (_, change) => {
  await expect(pool.scan([streamOf(MD5), streamOf(MD5, change)])).rejects.toThrow(CorruptInputError);
  const [after] = await pool.scan([streamOf(MD5)]);
  expect(after?.outcome).toMatchObject({ status: "scanned", facts: [{ line: 2 }] });
});
