import { afterAll, beforeAll } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { postgresHarness } from "./aggregator-harness.ts";
import { filtersContract } from "./filters-contract.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

filtersContract("PostgreSQL", () => postgresHarness(server));
