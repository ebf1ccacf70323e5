import { SOURCE_CASES } from "./cases/sources.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(SOURCE_CASES);
