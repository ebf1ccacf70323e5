import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { lookAhead } from "./ahead.ts";
import type { ScanRequest } from "./request.ts";
import { runScan } from "./scan.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-ahead-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const target = join(work, "target");
const WEAK = "import hashlib\nhashlib.md5(b)\n";
/** Files are believed by their times two seconds after they were changed. */
const SETTLED_MS = 2_100;

function request(changes: Partial<ScanRequest> = {}): ScanRequest {
  return {
    location: target,
    include: [],
    exclude: [],
    maxFileSizeBytes: 1e6,
    chunkSize: 100,
    workers: 1,
    gitignore: false,
    cache: { folder: join(work, "cache"), maxBytes: 1e8, ttlMs: 1e9, index: true },
    ...changes,
  };
}

async function scan(changes: Partial<ScanRequest> = {}) {
  const asked = request(changes);
  const ahead = lookAhead(asked);
  try {
    const result = await runScan(asked, { found: () => {}, advanced: () => {} }, undefined, ahead);
    return { looked: ahead?.looked !== undefined, work: result.work, paths: result.findings.map(({ path }) => path) };
  } finally {
    ahead?.cache.close();
  }
}

test("files are looked at ahead where an index of this very target is kept, and what comes of it is the same", async () => {
  mkdirSync(target);
  for (const name of ["a.py", "b.py", "c.py"]) writeFileSync(join(target, name), name === "b.py" ? "b = 1\n" : WEAK);
  await sleep(SETTLED_MS);
  expect(await scan()).toMatchObject({ looked: false, work: { scanned: 3 }, paths: ["a.py", "c.py"] });
  expect(await scan()).toMatchObject({ looked: true, work: { fromCache: 3, read: 0 }, paths: ["a.py", "c.py"] });
  expect(await scan({ exclude: ["c.py"] })).toMatchObject({ looked: false, paths: ["a.py"] });
  expect(await scan({ gitignore: true })).toMatchObject({ looked: false, paths: ["a.py", "c.py"] });
  writeFileSync(join(target, "b.py"), `${WEAK}more = 1\n`);
  const changed = await scan();
  expect(changed).toMatchObject({ looked: true, work: { scanned: 1, fromCache: 2 }, paths: ["a.py", "b.py", "c.py"] });
  // Once a declaration is there, what was kept of the target without it says nothing of it.
  writeFileSync(join(target, ".pqc-audit.yaml"), "ignore:\n  - paths: [a.py]\n    reason: known\n");
  expect(await scan()).toMatchObject({ paths: ["a.py", "b.py", "c.py"] });
});

test("a file that changes once the look at it has begun is scanned as it is then", async () => {
  const asked = request();
  await scan();
  await sleep(SETTLED_MS);
  await scan();
  const ahead = lookAhead(asked);
  const file = join(target, "a.py");
  writeFileSync(file, "a = 1\n");
  utimesSync(file, 1e9, 1e9);
  const result = await runScan(asked, { found: () => {}, advanced: () => {} }, undefined, ahead);
  ahead?.cache.close();
  expect(result.findings.map(({ path }) => path)).toEqual(["b.py", "c.py"]);
});

test("there is nothing to begin with where no cache is kept, and where the target is no folder", () => {
  const { cache: _, ...without } = request();
  expect(lookAhead(without)).toBeUndefined();
  for (const location of [join(target, "a.py"), join(work, "none"), "https://git.example/r.git", "\0"])
    expect(lookAhead(request({ location }))).toBeUndefined();
});
