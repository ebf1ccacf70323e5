import { sqliteHarness } from "./aggregator-harness.ts";
import { livesContract } from "./lives-contract.ts";

livesContract("SQLite file", () => sqliteHarness());
