import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createCoordinatorMetrics } from "./metrics.ts";
import { requeueLost } from "./reconcile.ts";

const unit = (unitId: string, sequence: number) => ({ unitId, attempt: 1, sequence });

/** What is put back, and what is counted, of units that are open when first looked for, and when looked for again. */
async function reconciled(first: readonly string[], again: readonly string[], held: readonly string[]) {
  const answers = [first, again];
  const requeued: string[] = [];
  const registry = new Registry();
  const ledger = {
    stalePublished: async () => (answers.shift() ?? []).map(unit),
    async requeue(unitId: string) {
      requeued.push(unitId);
    },
  };
  const queue = { holds: async (_sequence: number, asked?: { unitId: string }) => held.includes(asked?.unitId ?? "") };
  const metrics = createCoordinatorMetrics(registry);
  const lost = await requeueLost("e", { ledger, queue, metrics, logger: silentLogger, staleMs: 1 });
  const counted = (await registry.getSingleMetric("pqc_audit_units_requeued_total")?.get())?.values[0]?.value;
  return { lost, requeued, counted, questions: 2 - answers.length };
}

test("a unit whose message is gone, and that is not final, is put back and counted", async () => {
  expect(await reconciled(["a", "b"], ["a", "b"], ["b"])).toEqual({
    lost: 1,
    requeued: ["a"],
    counted: 1,
    questions: 2,
  });
});

test("a unit that was committed while its message was looked for is not lost", async () => {
  expect(await reconciled(["a", "b"], ["b"], [])).toEqual({ lost: 1, requeued: ["b"], counted: 1, questions: 2 });
});

test("the ledger is asked once where the queue holds everything", async () => {
  expect(await reconciled(["a"], ["a"], ["a"])).toEqual({ lost: 0, requeued: [], counted: 0, questions: 1 });
});
