import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fact } from "@pqc-audit/reports/model/fixture.ts";
import type { EngineParts } from "@pqc-audit/scanner/engine-part-names.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import { afterAll, expect, test } from "vitest";
import { type CacheOptions, ResultCache } from "./result-cache.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-cache-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let folders = 0;
const fresh = (): string => join(work, `cache-${folders++}`);

const HOUR = 3_600_000;
const NOW = new Date("2026-06-01T12:00:00Z");
const FOUND: Outcome = { status: "scanned", facts: [fact()], error: "cut short" };
const PLAIN: Outcome = { status: "scanned", facts: [] };
const id = (seed: number): string => seed.toString(16).padStart(40, "0");

interface Opened extends Partial<CacheOptions> {
  readonly engine?: string;
  /** Of the engine, for single kinds. */
  readonly parts?: EngineParts;
  readonly hours?: number;
}

function open(folder: string, options: Opened = {}): ResultCache {
  const { engine = "engine", parts = {}, hours = 0, ...rest } = options;
  const now = new Date(NOW.getTime() + hours * HOUR);
  const cache = new ResultCache({ folder, maxBytes: 1e8, ttlMs: 100 * HOUR, ...rest }, now);
  cache.know(new KindDigests({ common: engine, ...parts }, (kind) => ["common", kind]));
  return cache;
}

function filled(folder: string, options?: Parameters<typeof open>[1], part = "part"): ResultCache {
  const cache = open(folder, options);
  cache.learn("c", id(1), 7, FOUND);
  cache.learn("c", id(2), 7, PLAIN);
  cache.save("tree", [Buffer.from(part), Buffer.from("second")]);
  return cache;
}

const fileOf = (folder: string): string => join(folder, "results.sqlite");
const parts = (cache: ResultCache): string[] => [...cache.tree("tree")].map(String);

test("what was learned is there in the next run, for its kind and its engine only", () => {
  const folder = fresh();
  filled(folder).close();
  const cache = open(folder);
  expect(cache.outcome("c", id(1))).toEqual(FOUND);
  expect(cache.outcome("c", id(2))).toEqual(PLAIN);
  expect(cache.outcome("java", id(1))).toBeUndefined();
  expect(cache.candidates("c", 7)).toEqual([id(1)]);
  expect(parts(cache)).toEqual(["part", "second"]);
  const other = open(folder, { engine: "other" });
  expect(other.outcome("c", id(1))).toBeUndefined();
  for (const each of [cache, other]) {
    expect(each.notes).toEqual([]);
    each.close();
  }
});

test("results of a kind hold for every engine in which nothing of that kind is another", () => {
  const folder = fresh();
  const first = filled(folder, { parts: { c: "1", java: "1" } });
  first.learn("java", id(3), 7, FOUND);
  first.save("tree", undefined);
  first.close();
  const next = open(folder, { parts: { c: "1", java: "2" } });
  expect(next.outcome("c", id(1))).toEqual(FOUND);
  expect(next.candidates("c", 7)).toEqual([id(1)]);
  expect(next.outcome("java", id(3))).toBeUndefined();
  expect(next.candidates("java", 7)).toEqual([]);
  next.learn("java", id(3), 7, PLAIN);
  next.save("tree", undefined);
  next.close();
  const back = open(folder, { parts: { c: "1", java: "1" } });
  expect([back.outcome("c", id(1)), back.outcome("java", id(3))]).toEqual([FOUND, FOUND]);
  expect(parts(back)).toEqual(["part", "second"]);
  back.close();
});

test("an outcome that a limit, a lost thread or a file system made is not kept", () => {
  const folder = fresh();
  const cache = open(folder);
  cache.learn("c", id(1), 1, { status: "skipped", reason: "too-large" });
  cache.learn("c", id(2), 1, { status: "quarantined", error: "stuck" });
  cache.learn("c", id(3), 1, { status: "failed", error: "gone" });
  cache.learn("c", id(4), 1, { status: "skipped", reason: "binary" });
  cache.save("tree", undefined);
  expect([1, 2, 3, 4].map((seed) => cache.outcome("c", id(seed))?.status)).toEqual([
    undefined,
    undefined,
    undefined,
    "skipped",
  ]);
  cache.close();
});

