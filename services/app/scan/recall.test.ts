import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createFilter } from "@pqc-audit/coordinator/filter.ts";
import { openLocal } from "@pqc-audit/coordinator/sources/local.ts";
import type { SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import { COMMON, type EngineParts, modelsFor } from "@pqc-audit/scanner/engine-part-names.ts";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ResultCache } from "../cache/result-cache.ts";
import { entriesOf, type IndexEntry } from "../cache/tree-index.ts";
import { ENGINE, kindsOf, scanned } from "./recall.fixture.ts";
import { Recall } from "./recall.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-recall-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let folders = 0;
const fresh = (name: string) => join(work, `${name}-${folders++}`);

interface Scanned {
  readonly results: ReadonlyMap<string, unknown>;
  readonly counts: Recall["counts"];
  readonly walked: boolean;
}

/** One path is left out by name, a folder as a whole, and what is larger than that. */
const filter = createFilter({ exclude: ["*.no", "gone/"], maxFileSizeBytes: 12 });

/** `aheadMs`: as if the scan took place so much later. */
async function scan(
  root: string,
  folder: string | undefined,
  options: { aheadMs?: number; second?: boolean; index?: boolean; here?: number; engine?: EngineParts } = {},
): Promise<Scanned> {
  const { engine = ENGINE } = options;
  const startedAt = new Date(Date.now() + (options.aheadMs ?? 0));
  const cache = folder === undefined ? undefined : new ResultCache({ folder, maxBytes: 1e9, ttlMs: 1e9 }, startedAt);
  const recall = await Recall.of(cache, {
    key: root,
    index: options.index ?? true,
    replay: true,
    startedAt,
    compareHereBytes: options.here ?? 0,
    engine,
    kinds: async () => kindsOf(engine),
  });
  const results = new Map<string, unknown>();
  const secondKind = options.second ? "own@1" : undefined;
  const take = async (entry: SourceEntry, looked?: IndexEntry): Promise<void> => {
    const skip = filter.decide(entry);
    if (skip !== undefined) {
      recall.skipped(entry, skip, looked);
      results.set(entry.path, skip);
      return;
    }
    const before = looked ?? recall.before(entry, secondKind);
    const same = recall.same(entry, before, secondKind);
    if (!same && !recall.isReady) await recall.ready();
    const asked = same ? { results: same } : recall.ask(entry, secondKind, before);
    if ("results" in asked) {
      results.set(entry.path, asked.results);
      return;
    }
    const file = {
      source: { file: entry.file ?? "" },
      ...(asked.known && { known: [...asked.known.keys()] }),
      ...(asked.name && { name: asked.name }),
    };
    const again = secondKind === undefined ? undefined : scanned({ ...file, kind: secondKind }, engine);
    results.set(entry.path, recall.answer(asked, scanned({ ...file, kind: asked.kind }, engine), again));
  };
  const source = openLocal(root, { filter });
  const replay = await recall.replay(source);
  for (const part of replay?.parts ?? []) {
    const reused = options.second ? undefined : recall.reusePart(part);
    const paths = new Set(entriesOf(part.bytes).map(({ path }) => path));
    for (const { path, outcome } of reused?.found ?? []) {
      results.set(path, { outcome });
      paths.delete(path);
    }
    if (reused) {
      const binary = entriesOf(part.bytes).filter(({ outcome }) => outcome?.status === "skipped");
      expect(binary).toHaveLength(reused.binary);
      for (const { path, outcome } of binary) {
        results.set(path, { outcome });
        paths.delete(path);
      }
      const large = entriesOf(part.bytes).filter((entry) => entry.large);
      expect(large).toHaveLength(reused.large);
      for (const { path } of large) {
        results.set(path, "too-large");
        paths.delete(path);
      }
      expect(paths.size).toBe(reused.plain);
      for (const path of paths) results.set(path, { outcome: { status: "scanned", facts: [] } });
      continue;
    }
    for (const [at, before] of entriesOf(part.bytes).entries()) {
      const known = part.unchanged[at] === 1 ? recall.reuse(before, secondKind) : undefined;
      const entry = known ? undefined : await source.find(before.path);
      if (known) results.set(before.path, known);
      else if (entry) await take(entry, before);
    }
  }
  if (replay) {
    const left = Object.values(replay.skipped).reduce((sum, count) => sum + count, replay.leftOut);
    for (let at = 0; at < left; at++) results.set(`left out ${at}`, "excluded");
  } else for await (const entry of source.entries(undefined, recall.watch)) await take(entry);
  recall.finish();
  cache?.close();
  expect(cache?.notes ?? []).toEqual([]);
  return { results, counts: recall.counts, walked: replay === undefined };
}

