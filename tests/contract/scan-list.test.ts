/** What a token limited to repositories and teams sees in lists: the same in both databases. */
import { listScans } from "@pqc-audit/aggregator/query/scans.ts";
import { setFacts } from "@pqc-audit/aggregator/repositories/facts.ts";
import type { Reach } from "@pqc-audit/aggregator/repositories/reach.ts";
import { listTeams } from "@pqc-audit/aggregator/repositories/teams.ts";
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
  const { store } = open.context;
  const seen = async (reach: Reach) => {
    const { results, total } = await listScans(store, { page: 1, size: 50, reach });
    expect(total).toBe(results.length);
    return results.map(({ target }) => targets.indexOf(target)).toSorted();
  };
  expect(await seen({})).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await seen({ repositories: ["https://git.example/team/*"] })).toEqual([0]);
  expect(await seen({ repositories: ["https://git.example/team/**"] })).toEqual([0, 1]);
  expect(await seen({ repositories: ["https://git.example/{team,teammate}/*", "file:///srv/**"] })).toEqual([0, 2, 5]);
  expect(await seen({ repositories: ["https://git.example/nobody/*"] })).toEqual([]);
  expect(await seen({ repositories: [] })).toEqual([]);
  const reach = { repositories: ["https://git.example/team/**"] };
  expect(await listScans(store, { page: 2, size: 1, reach })).toMatchObject({ total: 2 });

  for (const [at, team] of ["payments", "web", "payments", "payments "].entries()) {
    const facts = { team, tags: [`t${at}`, "all", "all"] };
    await store.write((transaction) => setFacts(transaction, targets[at] ?? "", facts, { by: "x", at }));
  }
  expect(await seen({ teams: ["payments"] })).toEqual([0, 2]);
  expect(await seen({ teams: ["payments", "web"], ...reach })).toEqual([0, 1]);
  expect(await seen({ teams: ["Payments", "no"] })).toEqual([]);
  expect(await seen({ teams: [] })).toEqual([]);
  await store.write((transaction) => setFacts(transaction, targets[2] ?? "", { tags: [] }, { by: "x", at: 9 }));
  expect(await seen({ teams: ["payments"] })).toEqual([0]);
  const teams = async (within: Reach) => await listTeams(store, { page: 1, size: 2, reach: within });
  const none = { repositories: 1, scanned: 0 };
  expect(await teams({})).toEqual({
    total: 3,
    results: [
      { team: "payments", ...none },
      { team: "payments ", ...none },
    ],
  });
  expect(await teams({ teams: ["web"] })).toEqual({ total: 1, results: [{ team: "web", ...none }] });
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
