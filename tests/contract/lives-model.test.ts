/** Whatever is scanned one after another, broken off and begun again: the lives are those of a simple model. */
import { deleteScan } from "@pqc-audit/aggregator/retention/scans.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryHarness } from "./aggregator-harness.ts";
import { LivesModel } from "./lives-model.ts";
import { fingerprintOf, LivesWorld, type Tree } from "./lives-world.ts";

const PATHS = ["a.py", "b.py", "lib/a.py", "lib/c.py", "lib/x/a.py", "z.py"];
const USES = ["md5 a", "md5 b", "rsa a", "rsa b", "aes a"];

const uses = fc.array(fc.constantFrom(...USES), { maxLength: 3 });
const item = fc.oneof(
  { weight: 8, arbitrary: uses },
  { weight: 1, arbitrary: fc.constantFrom("failed", "quarantined") },
);
const steps = fc.array(
  fc.record({
    tree: fc.dictionary(fc.constantFrom(...PATHS), item),
    /** Files of the scan before that stay, and may move: by number of the path that they come from. */
    kept: fc.array(fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...PATHS)), { maxLength: 6 }),
    brokenOff: fc.option(fc.nat({ max: 12 })),
  }),
  { minLength: 2, maxLength: 6 },
);

test("lives are those of the model", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const h = await memoryHarness();
      const world = new LivesWorld(h);
      const model = new LivesModel();
      const { store } = h.context;
      const write = store.write.bind(store);
      const scans: string[] = [];
      let before: Tree = {};
      try {
        for (const { tree, kept, brokenOff } of all) {
          const moved = Object.fromEntries(kept.map(([from, to]) => [to, before[from] ?? []]));
          const entries = Object.entries<Tree[string]>({ ...tree, ...moved }).sort(([a], [b]) => compareBytewise(a, b));
          const next: Tree = Object.fromEntries(entries);
          const scanId = await world.scanned(next);
          scans.push(scanId);
          if (brokenOff !== null) {
            let left = brokenOff;
            store.write = (work, options) =>
              left-- > 0 ? write(work, options) : Promise.reject(new Error("broken off"));
            await h.finish(scanId).catch(() => undefined);
            store.write = write;
            h.advance(120_000);
          }
          if ((await h.state(scanId)) === "joining") expect(await h.finish(scanId)).toBeDefined();
          const expected = model.scan(next);
          const findings = await world.findings(scanId);
          expect(findings.map(({ path, snippet, state }) => [path, snippet, state])).toEqual(expected.states);
          expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
          expect((await world.changes(scanId))?.fixed).toBe(expected.fixed);
          expect((await world.fixed(scanId)).length).toBe(expected.fixed);
          const lives = await world.lives();
          const told = lives.map(({ path, fingerprint, opened, closed, reopens }) =>
            JSON.stringify([
              path,
              USES.find((use) => fingerprintOf(use) === fingerprint),
              scans.indexOf(opened.scan) + 1,
              closed ? scans.indexOf(closed.scan) + 1 : null,
              reopens === true,
            ]),
          );
          expect([...told].sort()).toEqual(model.told());
          // The open lives of an id are one; findings of this scan are among them.
          const open = lives.filter(({ state }) => state === "open").map(({ id }) => id);
          expect(new Set(open).size).toBe(open.length);
          for (const { id } of findings) expect(open).toContain(id);
          const [point] = await world.points();
          const counted = Object.values(point?.uses ?? {}).flatMap((families) => Object.values(families));
          const vulnerable = lives.filter(({ state, verdict }) => state === "open" && verdict !== undefined);
          expect(counted.reduce((sum, count) => sum + count, 0)).toBe(vulnerable.length);
          // Scans may go: what is compared is what the track knows.
          if (scans.length > 1) await write((transaction) => deleteScan(transaction, scans.at(-2) ?? ""));
          before = next;
        }
      } finally {
        await h.stop();
      }
    }),
    { numRuns: Number(process.env.PQC_AUDIT_MODEL_RUNS ?? 40), seed: 11 },
  );
});
