import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { moveUnits } from "./ledger/transitions.ts";
import { openStore } from "./store/store.ts";
import { note } from "./store/tally.ts";
import { createUnitMetrics } from "./unit-metrics.ts";

async function values(registry: Registry): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const pairs = lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value > 0));
}

test("what a transaction noted is counted when it is committed, and not where it was rolled back", async () => {
  const registry = new Registry();
  const store = await openStore({ kind: "sqlite", file: ":memory:" });
  try {
    store.onCommitted = createUnitMetrics(registry).committed;
    const work = (fails: boolean) =>
      store.write(async (transaction) => {
        note(transaction, "unit committed", 2);
        note(transaction, "unit split");
        note(transaction, "start first");
        note(transaction, "start again", 3);
        note(transaction, "start lost");
        // No such unit: nothing moved, nothing counted.
        await moveUnits(transaction, { ids: ["none"] }, "failed");
        if (fails) throw new Error("rolled back");
      });
    await expect(work(true)).rejects.toThrow("rolled back");
    expect(await values(registry)).toEqual({});
    await work(false);
    expect(await values(registry)).toEqual({
      'pqc_audit_unit_transitions_total{to="committed"}': 2,
      'pqc_audit_unit_transitions_total{to="split"}': 1,
      'pqc_audit_unit_starts_total{kind="first"}': 1,
      'pqc_audit_unit_starts_total{kind="again"}': 3,
      pqc_audit_unit_starts_lost_total: 1,
    });
  } finally {
    await store.close();
  }
});

test("answers to workers are counted by kind", async () => {
  const registry = new Registry();
  const { answered } = createUnitMetrics(registry);
  answered("begin", "alone");
  answered("submit", "COMMITTED");
  answered("submit", "COMMITTED");
  answered("fail", "RETRY_AFTER");
  expect(await values(registry)).toEqual({
    'pqc_audit_begins_total{decision="alone"}': 1,
    'pqc_audit_receipts_total{of="submit",status="COMMITTED"}': 2,
    'pqc_audit_receipts_total{of="fail",status="RETRY_AFTER"}': 1,
  });
});