test("folder and file are the user's alone, and what others may have written is not used", () => {
  const folder = fresh();
  filled(folder).close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  chmodSync(fileOf(folder), 0o644);
  open(folder).close();
  expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  chmodSync(fileOf(folder), 0o666);
  expect(() => open(folder)).toThrow("others may write to");
  chmodSync(fileOf(folder), 0o600);
  chmodSync(folder, 0o777);
  expect(() => open(folder)).toThrow("others may write to");
  const linked = fresh();
  mkdirSync(linked, { mode: 0o700 });
  symlinkSync(fileOf(folder), fileOf(linked));
  expect(() => open(linked)).toThrow("no ordinary file");
  writeFileSync(join(work, "file"), "");
  expect(() => open(join(work, "file"))).toThrow();
  expect(() => open(join(work, "file", "below"))).toThrow("not a directory");
  if (process.platform === "linux")
    expect(() => open("/proc/nothing/below")).toThrow(/no such file|not permitted|denied/);
});

const DAMAGES: readonly (readonly [string, (file: string) => void])[] = [
  [
    "no database",
    (file) => writeFileSync(file, "this is no database, but it is long enough to be taken for one. ".repeat(100)),
  ],
  ["cut off", (file) => truncateSync(file, 8_192 + 100)],
  ["zeros inside", (file) => writeFileSync(file, readFileSync(file).fill(0, 8_192, 8_192 * 3))],
  ["of an older release", (file) => sqlite(file, "pragma user_version = 99")],
  ["something else's", (file) => sqlite(file, "pragma user_version = 0")],
  ["without a table", (file) => sqlite(file, "drop table result")],
];