const CONTENTS = ["", "plain", "other", "md5-1", "md5-2", "md5-1 and more", "bin01", "bad01"];
const PATHS = ["x.a", "y.b", "d/x.a", "d/y.b", "d.a", "d/e/z", "d/x.no", "gone/a.a", "d/gone/e/a.a"];
const content = fc.constantFrom(...CONTENTS);
const path = fc.constantFrom(...PATHS);
/** Long ago, the day the tree was made, and a day to come. */
const time = fc.constantFrom(1e9, Math.floor(Date.now() / 1000), 4e9);

type Step = (root: string) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(path, content).map(
    ([to, text]) =>
      (root: string) =>
        put(root, to, text),
  ),
  fc.tuple(path, content, time).map(([to, text, at]) => (root: string) => {
    put(root, to, text);
    utimesSync(join(root, to), at, at);
  }),
  fc.tuple(path, path).map(
    ([from, to]) =>
      (root: string) =>
        attempt(() => renameSync(join(root, from), join(root, to))),
  ),
  fc.tuple(path, path).map(
    ([from, to]) =>
      (root: string) =>
        attempt(() => cpSync(join(root, from), join(root, to), { preserveTimestamps: true })),
  ),
  fc.tuple(path, time).map(
    ([at, when]) =>
      (root: string) =>
        attempt(() => utimesSync(join(root, at), when, when)),
  ),
  path.map((gone) => (root: string) => rmSync(join(root, gone), { force: true })),
);

function put(root: string, to: string, text: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  writeFileSync(join(root, to), text);
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // No such file, or a folder in its place: nothing to do then.
  }
}

/** Steps between scans; what comes of each scan is what comes of a scan that knows nothing, whatever engine made the ones before. */
async function staysRight(
  rounds: readonly (readonly Step[])[],
  options: Parameters<typeof scan>[2],
  pauseMs: number,
  engines: readonly EngineParts[] = [],
): Promise<void> {
  const root = fresh("tree");
  const cache = fresh("cache");
  mkdirSync(root);
  for (const [round, steps] of rounds.entries()) {
    const engine = engines[round % engines.length] ?? ENGINE;
    if (pauseMs > 0) await sleep(pauseMs);
    for (const each of steps) each(root);
    if (pauseMs > 0) await sleep(pauseMs);
    const warm = await scan(root, cache, { ...options, engine });
    const cold = await scan(root, undefined, { ...options, engine });
    expect(comparable(warm)).toEqual(comparable(cold));
    expect(warm.counts.fromCache + warm.counts.scanned).toBe(cold.counts.scanned);
  }
  rmSync(root, { recursive: true, force: true });
}

/** Of paths that no walk names any more only their number is known. */
function comparable({ results }: Scanned): { readonly left: number; readonly others: ReadonlyMap<string, unknown> } {
  const others = new Map([...results].filter(([, result]) => result !== "excluded"));
  return { left: results.size - others.size, others };
}

const rounds = fc.array(fc.array(step, { maxLength: 4 }), { minLength: 2, maxLength: 5 });
const options = fc.record({ second: fc.boolean(), index: fc.boolean(), here: fc.constantFrom(0, 20, 1e6) });

