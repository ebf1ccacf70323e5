import { afterAll, beforeAll } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { postgresHarness } from "./aggregator-harness.ts";
import { answersContract } from "./answers-contract.ts";
import { carryOverContract } from "./carry-over-contract.ts";
import { differenceContract } from "./difference-contract.ts";
import { headsContract } from "./heads-contract.ts";
import { knownContentsContract } from "./known-contents-contract.ts";
import { ledgerContract } from "./ledger-contract.ts";
import { liveContract } from "./live-contract.ts";
import { operationsContract } from "./operations-contract.ts";
import { policyContract } from "./policy-contract.ts";
import { rangesContract } from "./ranges-contract.ts";
import { secondPassContract } from "./second-pass-contract.ts";
import { skewContract } from "./skew-contract.ts";
import { webhooksContract } from "./webhooks-contract.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

ledgerContract("PostgreSQL", () => postgresHarness(server));
skewContract("PostgreSQL", () => postgresHarness(server));
policyContract("PostgreSQL", () => postgresHarness(server));
secondPassContract("PostgreSQL", () => postgresHarness(server));
knownContentsContract("PostgreSQL", () => postgresHarness(server));
differenceContract("PostgreSQL", () => postgresHarness(server));
carryOverContract("PostgreSQL", () => postgresHarness(server));
rangesContract("PostgreSQL", () => postgresHarness(server));
answersContract("PostgreSQL", () => postgresHarness(server));
headsContract("PostgreSQL", () => postgresHarness(server));
liveContract("PostgreSQL", () => postgresHarness(server));
operationsContract("PostgreSQL", () => postgresHarness(server));
webhooksContract("PostgreSQL", () => postgresHarness(server));
