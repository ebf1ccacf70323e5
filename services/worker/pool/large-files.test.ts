import { generateKeyPairSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createScanPool } from "./threads.ts";

const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), "large-files-"));
const pool = createScanPool({
  threads: 1,
  maxFileSizeBytes: 20 * MIB,
  memory: { maxBytes: 512 * MIB, threshold: 0.8 },
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

const key = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ type: "spki", format: "pem" });
const LINE = `${"2026-11-23 12:00:00 a line of a log that says nothing at all ".padEnd(127)}\n`;

/** A log of so many mebibytes, a key behind each of them. */
function log(name: string, mebibytes: number): string {
  const path = join(folder, name);
  const file = openSync(path, "w");
  for (let count = 0; count < mebibytes; count++) writeSync(file, LINE.repeat(MIB / LINE.length) + key);
  closeSync(file);
  return path;
}

test("a file above the size that is read whole is read in windows, on the thread that reads the others", {
  timeout: 120_000,
}, async () => {
  const lines = MIB / LINE.length;
  const ofKey = String(key).split("\n").length - 1;
  const files = [log("small.log", 1), log("large.log", 14), log("other.log", 1), log("too-large.log", 21)];
  const scanned = await pool.scan(files.map((file) => ({ kind: "prose", source: { file } })));
  const linesOf = scanned.map(({ outcome }) =>
    outcome.status === "scanned" ? outcome.facts.map(({ line }) => line) : outcome,
  );
  const expected = Array.from({ length: 14 }, (_, k) => (k + 1) * lines + k * ofKey + 1);
  expect(linesOf).toEqual([[lines + 1], expected, [lines + 1], { status: "skipped", reason: "too-large" }]);
  expect(scanned[1]?.bytes).toBe(14 * (MIB + String(key).length));
});

test("so is a content that was handed over", async () => {
  const bytes = Buffer.from(LINE.repeat((12 * MIB) / LINE.length) + key);
  const [scanned] = await pool.scan([{ kind: "pki", source: { bytes } }]);
  expect(scanned?.outcome).toMatchObject({ status: "scanned", facts: [{ line: (12 * MIB) / LINE.length + 1 }] });
});
