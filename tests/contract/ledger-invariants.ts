/** What must hold once everything has come to its end, whatever happened on the way (DESIGN, section 5). */

import { joinFindings } from "@pqc-audit/aggregator/join/join.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { ENGINE_LEASE } from "@pqc-audit/aggregator/ledger/engines.ts";
import { ACTIVE_UNITS } from "@pqc-audit/aggregator/ledger/transitions.ts";
import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import { expect } from "vitest";
import { factsOf, isSecond, keysOf, REPOSITORIES } from "./ledger-repositories.ts";
import { check, type World } from "./ledger-world.ts";

/** Answers what the sequence came across. */
export async function checkInvariants(world: World): Promise<ReadonlySet<string>> {
  const { db } = world.harness.context.store;
  const scans = await db.selectFrom("scan").selectAll().execute();
  const units = await db.selectFrom("unit").selectAll().execute();
  const results = await db.selectFrom("blob_result").selectAll().execute();

  const engines = new Map((await db.selectFrom("engine").selectAll().execute()).map((row) => [row.engine, row.digest]));
  const startedOver = scans.filter(({ id, engine }) => engines.get(engine) !== world.scans.get(id)?.engine);

  // 1: every unit is final; a parent that was split is replaced by parts of the same pack, or by results.
  for (const unit of units) {
    check(!ACTIVE_UNITS.includes(unit.state), `unit ${unit.unit_id} is ${unit.state}`);
    if (unit.part === 0) continue;
    const parent = units.find((each) => each.unit_id === unit.parent);
    // The plan that a part was taken over from may be forgotten.
    if (parent === undefined && world.upgraded) continue;
    check(parent?.pack_key === unit.pack_key, `part ${unit.unit_id} is of no pack of its parent`);
    check(parent.state === "split" || parent.scan_id !== unit.scan_id, `part ${unit.unit_id} stands beside its parent`);
  }
  expect(scans.map(({ id }) => id).toSorted()).toEqual([...world.scans.keys()].toSorted());
  for (const scan of scans) {
    const { repository = 0, cancelled = true, wrappers } = world.scans.get(scan.id) ?? {};
    if (cancelled) {
      expect(scan.state).toBe("cancelled");
      continue;
    }
    const files = (REPOSITORIES[repository]?.pages ?? []).flatMap((names, page) =>
      names.map((name, at) => ({ keys: keysOf(name, wrappers), path: `${page}/${at}-${name}` })),
    );
    const poisoned = files.filter(({ keys }) => keys.some((key) => world.stops(key))).length;
    // 2 and 7: all is counted, and nothing failed or was quarantined but the poison.
    expect([scan.state, scan.sealed]).toEqual([poisoned > 0 ? "incomplete" : "completed", 1]);
    expect(JSON.parse(scan.coverage ?? "null")).toEqual({
      present: files.length + 1,
      scanned: files.length - poisoned,
      skipped: { binary: 1 },
      failed: 0,
      quarantined: poisoned,
    });
    const errors = await db.selectFrom("scan_error").select("status").where("scan_id", "=", scan.id).execute();
    expect(errors).toEqual(Array.from({ length: poisoned }, () => ({ status: "quarantined" })));
    // 3: the digest of the direct road: what both passes find, without the one that ended in the poison.
    const oracle = joinFindings(
      files.map(({ path, keys }) => ({ path, facts: keys.filter((key) => !world.stops(key)).flatMap(factsOf) })),
      defaultPolicy(new Date(world.harness.context.clock())),
    );
    expect(scan.digest).toBe(digestOfFindings(oracle));
  }

  // 4: counters equal the ledger, and each result was set once.
  const committed = units.filter(({ state }) => state === "committed").map((unit) => unit.unit_id);
  const kept = units.map((unit) => unit.unit_id).filter((unitId) => world.committed.has(unitId));
  expect(committed.toSorted()).toEqual(kept.toSorted());
  if (!world.upgraded) expect(committed).toHaveLength(world.committed.size);
  expect(world.harness.counted.divergent).toBe(0);
  const joined = world.harness.counted.joining;
  expect(joined.toSorted()).toEqual([...new Set(joined)].toSorted());
  const facts = await db.selectFrom("fact").select("body").execute();
  expect(facts.reduce((sum, { body }) => sum + (JSON.parse(body) as unknown[]).length, 0)).toBe(
    results.reduce((sum, result) => sum + result.facts, 0),
  );

  // 5 and 6: nothing is outstanding, and nothing is left that only running scans need.
  expect(await world.harness.depth()).toBe(0);
  expect([world.queue.size, world.packs.size]).toEqual([0, 0]);
  for (const table of ["pack", "blob_wait", "unit_blob", "scan_range"] as const) {
    expect([table, await db.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
  }
  const leases = await db.selectFrom("lease").select("name").execute();
  expect(leases.filter(({ name }) => !name.startsWith(ENGINE_LEASE))).toEqual([]);

  const reached = new Set<string>([...units, ...scans].map(({ state }) => state));
  if (world.harness.counted.duplicates > 0) reached.add("duplicate");
  if (units.some(({ lost }) => lost > 0)) reached.add("lost");
  if (units.some(({ attempt }) => attempt > 1)) reached.add("retried");
  if (units.some(({ part, parent }) => part === 0 && parent !== null)) reached.add("taken over");
  if (startedOver.length > 0) reached.add("started over");
  if (scans.some(({ repeats }) => repeats !== null)) reached.add("repeated");
  if (scans.some(({ continues }) => continues !== null)) reached.add("continued");
  if (scans.some(({ ranges }) => ranges > 0)) reached.add("cut");
  const again = results.filter(isSecond);
  if (again.length > 0) reached.add("second pass");
  if (again.some(({ status }) => status === "quarantined")) reached.add("second pass quarantined");
  const plans = [...world.scans.values()].flatMap(({ wrappers, repository }) =>
    wrappers === undefined ? [] : [{ wrappers, repository }],
  );
  for (const one of plans) {
    if (plans.some((other) => other.wrappers !== one.wrappers)) reached.add("declarations that differ");
    const shared = plans.some((other) => other.wrappers === one.wrappers && other.repository !== one.repository);
    if (shared) reached.add("one declaration of two repositories");
  }
  return reached;
}