function sqlite(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

test.each(DAMAGES)("a file that is damaged is begun anew, and said in one line: %s", (_, damage) => {
  const folder = fresh();
  filled(folder).close();
  damage(fileOf(folder));
  const cache = open(folder);
  expect(cache.outcome("c", id(1))).toBeUndefined();
  expect(parts(cache)).toEqual([]);
  cache.learn("c", id(3), 7, FOUND);
  cache.save("tree", [Buffer.from("new")]);
  // Where only its index was lost, that is known at the latest when something is written.
  expect(cache.notes).toHaveLength(1);
  expect(cache.notes[0]).toMatch(/^the result cache .*results\.sqlite could not be read \(.*\) and is begun anew$/);
  expect(cache.notes[0]).not.toContain("\n");
  cache.close();
  const next = filled(folder);
  expect(next.outcome("c", id(1))).toEqual(FOUND);
  expect(next.notes).toEqual([]);
  next.close();
});

test("a row whose bits have changed is absent", () => {
  const folder = fresh();
  filled(folder).close();
  sqlite(
    fileOf(folder),
    "update result set body = cast(replace(cast(body as text), 'RSA', 'DSA') as blob) where bytes = 7",
  );
  sqlite(
    fileOf(folder),
    "update result set body = zeroblob(4) where length(body) = 4; update tree_part set body = cast(body || x'00' as blob)",
  );
  const cache = open(folder);
  expect(cache.outcome("c", id(1))).toBeUndefined();
  expect(cache.outcome("c", id(2))).toBeUndefined();
  expect(parts(cache)).toEqual([]);
  expect(cache.notes).toEqual([]);
  cache.close();
});

test("two runs at once both keep what they learned", () => {
  const folder = fresh();
  const [one, two] = [open(folder), open(folder)];
  one.learn("c", id(1), 1, FOUND);
  two.learn("java", id(2), 1, FOUND);
  one.save("tree", [Buffer.from("one")]);
  two.save("tree", [Buffer.from("two")]);
  expect(one.outcome("java", id(2))).toBeUndefined();
  expect([one, two].flatMap((each) => each.notes)).toEqual([]);
  one.close();
  two.close();
  const next = open(folder);
  expect([next.outcome("c", id(1)), next.outcome("java", id(2))]).toEqual([FOUND, FOUND]);
  expect(parts(next)).toEqual(["two"]);
  next.close();
});

test("a run that is killed while it writes leaves what was there before", () => {
  const folder = fresh();
  filled(folder).close();
  const script = `
    import { DatabaseSync } from "node:sqlite";
    const database = new DatabaseSync(${JSON.stringify(fileOf(folder))});
    database.exec("pragma cache_size = 1; begin immediate; delete from result; delete from tree_part");
    for (let at = 0; at < 2000; at++) database.prepare("insert into tree_part values (?, 0, zeroblob(5000))").run(at + 10);
    process.kill(process.pid, "SIGKILL");`;
  expect(spawnSync(process.execPath, ["--input-type=module", "-e", script]).signal).toBe("SIGKILL");
  const cache = open(folder);
  expect(cache.outcome("c", id(1))).toEqual(FOUND);
  expect(parts(cache)).toEqual(["part", "second"]);
  expect(cache.notes).toEqual([]);
  cache.close();
});

test("a run that holds the file for long is not waited for for ever", { timeout: 20_000 }, () => {
  const folder = fresh();
  filled(folder).close();
  const holder = new DatabaseSync(fileOf(folder));
  holder.exec("begin immediate");
  const cache = filled(folder);
  expect(cache.notes).toEqual([expect.stringMatching(/is not used: .*locked/)]);
  expect(cache.outcome("c", id(1))).toBeUndefined();
  holder.exec("rollback");
  holder.close();
  cache.close();
});

test("the file stays within its limit: what was used longest ago goes first", () => {
  const folder = fresh();
  const maxBytes = 400_000;
  const big = (seed: number) => ({ ...fact(), snippet: String(seed).repeat(2_000) });
  for (let hour = 0; hour < 40; hour++) {
    const cache = open(folder, { maxBytes, hours: hour });
    for (let row = 0; row < 10; row++)
      cache.learn("c", id(hour * 10 + row + 1), 7, { status: "scanned", facts: [big(hour)] });
    cache.save(`tree ${hour}`, [Buffer.alloc(10_000, hour)], `same ${hour}`);
    expect(cache.notes).toEqual([]);
    cache.close();
    expect(statSync(fileOf(folder)).size).toBeLessThanOrEqual(maxBytes);
  }
  const cache = open(folder, { maxBytes, hours: 40 });
  expect(cache.outcome("c", id(395))).toBeDefined();
  expect(cache.outcome("c", id(5))).toBeUndefined();
  expect([...cache.tree("tree 39")]).toHaveLength(1);
  expect([...cache.tree("tree 0")]).toHaveLength(0);
  expect([cache.otherKey("same 39"), cache.otherKey("same 0")]).toEqual(["tree 39", undefined]);
  // More than there can be room for, as on a full disk.
  cache.save("huge", [Buffer.alloc(maxBytes * 2)]);
  expect(cache.notes).toEqual([expect.stringMatching(/^results of this scan are not kept: .*full/)]);
  cache.close();
});

test("a limit that was lowered is kept from the next write on", () => {
  const folder = fresh();
  const cache = open(folder);
  for (let at = 0; at < 50; at++) cache.save(`tree ${at}`, [Buffer.alloc(20_000)]);
  cache.close();
  expect(statSync(fileOf(folder)).size).toBeGreaterThan(1_000_000);
  filled(folder, { maxBytes: 300_000, hours: 1 }).close();
  expect(statSync(fileOf(folder)).size).toBeLessThanOrEqual(300_000);
});

test("what was not used for the time to live is forgotten; what is used lives on", () => {
  const folder = fresh();
  filled(folder).close();
  const used = open(folder, { hours: 60 });
  expect(used.outcome("c", id(1))).toEqual(FOUND);
  used.save("other", undefined);
  used.close();
  const later = open(folder, { hours: 120 });
  expect(later.outcome("c", id(1))).toEqual(FOUND);
  expect(later.outcome("c", id(2))).toBeUndefined();
  expect(parts(later)).toEqual([]);
  later.learn("c", id(9), 1, FOUND);
  later.save("other", undefined);
  later.close();
  const database = new DatabaseSync(fileOf(folder));
  expect(database.prepare("select count(*) as n from result").get()?.n).toBe(2);
  expect(database.prepare("select count(*) as n from tree_part").get()?.n).toBe(0);
  database.close();
});
