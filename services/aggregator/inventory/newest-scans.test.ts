import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { Inventory } from "./inventory.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({ kind: "sqlite", file: ":memory:" });
});
afterAll(() => store.close());

function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/** The same, said simply. */
async function expected(): Promise<readonly (readonly [string, string])[]> {
  const rows = await store.db
    .selectFrom("scan")
    .select(["id", "target"])
    .where("newest", "=", 1)
    .orderBy("target")
    .orderBy((by) => by.case().when("ref", "is", null).then(0).else(1).end())
    .orderBy("finished_at", "desc")
    .orderBy("id")
    .execute();
  const first = new Map<string, string>();
  for (const { id, target } of rows) if (!first.has(target)) first.set(target, id);
  return [...first];
}

test("a snapshot is of the newest scans, whatever was finished, late or early, or removed since the last", async () => {
  const draw = drawing(3);
  const inventory = new Inventory(store);
  const engine = await store.engine("engine");
  let version = 0;
  for (let round = 0; round < 120; round++) {
    for (let each = draw(4); each > 0; each--) {
      const target = `https://git.example/${draw(12)}`;
      const ref = draw(3) === 0 ? "release" : null;
      const scans = store.db.updateTable("scan").set({ newest: 0 }).where("target", "=", target);
      if (draw(5) === 0) await store.db.deleteFrom("scan").where("target", "=", target).execute();
      else {
        // Some transactions come to their end long after the time that they name.
        const finished_at = 10_000_000 + 1_000 * round - (draw(6) === 0 ? 5_000_000 : 0) + draw(900);
        if (draw(10) > 0) await scans.where("ref", ref === null ? "is" : "=", ref).execute();
        await store.db
          .insertInto("scan")
          .values({
            id: `scan-${round}-${each}`,
            target,
            ref,
            options: "{}",
            options_digest: "",
            engine,
            state: "completed",
            priority: 0,
            requesters: 1,
            created_at: finished_at - draw(500),
            finished_at,
            newest: 1,
            kinds: 0,
          })
          .execute();
      }
    }
    const snapshot = await inventory.current();
    expect(snapshot.repositories.map(({ target, scan }) => [target, scan.id])).toEqual(await expected());
    expect(snapshot.repositories.map(({ inventory: { scanId } }) => scanId)).toEqual(
      snapshot.repositories.map(({ scan }) => scan.id),
    );
    version = snapshot.version;
    expect((await inventory.current()).version).toBe(version);
  }
  expect(version).toBeGreaterThan(50);
});
