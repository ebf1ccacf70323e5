import { COORDINATOR_CASES } from "./cases/coordinator.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(COORDINATOR_CASES);
