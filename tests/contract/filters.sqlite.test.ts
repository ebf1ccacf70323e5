import { sqliteHarness } from "./aggregator-harness.ts";
import { filtersContract } from "./filters-contract.ts";

filtersContract("SQLite file", () => sqliteHarness());
