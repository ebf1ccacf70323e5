/** A few of the faults of tests/faults, one of each kind of process, so that no day goes by without any. */
import { AGGREGATOR_CASES } from "../faults/cases/aggregator.ts";
import { COORDINATOR_CASES } from "../faults/cases/coordinator.ts";
import { QUEUE_CASES } from "../faults/cases/queue.ts";
import { STORE_CASES } from "../faults/cases/store.ts";
import { WORKER_CASES } from "../faults/cases/worker.ts";
import { runFaultCases } from "../faults/fault-case.ts";

const CHOSEN = ["1d", "6d", "11b", "18a"];
const all = [...WORKER_CASES, ...AGGREGATOR_CASES, ...COORDINATOR_CASES, ...QUEUE_CASES, ...STORE_CASES];

runFaultCases(
  CHOSEN.map((id) => {
    const found = all.find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no fault case ${id}`);
    return found;
  }),
);
