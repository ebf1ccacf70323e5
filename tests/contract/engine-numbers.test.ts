import { openStore } from "@pqc-audit/aggregator/store/store.ts";
import pg from "pg";
import { expect, test } from "vitest";
import { startPostgres } from "../servers/postgres.ts";
import { postgresDatabase } from "./aggregator-harness.ts";

const [OURS, OTHER] = ["a".repeat(64), "b".repeat(64)];

test("a database that was put back may have given the number of an engine to another: it is asked for again", async () => {
  const server = await startPostgres();
  const url = await postgresDatabase(server);
  const store = await openStore({ kind: "postgres", url });
  const operator = new pg.Client({ connectionString: url });
  await operator.connect();
  try {
    const before = await store.engine(OURS);
    await operator.query("update engine set digest = $1", [OTHER]);
    expect(await store.engine(OURS), "known while the connection stands").toBe(before);
    await operator.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await expect
      .poll(() =>
        store.ping().then(
          () => "answers",
          () => "away",
        ),
      )
      .toBe("answers");
    expect(await store.engine(OURS)).not.toBe(before);
    expect(await store.engineDigest(store.db, before)).toBe(OTHER);
  } finally {
    await operator.end();
    await store.close();
    await server.stop();
  }
});
