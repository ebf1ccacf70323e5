import { SKEW_CASES } from "./cases/skew.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(SKEW_CASES);
