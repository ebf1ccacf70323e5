import { sqliteHarness } from "./aggregator-harness.ts";
import { ledgerContract } from "./ledger-contract.ts";

ledgerContract("SQLite file", () => sqliteHarness());
