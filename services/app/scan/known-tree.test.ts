import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { createFilter } from "@pqc-audit/coordinator/filter.ts";
import { TestRepository } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import { openInPlace } from "@pqc-audit/coordinator/sources/in-place.ts";
import type { EngineParts } from "@pqc-audit/scanner/engine-part-names.ts";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import { ResultCache } from "../cache/result-cache.ts";
import { entriesOf } from "../cache/tree-index.ts";
import { ENGINE, kindsOf, scanned } from "./recall.fixture.ts";
import { Recall } from "./recall.ts";
import type { ScanRequest } from "./request.ts";
import { runScan } from "./scan.ts";
import { keyOf, treeOf } from "./target-key.ts";

vi.setConfig({ testTimeout: 120_000 });

const work = mkdtempSync(join(tmpdir(), "pqc-known-tree-"));
const repositories: TestRepository[] = [];
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
  for (const each of repositories) each.remove();
});
let folders = 0;
const fresh = () => join(work, String(folders++));

function repository(): TestRepository {
  const made = new TestRepository();
  repositories.push(made);
  return made;
}

interface Asked {
  readonly exclude: readonly string[];
  readonly maxFileSizeBytes: number;
  readonly second: boolean;
  readonly engine: EngineParts;
}

const OWN = { digest: "own", libraries: [] };
const PLAINLY: Asked = { exclude: [], maxFileSizeBytes: 100, second: false, engine: ENGINE };

