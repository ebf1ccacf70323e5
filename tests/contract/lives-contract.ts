/** Findings keep their ids from scan to scan, and the server knows when each use came and went. `make` gives a fresh database. */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { finishScan } from "@pqc-audit/aggregator/finish/finish-scan.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { requestRemoval } from "@pqc-audit/aggregator/retention/removals.ts";
import { retire } from "@pqc-audit/aggregator/retention/retention.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { LivesWorld, TARGET, type Tree } from "./lives-world.ts";

const NONE = { new: 0, existing: 0, reopened: 0, fixed: 0, unseen: 0, byRuleset: { new: 0, reopened: 0, fixed: 0 } };
const NEWER = "f".repeat(64);

export function livesContract(name: string, make: () => Promise<Harness>): void {
  describe(`lives: ${name}`, () => {
    let h: Harness;
    let world: LivesWorld;
    beforeEach(async () => {
      h = await make();
      world = new LivesWorld(h);
    });
    afterEach(() => h?.stop());

    const states = async (scanId: string) =>
      (await world.findings(scanId)).map(({ path, snippet, state, cause }) => [path, snippet, state, cause]);
    const idsOf = async (scanId: string) => (await world.findings(scanId)).map(({ id }) => id);

    test("of a first scan all are new, with the ids that the command gives", async () => {
      const scanId = await world.scan({ "a.py": ["md5 a", "md5 a"], "b/c.py": ["rsa x"] });
      const findings = await world.findings(scanId);
      expect(findings.map(({ state, cause }) => [state, cause])).toEqual(findings.map(() => ["new", undefined]));
      expect(findings[0]?.id).toMatch(/^[0-9a-f]{32}\.[0-9a-f]{12}\.1$/);
      expect(findings[1]?.id).toBe(findings[0]?.id.replace(/1$/, "2"));
      expect(await world.changes(scanId)).toEqual({ ...NONE, ruleset: false, new: 3 });
      expect((await world.lives()).map(({ path, state, opened }) => [path, state, opened.before])).toEqual(
        findings.map(({ path }) => [path, "open", true]),
      );
    });

    test("lines that move, a reformatted file and a copy of the file leave ids as they are", async () => {
      const first = await world.scan({ "a.py": ["md5 a", "sha1 b"] });
      const ids = await idsOf(first);
      const moved = await world.scan({ "a.py": { content: "ten lines more", uses: ["md5 a", "sha1 b"] } });
      expect(await idsOf(moved)).toEqual(ids);
      const copied = await world.scan({ "a.py": ["md5 a", "sha1 b"], "copy.py": ["md5 a", "sha1 b"] });
      expect(await states(copied)).toEqual([
        ["a.py", "md5 a", "existing", undefined],
        ["a.py", "sha1 b", "existing", undefined],
        ["copy.py", "md5 a", "new", "code"],
        ["copy.py", "sha1 b", "new", "code"],
      ]);
      expect((await idsOf(copied)).slice(0, 2)).toEqual(ids);
    });

    test("a copy inside its file is one new finding", async () => {
      const ids = await idsOf(await world.scan({ "a.py": ["md5 a", "sha1 b"] }));
      const scanId = await world.scan({ "a.py": ["md5 a", "md5 a", "sha1 b"] });
      expect(await world.changes(scanId)).toMatchObject({ new: 1, existing: 2, fixed: 0 });
      expect(await states(scanId)).toEqual([
        ["a.py", "md5 a", "existing", undefined],
        ["a.py", "md5 a", "new", "code"],
        ["a.py", "sha1 b", "existing", undefined],
      ]);
      const now = await idsOf(scanId);
      expect([now[0], now[2]]).toEqual(ids);
      expect(new Set(now).size).toBe(3);
    });

    test("an edited line is the same use; another algorithm is another", async () => {
      const [md5, rsa] = await idsOf(await world.scan({ "a.py": ["md5 a", "rsa-1024 k"] }));
      const scanId = await world.scan({ "a.py": ["md5 b", "rsa-2048 k"] });
      const now = await world.findings(scanId);
      expect(now.map(({ id, state }) => [id === md5, state])).toEqual([
        [true, "existing"],
        [false, "new"],
      ]);
      expect((await world.fixed(scanId)).map(({ id, algorithm }) => [id, algorithm])).toEqual([[rsa, "RSA-1024"]]);
      // It is told as it is seen now, and is known by that the next time.
      expect((await world.lives({ family: "MD5" }))[0]?.fingerprint).toBe(now[0]?.fingerprint);
      const later = await world.scan({ "a.py": ["md5 b", "md5 a", "rsa-2048 k"] });
      expect((await world.findings(later)).map(({ state }) => state)).toEqual(["existing", "new", "existing"]);
    });

    test("renamed files keep their ids, of several alike each that of its name", async () => {
      const tree: Tree = { "a/x.py": ["md5 a"], "a/y.py": ["md5 a"], "b.py": ["rsa k", "md5 a"], "c.py": ["aes z"] };
      const before = await world.ids(await world.scan(tree));
      const scanId = await world.scan({
        "lib/b2.py": ["md5 a", "rsa k"],
        "lib/x.py": ["md5 a"],
        "lib/y.py": ["md5 a"],
        "c.py": ["aes z"],
      });
      expect(await world.changes(scanId)).toMatchObject({ new: 0, existing: 5, fixed: 0 });
      const now = await world.ids(scanId);
      expect(now.get("lib/x.py:1 md5 a")).toBe(before.get("a/x.py:1 md5 a"));
      expect(now.get("lib/y.py:1 md5 a")).toBe(before.get("a/y.py:1 md5 a"));
      expect(now.get("lib/b2.py:4 rsa k")).toBe(before.get("b.py:1 rsa k"));
      expect((await world.lives()).map(({ path }) => path).sort()).toEqual(
        ["c.py", "lib/b2.py", "lib/b2.py", "lib/x.py", "lib/y.py"].sort(),
      );
      // A new file at the old place is no old one.
      const again = await world.scan({ "lib/x.py": ["md5 a"], "a/x.py": ["md5 a"], "c.py": ["aes z"] });
      expect(new Set(await idsOf(again)).size).toBe(3);
      expect(await states(again)).toContainEqual(["a/x.py", "md5 a", "existing", undefined]);
    });

    test("what comes back has its id again, and another life", async () => {
      const [id] = await idsOf(await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"] }));
      const without = await world.scan({ "b.py": ["rsa k"] });
      expect(await world.changes(without)).toMatchObject({ fixed: 1, existing: 1 });
      const back = await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"] });
      expect(await states(back)).toContainEqual(["a.py", "md5 a", "reopened", "code"]);
      expect((await idsOf(back))[0]).toBe(id);
      expect(await world.changes(back)).toMatchObject({ reopened: 1, existing: 1, new: 0 });
      const its = await world.lives({ family: "MD5" });
      expect(its.map((life) => [life.id, life.state, life.opened.scan, life.closed?.scan, life.reopens])).toEqual([
        [id, "closed", expect.any(String), without, undefined],
        [id, "open", back, undefined, true],
      ]);
      // Once, not for each of its copies.
      const twice = await world.scan({ "a.py": ["md5 a", "md5 a"], "b.py": ["rsa k"] });
      expect(await states(twice)).toContainEqual(["a.py", "md5 a", "new", "code"]);
    });

    test("what could not be scanned is not fixed", async () => {
      const tree: Tree = { "a.py": ["md5 a"], "b.py": ["rsa k"], "c.py": ["aes z"], "d.py": ["sha1 b"] };
      const first = await world.scan(tree);
      const scanId = await world.scan({ "a.py": "failed", "b.py": "quarantined", "c.py": ["aes z"] });
      expect(await h.state(scanId)).toBe("incomplete");
      expect(await world.changes(scanId)).toMatchObject({ fixed: 1, existing: 1, unseen: 2, new: 0 });
      expect((await world.fixed(scanId)).map(({ path }) => path)).toEqual(["d.py"]);
      const [point] = await world.points();
      expect(point).toMatchObject({
        complete: false,
        uses: { "quantum-broken": { RSA: 1 }, "weak-today": { MD5: 1 } },
      });
      const next = await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"], "c.py": ["aes z"] });
      expect(await world.changes(next)).toMatchObject({ existing: 3, new: 0, reopened: 0, fixed: 0 });
      expect((await idsOf(next)).slice(0, 3)).toEqual((await idsOf(first)).slice(0, 3));
    });

    test("a finding that comes or goes with the rules is told so", async () => {
      const file = (uses: readonly string[]) => ({ content: "the same text", uses });
      await world.scan({
        "a.py": file(["md5 a", "sha1 b"]),
        "n.py": { content: "nothing", uses: [] },
        "g.py": ["rsa k"],
      });
      const scanId = await world.scan(
        {
          "a.py": file(["md5 a", "rsa k"]),
          "n.py": { content: "nothing", uses: ["aes z"] },
          "new.py": ["aes z", "aes y"],
        },
        { engineDigest: NEWER },
      );
      expect(await world.changes(scanId)).toMatchObject({
        ruleset: true,
        new: 4,
        existing: 1,
        fixed: 2,
        byRuleset: { new: 2, reopened: 0, fixed: 1 },
      });
      expect(await states(scanId)).toEqual([
        ["a.py", "md5 a", "existing", undefined],
        ["a.py", "rsa k", "new", "ruleset"],
        ["n.py", "aes z", "new", "ruleset"],
        ["new.py", "aes z", "new", "code"],
        ["new.py", "aes y", "new", "code"],
      ]);
      expect((await world.fixed(scanId)).map(({ path, closed }) => [path, closed?.cause])).toEqual([
        ["a.py", "ruleset"],
        ["g.py", "code"],
      ]);
      // A file in which other rules find nothing any more.
      const last = await world.scan({ "a.py": file([]), "n.py": { content: "nothing", uses: ["aes z"] } });
      expect(await world.changes(last)).toMatchObject({ ruleset: true });
      expect((await world.fixed(last)).map(({ path, closed }) => [path, closed?.cause])).not.toContainEqual([
        "a.py",
        "code",
      ]);
    });

    test("a cancelled scan and one that is broken off leave nothing behind", async () => {
      await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"] });
      const before = await world.lives();
      const cancelled = await world.scanned({ "c.py": ["md5 a"] });
      const { store } = h.context;
      const breaking = store.write.bind(store);
      let left = 6;
      store.write = (work, options) => (left-- > 0 ? breaking(work, options) : Promise.reject(new Error("broken off")));
      await expect(h.finish(cancelled)).rejects.toThrow("broken off");
      store.write = breaking;
      expect(await world.lives()).toEqual(before);
      h.advance(600_000);
      await h.cancel(cancelled);
      expect(await h.finish(cancelled)).toBeUndefined();
      expect(await world.lives()).toEqual(before);
      const next = await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k", "rsa k"] });
      expect(await world.changes(next)).toMatchObject({ existing: 2, new: 1, fixed: 0 });
      expect((await world.points()).length).toBe(2);
    });

    test("a scan that began before one that is finished changes nothing", async () => {
      await world.scan({ "a.py": ["md5 a"] });
      const early = await world.scanned({ "a.py": ["md5 a"], "old.py": ["rsa k"] }, { engineDigest: NEWER });
      const late = await world.scan({ "a.py": ["md5 a"], "new.py": ["aes z"] });
      const lives = await world.lives();
      expect(await h.finish(early)).toBeDefined();
      expect(await world.lives()).toEqual(lives);
      expect(await world.changes(early)).toBeUndefined();
      const [known, unknown] = await world.findings(early);
      expect([known?.state, unknown?.state]).toEqual([undefined, undefined]);
      expect(known?.id).toBe((await idsOf(late))[0]);
      await expect(world.findings(early, { states: ["new"] })).rejects.toThrow("have no state");
      const newest = await h.context.store.db.selectFrom("scan").select("id").where("newest", "=", 1).execute();
      expect(newest).toEqual([{ id: late }]);
    });

    test("another ref, other options: the ids of the repository, and nothing is fixed by what they lack", async () => {
      const ids = await world.ids(await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"] }));
      const branch = await world.scan({ "moved/a.py": ["md5 a"], "c.py": ["aes z"] }, { ref: "branch" });
      expect(await world.changes(branch)).toMatchObject({ existing: 1, new: 1, fixed: 0 });
      expect((await world.ids(branch)).get("moved/a.py:1 md5 a")).toBe(ids.get("a.py:1 md5 a"));
      expect((await world.lives({ state: "open" })).length).toBe(2);
      expect((await world.lives({}, "branch")).map(({ path }) => path).sort()).toEqual(["c.py", "moved/a.py"]);
      const fewer = await world.scan({ "a.py": ["md5 a"] }, { exclude: ["b.py"] });
      expect(await world.changes(fewer)).toMatchObject({ existing: 1, new: 0, fixed: 0 });
      const all = await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"] });
      expect(await world.changes(all)).toMatchObject({ existing: 2, new: 0, reopened: 0, fixed: 0 });
      const other = await world.scan({ "a.py": ["md5 a"] }, { target: "https://git.example.org/other" });
      expect(await world.changes(other)).toEqual({ ...NONE, ruleset: false, new: 1 });
    });

    test("findings by state, with severities and patterns", async () => {
      const tree = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`f${at}.py`, ["md5 a", `rsa ${at}`]]));
      const first = await world.scan(tree);
      const added = { ...tree, "f3.py": ["md5 a", "md5 a", "rsa 3"], "z.py": ["aes q", "rsa q"], "f4.py": ["rsa 4"] };
      const scanId = await world.scan(added);
      const all = await world.findings(scanId);
      for (const chosen of [
        ["new"],
        ["existing"],
        ["reopened"],
        ["new", "existing"],
        ["existing", "reopened"],
      ] as const) {
        for (const severities of [[], ["critical", "high"], ["info"]] as const) {
          for (const filePattern of [undefined, "f*.py"]) {
            const asked = { states: chosen, severities, ...(filePattern && { filePattern }) };
            const expected = all.filter(
              ({ state, severity, path }) =>
                chosen.some((each) => each === state) &&
                (severities.length === 0 || severities.some((each) => each === severity)) &&
                (filePattern === undefined || path.startsWith("f")),
            );
            expect(await world.findings(scanId, asked)).toEqual(expected);
            const second = await world.findings(scanId, { ...asked, page: 2, size: 7 });
            expect(second).toEqual(expected.slice(7, 14));
          }
        }
      }
      expect((await world.findings(first, { states: ["new"] })).length).toBe(40);
      expect(await world.findings(first, { states: ["existing"] })).toEqual([]);
    });

    test("lives by rule, algorithm, family, verdict and state, by page", async () => {
      await world.scan({ "a.py": ["md5 a", "rsa-1024 k", "aes z"], "b.py": ["rsa-2048 k"] });
      await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa-2048 k"], "c.py": ["rsa-4096 k"] });
      const all = await world.lives();
      expect(all.map(({ algorithm, state }) => [algorithm, state])).toEqual([
        ["MD5", "open"],
        ["RSA-1024", "closed"],
        ["AES", "closed"],
        ["RSA-2048", "open"],
        ["RSA-4096", "open"],
      ]);
      const algorithms = async (query: Parameters<typeof world.lives>[0]) =>
        (await world.lives(query)).map(({ algorithm }) => algorithm);
      expect(await algorithms({ family: "RSA" })).toEqual(["RSA-1024", "RSA-2048", "RSA-4096"]);
      expect(await algorithms({ family: "RSA", state: "closed" })).toEqual(["RSA-1024"]);
      expect(await algorithms({ verdict: "quantum-broken", state: "open" })).toEqual(["RSA-2048", "RSA-4096"]);
      expect(await algorithms({ rule: "made" })).toHaveLength(5);
      expect(await algorithms({ rule: "made.rsa-2048" })).toEqual(["RSA-2048"]);
      expect(await algorithms({ rule: "made.rsa" })).toEqual([]);
      expect(await algorithms({ algorithm: "MD5" })).toEqual(["MD5"]);
      expect(await algorithms({ state: "open" })).toEqual(["MD5", "RSA-2048", "RSA-4096"]);
      const points = await world.points();
      expect(points.map(({ uses, changes }) => [uses, changes.new, changes.fixed])).toEqual([
        [{ "quantum-broken": { RSA: 2 }, "weak-today": { MD5: 1 } }, 1, 2],
        [{ "quantum-broken": { RSA: 2 }, "weak-today": { MD5: 1 } }, 4, 0],
      ]);
    });

    test("planned out of the order of paths it is the same", async () => {
      const tree: Tree = { "a.py": ["md5 a", "rsa k"], "b.py": ["md5 a"], "m/c.py": ["aes z", "aes z"] };
      const ids = await world.ids(await world.scan(tree, { reversed: true }));
      const moved = await world.scan(
        { "a.py": ["rsa k", "md5 a"], "b.py": ["md5 a"], "n/c.py": ["aes z", "aes z"], "x.py": ["md5 q"] },
        { reversed: true },
      );
      expect(await states(moved)).toEqual([
        ["a.py", "rsa k", "existing", undefined],
        ["a.py", "md5 a", "existing", undefined],
        ["b.py", "md5 a", "existing", undefined],
        ["n/c.py", "aes z", "existing", undefined],
        ["n/c.py", "aes z", "existing", undefined],
        ["x.py", "md5 q", "new", "code"],
      ]);
      expect((await world.findings(moved)).map(({ id }) => id).slice(0, 5)).toEqual([
        ids.get("a.py:4 rsa k"),
        ids.get("a.py:1 md5 a"),
        ids.get("b.py:1 md5 a"),
        ids.get("m/c.py:1 aes z"),
        ids.get("m/c.py:4 aes z"),
      ]);
    });

    test("scans of one track are finished one at a time, whoever does it", async () => {
      await world.scan({ "a.py": ["md5 a"] });
      const one = await world.scanned({ "a.py": ["md5 a"], "b.py": ["rsa k"] });
      const two = await world.scanned({ "b.py": ["rsa k"] }, { engineDigest: NEWER });
      const finish = (scanId: string, holder: string) =>
        finishScan(h.context, scanId, holder, defaultPolicy).catch(() => undefined);
      for (let round = 0; round < 10; round++) {
        await Promise.all([finish(one, "x"), finish(two, "y"), finish(one, "z"), finish(two, "x")]);
        h.advance(120_000);
      }
      expect([await h.state(one), await h.state(two)]).toEqual(["completed", "completed"]);
      const lives = await world.lives();
      expect(lives.filter(({ state }) => state === "open").map(({ path }) => path)).toEqual(["b.py"]);
      expect((await world.points())[0]?.scan).toBe(two);
    });

    test("scans that are deleted for their age stay points; a removed repository takes its history along", async () => {
      const limits = { scansPerTarget: 1, days: 0, resultHours: 24 * 3650 };
      const clean = async () => {
        while (await cleanOneScan(h.context)) {
          // Every scan.
        }
      };
      const first = await world.scan({ "a.py": ["md5 a"], "b.py": ["rsa k"] });
      const second = await world.scan({ "a.py": ["md5 a"] });
      const other = "https://git.example.org/other";
      await world.scan({ "a.py": ["md5 a"] }, { target: other });
      await clean();
      const lives = await world.lives();
      expect(await retire(h.context, limits, "me")).toMatchObject({ scans: 1 });
      expect(await world.lives()).toEqual(lives);
      expect((await world.points()).map(({ scan }) => scan)).toEqual([second, first]);
      await requestRemoval(h.context, TARGET);
      await expect(world.lives()).rejects.toThrow("there is no track");
      h.advance(1);
      // Whoever wants it again begins anew.
      const again = await world.scan({ "a.py": ["md5 a"] });
      expect(await world.changes(again)).toEqual({ ...NONE, ruleset: false, new: 1 });
      await clean();
      expect(await retire(h.context, limits, "me")).toMatchObject({ scans: 1 });
      const { db } = h.context.store;
      const left = await db.selectFrom("track").select(["track", "target"]).orderBy("target").execute();
      expect(left.map(({ target }) => target)).toEqual([TARGET, other]);
      for (const table of ["life", "track_use", "track_step"] as const) {
        const rows = await db.selectFrom(table).select("track").distinct().orderBy("track").execute();
        expect(rows.map(({ track }) => track)).toEqual(left.map(({ track }) => track).sort((a, b) => a - b));
      }
    });

    test("a repository that is removed while its scan is finished keeps nothing of it", async () => {
      await world.scan({ "a.py": ["md5 a"] });
      const scanId = await world.scanned({ "a.py": ["md5 a"], "b.py": ["rsa k"] });
      const { store } = h.context;
      const write = store.write.bind(store);
      let left = 5;
      store.write = async (work, options) => {
        if (--left === 0) {
          store.write = write;
          await requestRemoval(h.context, TARGET);
        }
        return write(work, options);
      };
      await h.finish(scanId).catch(() => undefined);
      h.advance(120_000);
      await retire(h.context, { scansPerTarget: 0, days: 0, resultHours: 24 }, "me");
      for (const table of ["life", "life_change", "track_use", "track_step", "track", "finding"] as const) {
        expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([]);
      }
    });

    test("the digest knows nothing of ids", async () => {
      const digest = async (scanId: string) =>
        (await h.context.store.db.selectFrom("scan").select("digest").where("id", "=", scanId).executeTakeFirst())
          ?.digest;
      await world.scan({ "old.py": ["md5 a", "md5 a"] });
      const renamed = await world.scan({ "new.py": ["md5 a", "md5 a"] });
      const fresh = await world.scan({ "new.py": ["md5 a", "md5 a"] }, { target: `${TARGET}/fresh` });
      expect(await idsOf(renamed)).not.toEqual(await idsOf(fresh));
      expect(await digest(renamed)).toBe(await digest(fresh));
    });
  });
}