test("cached and cold results are the same under any edits, renames, copies and set-back times, however soon", async () => {
  await fc.assert(
    fc.asyncProperty(rounds, options, (given, chosen) => staysRight(given, chosen, 0)),
    { numRuns: 150 },
  );
});

test("and where files are old enough to be believed unread", async () => {
  await fc.assert(
    fc.asyncProperty(rounds, options, (given, chosen) => staysRight(given, { ...chosen, aheadMs: 60_000 }, 12)),
    { numRuns: 30 },
  );
});

const version = fc.constantFrom("0", "1");
const engine = fc.record({
  [COMMON]: fc.constantFrom("0", "0", "0", "1"),
  a: version,
  b: fc.constantFrom("0", "0", "1"),
  own: version,
  [modelsFor("b")]: fc.constantFrom("md5- 0", "md5- 1", "md5- 0,plain 1", "md5- 0,md5-1 1", "plain 0", "md5-1 1"),
});

test("and where the engine is another one at each scan, in what concerns some kinds or all", async () => {
  const engines = fc.array(engine, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rounds, options, engines, async (given, chosen, all) => {
      await staysRight(given, chosen, 0, all);
      await staysRight(given, { ...chosen, aheadMs: 60_000 }, 0, all);
    }),
    { numRuns: 40 },
  );
});

test("an engine that is another one for some kinds scans contents of these, and reads no others", async () => {
  const root = fresh("tree");
  const cache = fresh("cache");
  for (const [at, text] of [
    ["a.a", "md5-1"],
    ["b.a", "plain"],
    ["c.b", "md5-2"],
    ["d.b", "plain"],
    ["e.b", "other"],
  ] as const)
    put(root, at, text);
  const counts = async (engine: EngineParts) => (await scan(root, cache, { aheadMs: 60_000, engine })).counts;
  expect(await counts(ENGINE)).toEqual({ scanned: 5, fromCache: 0, read: 5 });
  expect(await counts({ ...ENGINE, b: "1" })).toEqual({ scanned: 3, fromCache: 2, read: 3 });
  expect(await counts({ ...ENGINE, b: "1" })).toEqual({ scanned: 0, fromCache: 5, read: 0 });
  expect(await counts({ ...ENGINE, a: "1", b: "1" })).toEqual({ scanned: 2, fromCache: 3, read: 2 });
  expect(await counts({ ...ENGINE, [COMMON]: "1" })).toEqual({ scanned: 5, fromCache: 0, read: 5 });
});

test("an engine with other models scans contents with a changed anchor, with a new one all of the kind", async () => {
  const root = fresh("tree");
  const cache = fresh("cache");
  for (const [at, text] of [
    ["a.a", "md5-1"],
    ["b.b", "plain"],
    ["c.b", "md5-1"],
    ["d.b", "md5-2"],
    ["e.b", "md5-1 more"],
  ] as const)
    put(root, at, text);
  const scanned = async (models: string, index = true) =>
    (await scan(root, cache, { aheadMs: 60_000, index, engine: { ...ENGINE, [modelsFor("b")]: models } })).counts
      .scanned;
  expect(await scanned("md5- 0,md5-1 0")).toBe(5);
  expect(await scanned("md5- 0,md5-1 1"), "and where it was not told what stands in it").toBe(2);
  expect(await scanned("md5- 0"), "an anchor went").toBe(2);
  expect(await scanned("md5- 0,md5-2 0"), "one came that holds another").toBe(3);
  expect(await scanned("md5- 0,md5-2 0,plain 0"), "one came that does not").toBe(4);
  expect(await scanned("md5- 0,md5-2 0,plain 0")).toBe(0);
  expect(await scanned("md5- 0,md5-2 1,plain 0", false), "by contents, without an index").toBe(3);
});

