import { AGGREGATOR_CASES } from "./cases/aggregator.ts";
import { TELEMETRY_CASES } from "./cases/telemetry.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases([...AGGREGATOR_CASES, ...TELEMETRY_CASES]);
