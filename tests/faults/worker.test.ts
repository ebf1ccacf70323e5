import { WORKER_CASES } from "./cases/worker.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(WORKER_CASES);
