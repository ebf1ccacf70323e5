/** Exceptions and what is said of repositories, as findings are judged by them: the same in both databases. */
import {
  approveException,
  askException,
  listExceptions,
  revokeException,
} from "@pqc-audit/aggregator/exceptions/exceptions.ts";
import { organisationsOf } from "@pqc-audit/aggregator/exceptions/in-force.ts";
import { judgeAgain, judgeEverywhere } from "@pqc-audit/aggregator/exceptions/judge-again.ts";
import { setFacts } from "@pqc-audit/aggregator/repositories/facts.ts";
import { expect, test } from "vitest";
import { startPostgres } from "../servers/postgres.ts";
import { type Harness, harness, postgresHarness } from "./aggregator-harness.ts";

const [A, B] = ["https://git.example/team/a", "https://git.example/other/b"];
const TODAY = "2026-11-23";

async function holds({ context, submit }: Harness): Promise<void> {
  const { store } = context;
  const actor = (id: string) => ({ id, name: id, at: Date.parse(TODAY) });
  const ask = async (target: string | undefined, until: string) =>
    store.write((transaction) =>
      askException(transaction, { ...(target && { target }), family: "RSA", reason: "why", until }, actor("operator")),
    );
  const approve = (id: string) =>
    store.write((transaction) => approveException(transaction, id, actor("admin"), TODAY));
  const [ofA, everywhere, over, waiting] = [
    await ask(A, "2026-12-01"),
    await ask(undefined, "2026-12-02"),
    await ask(A, "2026-11-22"),
    await ask(B, "2026-12-03"),
  ];
  expect((await approve(ofA.id))?.approved_by).toBe("admin");
  expect(await approve(ofA.id)).toBeUndefined();
  await approve(everywhere.id);
  expect(await approve(over.id)).toBeUndefined();
  await store.write((transaction) =>
    setFacts(transaction, B, { tags: [], confidentialityYears: 12 }, { by: "x", at: 1 }),
  );
  const said = async (target: string) => {
    const organisation = (await store.read((db) => organisationsOf(db, [A, B, "c"])))(target);
    return [organisation?.years, organisation?.exceptions.map(({ id }) => id)];
  };
  expect(await said(A)).toEqual([undefined, [ofA.id, everywhere.id]]);
  expect(await said(B)).toEqual([12, [everywhere.id]]);
  expect(await said("c")).toEqual([undefined, [everywhere.id]]);

  const listed = async (query: Partial<Parameters<typeof listExceptions>[1]>) => {
    const { results, total } = await listExceptions(store, { page: 1, size: 10, reach: {}, today: TODAY, ...query });
    expect(total).toBe(results.length);
    return results.map(({ id }) => id).toSorted();
  };
  expect(await listed({})).toEqual([ofA.id, everywhere.id, over.id, waiting.id].toSorted());
  expect(await listed({ states: ["approved"] })).toEqual([ofA.id, everywhere.id].toSorted());
  expect(await listed({ states: ["asked", "expired"] })).toEqual([over.id, waiting.id].toSorted());
  expect(await listed({ targets: [B] })).toEqual([everywhere.id, waiting.id].toSorted());
  const reach = { repositories: ["https://git.example/team/*"] };
  expect(await listed({ reach })).toEqual([ofA.id, everywhere.id, over.id].toSorted());
  expect(await listed({ reach: { teams: ["nobody"] }, states: ["approved", "revoked"] })).toEqual([everywhere.id]);

  const revoke = () => store.write((transaction) => revokeException(transaction, everywhere.id, actor("admin"), "no"));
  expect((await revoke())?.revoked_why).toBe("no");
  expect(await revoke()).toBeUndefined();
  expect(await said("c")).toEqual([undefined, undefined]);

  // Nothing is looked at again of what has no result.
  await submit({ target: A });
  await judgeAgain(context, A, "admin");
  await judgeEverywhere(context, { family: "RSA" }, "admin");
  expect(await store.read((db) => db.selectFrom("head_check").select("target").execute())).toEqual([]);
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
