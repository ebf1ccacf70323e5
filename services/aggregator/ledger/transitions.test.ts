import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import type { UnitState } from "./states.ts";
import {
  ACTIVE_SCANS,
  ACTIVE_UNITS,
  FINAL_SCANS,
  moveScan,
  moveUnits,
  SCAN_STEPS,
  sourcesOf,
  UNIT_STEPS,
} from "./transitions.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({ kind: "sqlite", file: ":memory:" });
});
afterAll(() => store?.close());

test("final states are left by nothing, and every state but the first can be reached", () => {
  expect(ACTIVE_UNITS).toEqual(["planned", "published", "started"]);
  expect(FINAL_SCANS).toEqual(["completed", "incomplete", "failed", "cancelled"]);
  expect(ACTIVE_SCANS).toEqual(["queued", "planning", "running", "joining"]);
  for (const state of Object.keys(UNIT_STEPS) as UnitState[]) expect(sourcesOf(UNIT_STEPS, state)).not.toEqual([]);
});

/** All pairs: the write obeys the table, whatever it says. */
test("units move along legal steps only", async () => {
  const states = Object.keys(UNIT_STEPS) as UnitState[];
  for (const from of states) {
    for (const to of states) {
      const unit_id = `${from} ${to}`;
      const moved = await store.write(async (transaction) => {
        await transaction
          .insertInto("unit")
          .values({ unit_id, scan_id: "s", engine: 1, ordinal: 0, pack_key: "p", bytes: 1, state: from })
          .execute();
        return moveUnits(transaction, { ids: [unit_id] }, to);
      });
      expect([from, to, moved.length === 1]).toEqual([from, to, UNIT_STEPS[from].includes(to)]);
    }
  }
});

test("scans move along legal steps only, and a final one is free to be submitted again", async () => {
  for (const from of [...ACTIVE_SCANS, ...FINAL_SCANS]) {
    for (const to of [...ACTIVE_SCANS, ...FINAL_SCANS]) {
      const id = `${from} ${to}`;
      const moved = await store.write(async (transaction) => {
        await transaction
          .insertInto("scan")
          .values({
            id,
            target: "t",
            options: "{}",
            options_digest: "",
            engine: 1,
            state: from,
            priority: 0,
            requesters: 1,
            active_key: id,
            created_at: 0,
          })
          .execute();
        return moveScan(transaction, id, to);
      });
      expect([from, to, moved]).toEqual([from, to, SCAN_STEPS[from].includes(to)]);
      const row = await store.db.selectFrom("scan").select("active_key").where("id", "=", id).executeTakeFirstOrThrow();
      expect(row.active_key).toBe(moved && FINAL_SCANS.includes(to) ? null : id);
    }
  }
});
