import { STORE_CASES } from "./cases/store.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(STORE_CASES);
