import { memoryHarness, sqliteHarness } from "./aggregator-harness.ts";
import { ledgerContract } from "./ledger-contract.ts";

ledgerContract("SQLite in memory", () => memoryHarness());
ledgerContract("SQLite file", () => sqliteHarness());
