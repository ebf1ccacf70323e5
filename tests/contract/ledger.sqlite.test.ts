import { sqliteHarness } from "./aggregator-harness.ts";
import { carryOverContract } from "./carry-over-contract.ts";
import { differenceContract } from "./difference-contract.ts";
import { knownContentsContract } from "./known-contents-contract.ts";
import { ledgerContract } from "./ledger-contract.ts";
import { policyContract } from "./policy-contract.ts";
import { rangesContract } from "./ranges-contract.ts";
import { secondPassContract } from "./second-pass-contract.ts";
import { skewContract } from "./skew-contract.ts";

ledgerContract("SQLite file", () => sqliteHarness());
skewContract("SQLite file", () => sqliteHarness());
policyContract("SQLite file", () => sqliteHarness());
secondPassContract("SQLite file", () => sqliteHarness());
knownContentsContract("SQLite file", () => sqliteHarness());
differenceContract("SQLite file", () => sqliteHarness());
carryOverContract("SQLite file", () => sqliteHarness());
rangesContract("SQLite file", () => sqliteHarness());
