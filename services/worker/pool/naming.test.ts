import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitObjectId } from "@pqc-audit/platform/packs/pack.ts";
import { afterAll, expect, test } from "vitest";
import type { ScanFile } from "./scan-pool.ts";
import { createScanPool } from "./threads.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-naming-"));
const pool = createScanPool({ threads: 1, maxFileSizeBytes: 16 << 20 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

const USE = 'import hashlib\nhashlib.md5(b"x")\n';
const CONTENTS = {
  "use.py": Buffer.from(USE),
  // The scan rewrites it in place; its name is that of its bytes on disk.
  "utf16.py": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(USE, "utf16le")]),
  "plain.py": Buffer.from("print(1)\n"),
  // Read in windows, more than once.
  "large.pl": Buffer.from(`use Digest::MD5;\nprint Digest::MD5->new;\n${"# nothing here\n".repeat(90_000)}`),
  "empty.c": Buffer.alloc(0),
};
const NAMES = Object.keys(CONTENTS) as (keyof typeof CONTENTS)[];
for (const name of NAMES) writeFileSync(join(folder, name), CONTENTS[name]);

const KINDS: Readonly<Record<string, string>> = { py: "python", pl: "perl", c: "c" };
const idOf = (name: keyof typeof CONTENTS) => gitObjectId(CONTENTS[name]);
const fileOf = (name: keyof typeof CONTENTS, wanted: Partial<ScanFile> = {}): ScanFile => ({
  kind: KINDS[name.split(".")[1] ?? ""] ?? "",
  source: { file: join(folder, name) },
  ...wanted,
});

test("contents are named as git names them, before the scan and whatever it does to them", async () => {
  const scanned = await pool.scan(NAMES.map((name) => fileOf(name, { name: "always" })));
  expect(scanned.map(({ blob }) => blob)).toEqual(NAMES.map(idOf));
  const held = await pool.scan(
    NAMES.map((name) => ({ ...fileOf(name, { name: "always" }), source: { bytes: CONTENTS[name] } })),
  );
  expect(held.map(({ blob }) => blob)).toEqual(NAMES.map(idOf));
});

test("where results are to be kept, and only there", async () => {
  const scanned = await pool.scan(NAMES.map((name) => fileOf(name, { name: "with-results" })));
  const found = scanned.map(({ outcome }) => outcome.status === "scanned" && outcome.facts.length > 0);
  expect(found).toEqual([true, true, false, true, false]);
  expect(scanned[0]?.blob).toBe(idOf("use.py"));
  expect(scanned[1]?.blob).toBe(idOf("utf16.py"));
  expect(scanned[2]?.blob).toBeUndefined();
  expect(scanned[3]?.blob).toBe(idOf("large.pl"));
  const plain = await pool.scan(NAMES.map((name) => fileOf(name)));
  expect(plain.map(({ blob }) => blob)).toEqual(NAMES.map(() => undefined));
  expect(plain.map(({ outcome }) => outcome)).toEqual(scanned.map(({ outcome }) => outcome));
});

test("what is known is not scanned; what only looks like it is", async () => {
  const known = [idOf("use.py"), idOf("large.pl")];
  const scanned = await pool.scan(NAMES.map((name) => fileOf(name, { known, name: "with-results" })));
  expect(scanned.map((each) => each.known ?? false)).toEqual([true, false, false, true, false]);
  expect(scanned.map(({ blob }) => blob)).toEqual(NAMES.map(idOf));
  expect(scanned[1]?.outcome).toMatchObject({ status: "scanned", facts: [{ algorithm: "MD5" }] });
});
