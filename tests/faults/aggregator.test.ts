import { AGGREGATOR_CASES } from "./cases/aggregator.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(AGGREGATOR_CASES);
