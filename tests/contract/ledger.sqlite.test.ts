import { sqliteHarness } from "./aggregator-harness.ts";
import { ledgerContract } from "./ledger-contract.ts";
import { skewContract } from "./skew-contract.ts";

ledgerContract("SQLite file", () => sqliteHarness());
skewContract("SQLite file", () => sqliteHarness());
