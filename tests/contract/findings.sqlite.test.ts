import { sqliteHarness } from "./aggregator-harness.ts";
import { findingsContract } from "./findings-contract.ts";

findingsContract("SQLite file", () => sqliteHarness());
