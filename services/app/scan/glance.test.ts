import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PlainSources } from "@pqc-audit/scanner/plain-sources.ts";
import { plainTable } from "@pqc-audit/scanner/plain-table.ts";
import { afterAll, expect, test, vi } from "vitest";
import { Glance } from "./glance.ts";
import type { ScanRequest } from "./request.ts";
import { runScan } from "./scan.ts";

vi.setConfig({ testTimeout: 120_000 });
// As in the bundled command.
const sources = new PlainSources(plainTable());
vi.spyOn(PlainSources, "carried").mockReturnValue(sources);
const glanced = vi.spyOn(Glance.prototype, "plainContent");

const work = mkdtempSync(join(tmpdir(), "pqc-glance-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const target = join(work, "target");
const WEAK = "import hashlib\nhashlib.md5(b)\n";
/** Files are believed by their times two seconds after they were changed. */
const SETTLED_MS = 2_100;

function put(path: string, text: string | Buffer): void {
  writeFileSync(join(target, path), text);
}

async function scan(kept = true) {
  const request: ScanRequest = {
    location: target,
    include: [],
    exclude: [],
    maxFileSizeBytes: 1e6,
    chunkSize: 100,
    workers: 1,
    gitignore: false,
    ...(kept && { cache: { folder: join(work, "cache"), maxBytes: 1e8, ttlMs: 1e9, index: true } }),
  };
  glanced.mockClear();
  const { findings, coverage, errors, digest, work: done } = await runScan(request, { found() {}, advanced() {} });
  const told = glanced.mock.results.map(({ value }) => value !== undefined);
  return { found: { findings, coverage, errors, digest }, work: done, told };
}

/** What comes of a scan that knows, which is what comes of one that does not. */
async function changed() {
  const warm = await scan();
  expect(warm.found).toEqual((await scan(false)).found);
  return { work: warm.work, told: warm.told };
}

test("where nothing can stand in what has changed nothing is loaded that scans; all else is scanned", async () => {
  mkdirSync(target);
  for (const name of ["a.py", "b.py", "c.py"]) put(name, name === "a.py" ? WEAK : "x = 1\n");
  await sleep(SETTLED_MS);
  expect(await changed()).toEqual({ work: { scanned: 3, read: 3, fromCache: 0 }, told: [] });
  put("b.py", "x = 12\n");
  put("c.py", "y = 1\n");
  expect(await changed()).toEqual({ work: { scanned: 2, read: 2, fromCache: 1 }, told: [true, true] });
  // Too young to be believed: looked at again, until it is old enough.
  expect(await changed()).toMatchObject({ work: { read: 2, fromCache: 1 }, told: [true, true] });
  await sleep(SETTLED_MS);
  await scan();
  expect(await changed()).toEqual({ work: { scanned: 0, read: 0, fromCache: 3 }, told: [] });
  put("b.py", `${WEAK}more = 1\n`);
  put("c.py", "y = 2\n");
  expect(await changed()).toEqual({ work: { scanned: 2, read: 2, fromCache: 1 }, told: [false] });
  // What held something holds nothing now, under its old time.
  put("a.py", "nothing = 1\n");
  utimesSync(join(target, "a.py"), 1e9, 1e9);
  expect((await changed()).told[0]).toBe(true);
  // Another mode, another name, a copy.
  await sleep(SETTLED_MS);
  await scan();
  chmodSync(join(target, "c.py"), 0o755);
  expect(await changed()).toMatchObject({ work: { scanned: 1, read: 1, fromCache: 2 }, told: [true] });
  renameSync(join(target, "c.py"), join(target, "moved.py"));
  copyFileSync(join(target, "b.py"), join(target, "copied.py"));
  expect(await changed()).toMatchObject({ work: { fromCache: 3 }, told: [false] });
  put("d.py", "came = 1\n");
  put("setup.py", "x = 'cryptography==1.0'\n");
  put("e.py", Buffer.from("binary\0"));
  expect((await changed()).told).toContain(false);
  put(".pqc-audit.yaml", "ignore:\n  - paths: [b.py]\n    reason: known\n");
  expect((await changed()).told).toContain(false);
});

test("so much and no more is looked at", () => {
  const glance = new Glance();
  put("plain.py", "x = 1\n");
  const entry = { path: "plain.py", file: join(target, "plain.py"), size: 6, type: "file" } as const;
  expect(glance.plainContent({ ...entry, size: 5 }), "of another size").toBeUndefined();
  expect(glance.plainContent({ ...entry, size: 7 }), "of another size").toBeUndefined();
  expect(glance.plainContent({ ...entry, file: join(target, "none.py") })).toBeUndefined();
  expect(glance.plainContent({ ...entry, blob: "1".repeat(40) })).toBeUndefined();
  const told = Array.from({ length: 40 }, () => glance.plainContent(entry) !== undefined);
  expect(told.filter((each) => each)).toHaveLength(29);
});
