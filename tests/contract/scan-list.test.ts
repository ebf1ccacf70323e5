/** What a token limited to repositories sees in the list of scans: the same in both databases. */
import { listScans } from "@pqc-audit/aggregator/query/scans.ts";
import { expect, test } from "vitest";
import { startPostgres } from "../servers/postgres.ts";
import { type Harness, harness, postgresHarness } from "./aggregator-harness.ts";

const targets = [
  "https://git.example/team/a",
  "https://git.example/team/sub/b",
  "https://git.example/teammate/c",
  "https://git.example/team.evil/d",
  "https://gitxexample/team/e",
  "file:///srv/team/f",
];

async function holds(open: Harness): Promise<void> {
  for (const target of targets) await open.submit({ target });
  const seen = async (repositories?: readonly string[]) => {
    const { results, total } = await listScans(open.context.store, 1, 50, repositories);
    expect(total).toBe(results.length);
    return results.map(({ target }) => targets.indexOf(target)).toSorted();
  };
  expect(await seen()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await seen(["https://git.example/team/*"])).toEqual([0]);
  expect(await seen(["https://git.example/team/**"])).toEqual([0, 1]);
  expect(await seen(["https://git.example/{team,teammate}/*", "file:///srv/**"])).toEqual([0, 2, 5]);
  expect(await seen(["https://git.example/nobody/*"])).toEqual([]);
  expect(await seen([])).toEqual([]);
  expect(await listScans(open.context.store, 2, 1, ["https://git.example/team/**"])).toMatchObject({ total: 2 });
}

test("SQLite", async () => {
  const open = await harness({ kind: "sqlite", file: ":memory:" });
  await holds(open).finally(() => open.stop());
});

test("PostgreSQL", async () => {
  const server = await startPostgres();
  try {
    const open = await postgresHarness(server);
    await holds(open).finally(() => open.stop());
  } finally {
    await server.stop();
  }
});