interface Scanned {
  readonly results: ReadonlyMap<string, unknown>;
  /** Paths that are not scanned, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly listed: boolean;
  readonly counts: Recall["counts"];
}

/** As `runScan` goes about it, with an engine of no weight. */
async function scan(location: string, folder: string | undefined, asked: Partial<Asked> = {}): Promise<Scanned> {
  const { exclude, maxFileSizeBytes, second, engine } = { ...PLAINLY, ...asked };
  const startedAt = new Date();
  const cache = folder === undefined ? undefined : new ResultCache({ folder, maxBytes: 1e9, ttlMs: 1e9 }, startedAt);
  const source = await openInPlace(location, location, { maxFileSizeBytes });
  try {
    const request: ScanRequest = { location, include: [], exclude, maxFileSizeBytes, gitignore: false, chunkSize: 1 };
    const wrappers = second ? OWN : undefined;
    const tree = treeOf(request, source, wrappers);
    const recall = await Recall.of(cache, {
      key: keyOf(request, source, wrappers),
      ...(tree && { tree }),
      index: true,
      startedAt,
      unverified: true,
      engine,
      kinds: async () => kindsOf(engine),
    });
    const results = new Map<string, unknown>();
    const skipped: Record<string, number> = {};
    const filter = createFilter({ exclude, maxFileSizeBytes });
    const secondKind = second ? "own@1" : undefined;
    const replay = await recall.replay(source);
    for (const part of replay?.parts ?? []) {
      const reused = second ? undefined : recall.reusePart(part);
      for (const before of entriesOf(part.bytes)) {
        const known = reused ? { outcome: before.outcome } : recall.reuse(before, secondKind);
        results.set(before.path, known);
      }
    }
    Object.assign(skipped, replay?.skipped);
    if (!replay) {
      await recall.ready();
      for await (const entry of source.entries(undefined, recall.watch)) {
        const skip = filter.decide(entry);
        if (skip !== undefined) {
          recall.skipped(entry, skip, undefined);
          skipped[skip] = (skipped[skip] ?? 0) + 1;
          continue;
        }
        const before = recall.before(entry, secondKind);
        const same = recall.same(entry, before, secondKind);
        const known = same ? { results: same } : recall.ask(entry, secondKind, before);
        if ("results" in known) {
          results.set(entry.path, known.results);
          continue;
        }
        const [content] = await Array.fromAsync(source.read([entry]));
        const file = { source: { bytes: content?.bytes ?? Buffer.alloc(0) }, ...(known.name && { name: known.name }) };
        const again = secondKind === undefined ? undefined : scanned({ ...file, kind: secondKind }, engine);
        results.set(entry.path, recall.answer(known, scanned({ ...file, kind: known.kind }, engine), again));
      }
    }
    recall.finish();
    return { results, skipped, listed: replay === undefined, counts: recall.counts };
  } finally {
    await source.close();
    cache?.close();
    expect(cache?.notes ?? []).toEqual([]);
  }
}

type Files = Readonly<Record<string, string>>;

const PATHS = ["a.a", "d/a.a", "d/b", "d/e/c.a", "e.no", ".pqc-audit.yaml"];
const CONTENTS = ["plain", "other", "md5-1", "md5-2", "bin", "bad", "md5 and more than may be"];
const files: fc.Arbitrary<Files> = fc.dictionary(fc.constantFrom(...PATHS), fc.constantFrom(...CONTENTS), {
  minKeys: 1,
  noNullPrototype: true,
});
const version = fc.constantFrom("0", "0", "0", "1");
const asked: fc.Arbitrary<Asked> = fc.record({
  exclude: fc.constantFrom<string[]>([], [], ["*.no"], ["d/"]),
  maxFileSizeBytes: fc.constantFrom(100, 100, 20),
  second: fc.constantFrom(false, false, true),
  engine: fc.record({ a: version, own: version }).map((parts) => ({ ...ENGINE, ...parts })),
});

/** What two repositories hold one after another, and how each is scanned then. */
const rounds = fc.array(fc.record({ place: fc.nat(1), files: fc.nat(2), asked: fc.nat(1) }), {
  minLength: 3,
  maxLength: 7,
});

test("what is known of a tree is what a scan of it finds, whichever repository it lay in, and however it is asked for", async () => {
  let unlisted = 0;
  await fc.assert(
    fc.asyncProperty(
      rounds,
      fc.array(files, { minLength: 3, maxLength: 3 }),
      fc.tuple(asked, asked),
      async (given, trees, ways) => {
        const [places, cache] = [[repository(), repository()], fresh()];
        for (const { place, files, asked } of given) {
          const at = places[place] ?? repository();
          at.commit(at.files(trees[files] ?? {}));
          const warm = await scan(at.path, cache, ways[asked]);
          const cold = await scan(at.path, undefined, ways[asked]);
          expect([warm.results, warm.skipped]).toEqual([cold.results, cold.skipped]);
          expect(warm.counts.fromCache + warm.counts.scanned).toBe(cold.counts.scanned);
          if (!warm.listed) unlisted++;
        }
      },
    ),
    { numRuns: 25 },
  );
  expect(unlisted).toBeGreaterThan(2);
});

const USES: Files = { "a.a": "md5-1", "d/b.a": "plain", "d/e/c": "md5-2", "run.no": "bin" };

test("a tree that was scanned anywhere is not listed again", async () => {
  const [one, other, cache] = [repository(), repository(), fresh()];
  for (const each of [one, other]) each.commit(each.files(USES));
  const first = await scan(one.path, cache);
  expect(first).toMatchObject({ listed: true, counts: { scanned: 4 } });
  for (const { path } of [one, other]) {
    const again = await scan(path, cache);
    expect(again).toMatchObject({ listed: false, counts: { scanned: 0, read: 0, fromCache: 4 } });
    expect(again.results).toEqual(first.results);
  }
  expect(await scan(other.path, cache, { exclude: ["*.no"] })).toMatchObject({
    listed: true,
    skipped: { excluded: 1 },
  });
  expect(await scan(one.path, cache, { second: true })).toMatchObject({ listed: true });
  expect(await scan(other.path, cache, { second: true })).toMatchObject({ listed: false });
  expect(await scan(other.path, cache, { engine: { ...ENGINE, a: "1" } })).toMatchObject({ listed: true });
  // The first goes on: of the tree before nothing is kept but what is known of contents.
  one.commit(one.files({ ...USES, "new.a": "md5-9" }));
  expect(await scan(one.path, cache)).toMatchObject({ listed: true, counts: { scanned: 1, fromCache: 4 } });
  expect(await scan(other.path, cache)).toMatchObject({ listed: true, counts: { scanned: 0, fromCache: 4 } });
  expect(await scan(other.path, cache)).toMatchObject({ listed: false });
});

test("a repository that lies about what its tree holds harms nobody but itself", async () => {
  const [honest, liar, cache] = [repository(), repository(), fresh()];
  const tree = honest.files(USES);
  liar.files(USES);
  const below = honest.files({ "b.a": "plain", "e/c": "md5-2" });
  const harmless = honest.files({ "b.a": "plain" });
  cpSync(objectOf(honest, harmless), objectOf(liar, below), { force: true });
  for (const each of [honest, liar]) each.commit(tree);
  const told = await scan(liar.path, cache);
  expect([...told.results.keys()]).toEqual(["a.a", "d/b.a", "run.no"]);
  expect(await scan(liar.path, cache)).toMatchObject({ listed: true, results: told.results });
  const known = await scan(honest.path, cache);
  expect(known.results).toEqual((await scan(honest.path, undefined)).results);
  expect(await scan(honest.path, cache)).toMatchObject({ listed: false });
});

test("which contents are too large each repository says for itself", async () => {
  const [honest, liar, cache] = [repository(), repository(), fresh()];
  for (const each of [honest, liar]) each.commit(each.files(USES));
  const large = Buffer.concat([Buffer.from("blob 200\0"), Buffer.alloc(200, "x")]);
  writeFileSync(objectOf(liar, liar.blob("md5-1")), deflateSync(large));
  expect(await scan(liar.path, cache)).toMatchObject({ skipped: { "too-large": 1 } });
  expect(await scan(liar.path, cache)).toMatchObject({ listed: false, skipped: { "too-large": 1 } });
  const known = await scan(honest.path, cache);
  expect(known).toMatchObject({ listed: true, skipped: {} });
  expect(known.results).toEqual((await scan(honest.path, undefined)).results);
});

test("what other objects a repository would have stand for its own is not heeded", async () => {
  const [one, cache] = [repository(), fresh()];
  const before = one.commit(one.files(USES));
  const after = one.commit(one.files({ "a.a": "plain" }), "other");
  await scan(one.path, cache);
  // All of what it would be instead is known as well.
  const known = repository();
  known.commit(known.files({ "a.a": "plain" }));
  await scan(known.path, cache);
  one.git("replace", before, after);
  expect((await scan(one.path, cache)).results.size).toBe(4);
  expect((await scan(one.path, undefined)).results.size).toBe(4);
});

test("of a partial clone it is said what it lacks, whatever is known", async () => {
  const [one, cache, clone] = [repository(), fresh(), fresh()];
  one.commit(one.files(USES));
  await scan(one.path, cache);
  one.git("clone", "--quiet", "--bare", "--filter=blob:none", one.url, clone);
  const source = await openInPlace(clone, clone, { maxFileSizeBytes: 100 });
  const entries = await Array.fromAsync(source.entries());
  await source.close();
  expect(source.tree).toBeUndefined();
  expect(entries.filter(({ error }) => error !== undefined)).toHaveLength(4);
});

function objectOf({ path }: TestRepository, id: string): string {
  return join(path, "objects", id.slice(0, 2), id.slice(2));
}

const WEAK = "import hashlib\nhashlib.md5(b)\n";
const ACCEPTED = "ignore:\n  - paths: [a.py]\n    reason: known\n";

test("a command that knows the tree needs no more of a repository than its name, unless it says something of itself", async () => {
  const [one, other] = [repository(), repository()];
  const cache = { folder: fresh(), maxBytes: 1e8, ttlMs: 1e9, index: true };
  const result = async ({ path }: TestRepository, kept = true) => {
    const request: ScanRequest = {
      location: path,
      include: [],
      exclude: [],
      maxFileSizeBytes: 1e6,
      chunkSize: 100,
      workers: 1,
      gitignore: false,
      ...(kept && { cache }),
    };
    const { findings, coverage, digest, errors, work } = await runScan(request, {
      found: () => {},
      advanced: () => {},
    });
    return { found: { findings, coverage, digest, errors }, work };
  };
  const commit = (files: Files) => {
    for (const each of [one, other]) each.commit(each.files(files));
  };
  commit({ "a.py": WEAK, "d/b.py": WEAK });
  const first = await result(one);
  expect(first.work).toEqual({ scanned: 2, read: 2, fromCache: 0 });
  // Neither folder nor contents are left.
  for (const folder of readdirSync(join(other.path, "objects"))) {
    if (!/^..$/.test(folder)) continue;
    for (const name of readdirSync(join(other.path, "objects", folder))) {
      const id = folder + name;
      if (other.git("cat-file", "-t", id) === "blob" || id === other.git("rev-parse", "HEAD:d"))
        rmSync(join(other.path, "objects", folder, name));
    }
  }
  expect(await result(other)).toEqual({ found: first.found, work: { scanned: 0, read: 0, fromCache: 2 } });
  for (const policy of [ACCEPTED, "ignore: 1\n", "rescope:\n  - paths: [d/]\n    scope: test\n"]) {
    commit({ "a.py": WEAK, "d/b.py": WEAK, ".pqc-audit.yaml": policy });
    const cold = await result(one, false);
    for (const each of [one, one, other, other]) expect((await result(each)).found).toEqual(cold.found);
    expect((await result(other)).work).toMatchObject({ scanned: 0, read: 0 });
  }
});
