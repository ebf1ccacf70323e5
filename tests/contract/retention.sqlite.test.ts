import { memoryHarness } from "./aggregator-harness.ts";
import { retentionContract } from "./retention.ts";

retentionContract("SQLite in memory", memoryHarness);
