import { memoryHarness, sqliteHarness } from "./aggregator-harness.ts";
import { resultSinkContract } from "./result-sink-contract.ts";

resultSinkContract("SQLite in memory", () => memoryHarness());
resultSinkContract("SQLite file", () => sqliteHarness());
