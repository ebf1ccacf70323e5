import { QUEUE_CASES } from "./cases/queue.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(QUEUE_CASES);
