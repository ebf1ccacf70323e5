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
import { anchorSet, anchorToken } from "@pqc-audit/scanner/anchor-set.ts";
import { type EngineParts, modelsFor } from "@pqc-audit/scanner/engine-part-names.ts";
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
  expect(cache.known("c", id(1))?.outcome).toEqual(FOUND);
  expect(cache.known("c", id(2))?.outcome).toEqual(PLAIN);
  expect(cache.known("java", id(1))?.outcome).toBeUndefined();
  expect(cache.candidates("c", 7)).toEqual([id(1)]);
  expect(parts(cache)).toEqual(["part", "second"]);
  const other = open(folder, { engine: "other" });
  expect(other.known("c", id(1))?.outcome).toBeUndefined();
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
  expect(next.known("c", id(1))?.outcome).toEqual(FOUND);
  expect(next.candidates("c", 7)).toEqual([id(1)]);
  expect(next.known("java", id(3))?.outcome).toBeUndefined();
  expect(next.candidates("java", 7)).toEqual([]);
  next.learn("java", id(3), 7, PLAIN);
  next.save("tree", undefined);
  next.close();
  const back = open(folder, { parts: { c: "1", java: "1" } });
  expect([back.known("c", id(1))?.outcome, back.known("java", id(3))?.outcome]).toEqual([FOUND, FOUND]);
  expect(parts(back)).toEqual(["part", "second"]);
  back.close();
});

/** What anchors open in `python`, and a kind that depends on it. */
function modelled(folder: string, opened: Readonly<Record<string, string>>, maxBytes = 1e8): ResultCache {
  const anchors = new Map([["python", new Map(Object.entries(opened))]]);
  const part = modelsFor("python");
  const cache = new ResultCache({ folder, maxBytes, ttlMs: 100 * HOUR }, NOW);
  const digests = { common: "engine", [part]: JSON.stringify(opened) };
  cache.know(
    new KindDigests(
      digests,
      () => ["common", part],
      () => anchors,
    ),
  );
  return cache;
}
const set = (...anchors: readonly string[]) => anchorSet(anchors.map((anchor) => anchorToken("python", anchor)));

test("of an engine with other models, results hold of contents in which no changed anchor stands, and become its own", () => {
  const folder = fresh();
  const first = modelled(folder, { hashlib: "1", pyca: "1" });
  first.learn("python", id(1), 7, FOUND, set("hashlib"));
  first.learn("python", id(2), 7, FOUND, set("pyca"));
  first.learn("python", id(3), 8, PLAIN, set());
  first.learn("python", id(4), 8, PLAIN);
  first.save("tree", undefined);
  first.close();
  const known = (cache: ResultCache) => [1, 2, 3, 4].filter((seed) => cache.known("python", id(seed)));
  const next = modelled(folder, { hashlib: "2", pyca: "1" });
  expect(known(next)).toEqual([2, 3]);
  expect(next.known("python", id(2))).toMatchObject({ outcome: FOUND, anchors: set("pyca") });
  expect(next.candidates("python", 7)).toEqual([id(1), id(2)]);
  next.save("tree", undefined);
  next.close();
  // Nothing but what it took over is left of the first.
  sqlite(fileOf(folder), "delete from result where form = (select min(form) from form)");
  const last = modelled(folder, { hashlib: "2" });
  expect(known(last)).toEqual([3]);
  last.close();
  const unknown = modelled(folder, { hashlib: "2", nacl: "1" });
  expect(known(unknown)).toEqual([]);
  unknown.close();
});

test("what tells which results hold for other models is not believed where it is damaged, nor kept in a small cache", () => {
  const learned = (maxBytes?: number): string => {
    const folder = fresh();
    const cache = modelled(folder, { hashlib: "1" }, maxBytes);
    cache.learn("python", id(1), 7, FOUND, set());
    cache.save("tree", undefined);
    cache.close();
    return folder;
  };
  const isKnown = (folder: string): boolean => {
    const cache = modelled(folder, { hashlib: "2" });
    const known = cache.known("python", id(1)) !== undefined;
    expect(cache.notes).toEqual([]);
    cache.close();
    return known;
  };
  const damaged = (sql: string): string => {
    const folder = learned();
    sqlite(fileOf(folder), sql);
    return folder;
  };
  expect(isKnown(learned())).toBe(true);
  expect(isKnown(learned(100_000))).toBe(false);
  expect(isKnown(damaged("update opened set body = x'00'"))).toBe(false);
  expect(isKnown(damaged("update form set parts = replace(parts, 'hashlib', 'pycapyca')"))).toBe(false);
  expect(isKnown(damaged("update form set parts = '{'"))).toBe(false);
  expect(isKnown(damaged("update result set anchors = null"))).toBe(false);
  expect(isKnown(damaged("update result set anchors = 'abcdef'"))).toBe(false);
});

test("an outcome that a limit, a lost thread or a file system made is not kept", () => {
  const folder = fresh();
  const cache = open(folder);
  cache.learn("c", id(1), 1, { status: "skipped", reason: "too-large" });
  cache.learn("c", id(2), 1, { status: "quarantined", error: "stuck" });
  cache.learn("c", id(3), 1, { status: "failed", error: "gone" });
  cache.learn("c", id(4), 1, { status: "skipped", reason: "binary" });
  cache.save("tree", undefined);
  expect([1, 2, 3, 4].map((seed) => cache.known("c", id(seed))?.outcome.status)).toEqual([
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
  expect(cache.known("c", id(1))?.outcome).toBeUndefined();
  expect(parts(cache)).toEqual([]);
  cache.learn("c", id(3), 7, FOUND);
  cache.save("tree", [Buffer.from("new")]);
  // Where only its index was lost, that is known at the latest when something is written.
  expect(cache.notes).toHaveLength(1);
  expect(cache.notes[0]).toMatch(/^the result cache .*results\.sqlite could not be read \(.*\) and is begun anew$/);
  expect(cache.notes[0]).not.toContain("\n");
  cache.close();
  const next = filled(folder);
  expect(next.known("c", id(1))?.outcome).toEqual(FOUND);
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
  expect(cache.known("c", id(1))?.outcome).toBeUndefined();
  expect(cache.known("c", id(2))?.outcome).toBeUndefined();
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
  expect(one.known("java", id(2))?.outcome).toBeUndefined();
  expect([one, two].flatMap((each) => each.notes)).toEqual([]);
  one.close();
  two.close();
  const next = open(folder);
  expect([next.known("c", id(1))?.outcome, next.known("java", id(2))?.outcome]).toEqual([FOUND, FOUND]);
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
  expect(cache.known("c", id(1))?.outcome).toEqual(FOUND);
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
  expect(cache.known("c", id(1))?.outcome).toBeUndefined();
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
  expect(cache.known("c", id(395))?.outcome).toBeDefined();
  expect(cache.known("c", id(5))?.outcome).toBeUndefined();
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
  expect(used.known("c", id(1))?.outcome).toEqual(FOUND);
  used.save("other", undefined);
  used.close();
  const later = open(folder, { hours: 120 });
  expect(later.known("c", id(1))?.outcome).toEqual(FOUND);
  expect(later.known("c", id(2))?.outcome).toBeUndefined();
  expect(parts(later)).toEqual([]);
  later.learn("c", id(9), 1, FOUND);
  later.save("other", undefined);
  later.close();
  const database = new DatabaseSync(fileOf(folder));
  expect(database.prepare("select count(*) as n from result").get()?.n).toBe(2);
  expect(database.prepare("select count(*) as n from tree_part").get()?.n).toBe(0);
  database.close();
});