test("a second scan reads nothing, one changed file is one content scanned, a moved one none", async () => {
  const root = fresh("tree");
  const cache = fresh("cache");
  for (const [at, text] of [
    ["a.a", "md5-1"],
    ["b.a", "plain"],
    ["c/d.a", "md5-2"],
  ] as const)
    put(root, at, text);
  const later = { aheadMs: 60_000 };
  expect((await scan(root, cache, later)).counts).toEqual({ scanned: 3, fromCache: 0, read: 3 });
  expect((await scan(root, cache, later)).counts).toEqual({ scanned: 0, fromCache: 3, read: 0 });
  await sleep(12);
  put(root, "b.a", "plein");
  expect((await scan(root, cache, later)).counts).toEqual({ scanned: 1, fromCache: 2, read: 1 });
  renameSync(join(root, "c/d.a"), join(root, "e.a"));
  expect((await scan(root, cache, later)).counts).toEqual({ scanned: 0, fromCache: 3, read: 1 });
  expect((await scan(root, cache, { ...later, index: false })).counts.read).toBe(3);
});

test("a file of the same size and with its old time is not taken for the old one", async () => {
  const root = fresh("tree");
  const cache = fresh("cache");
  for (const text of ["md5-1", "md5-2", "plain", "other"]) {
    put(root, "a.a", text);
    utimesSync(join(root, "a.a"), 1e9, 1e9);
    expect((await scan(root, cache, { aheadMs: 60_000 })).counts.scanned, text).toBe(1);
    expect((await scan(root, cache, { aheadMs: 60_000 })).counts.read, text).toBe(0);
    await sleep(12);
  }
});

test("a tree whose folders have not changed is not walked; one that came or went makes it so", async () => {
  const root = fresh("tree");
  const cache = fresh("cache");
  const later = { aheadMs: 60_000 };
  for (const path of ["a.a", "d/b.a", "d/c.no", "gone/x", "large"])
    put(root, path, path === "large" ? "much too large to be scanned" : "md5-1");
  const walked = async () => (await scan(root, cache, later)).walked;
  expect([await walked(), await walked()]).toEqual([true, false]);
  await sleep(12);
  put(root, "d/b.a", "md5-2");
  put(root, "gone/y", "more in a folder that is left out");
  const changed = await scan(root, cache, later);
  expect(changed).toMatchObject({ walked: false, counts: { scanned: 1, fromCache: 1, read: 1 } });
  expect(changed.results.size).toBe(6);
  put(root, "large", "small");
  expect(await scan(root, cache, later)).toMatchObject({ walked: false, counts: { scanned: 1, fromCache: 2 } });
  put(root, "d/new.a", "plain");
  expect(await scan(root, cache, later)).toMatchObject({ walked: true, counts: { scanned: 1, fromCache: 3 } });
  expect(await walked()).toBe(false);
  rmSync(join(root, "a.a"));
  expect(await walked()).toBe(true);
  // A folder that was changed just now may be changed again without looking different.
  expect((await scan(root, cache)).walked).toBe(false);
  await sleep(12);
  put(root, "e/f", "plain");
  expect([(await scan(root, cache)).walked, (await scan(root, cache)).walked]).toEqual([true, true]);
});

test("what was changed just before the scan is compared by its content until it is old enough", async () => {
  const root = fresh("tree");
  const cache = fresh("cache");
  put(root, "a.a", "md5-1");
  put(root, "b.a", "plain");
  expect((await scan(root, cache)).counts).toEqual({ scanned: 2, fromCache: 0, read: 2 });
  expect((await scan(root, cache)).counts).toEqual({ scanned: 0, fromCache: 2, read: 2 });
  expect((await scan(root, cache, { aheadMs: 60_000 })).counts.read).toBe(2);
  expect((await scan(root, cache, { aheadMs: 60_000 })).counts.read).toBe(0);
  expect(readdirSync(cache).sort()).toEqual(["results.sqlite", "results.sqlite-journal"]);
});
