import { afterAll, beforeAll } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { postgresHarness } from "./aggregator-harness.ts";
import { livesContract } from "./lives-contract.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

livesContract("PostgreSQL", () => postgresHarness(server));
