import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MIGRATIONS } from "@pqc-audit/aggregator/store/migrations/all.ts";
import { connectStore, openStore } from "@pqc-audit/aggregator/store/store.ts";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

const NEWEST = MIGRATIONS.at(-1)?.name ?? "";
const FIRST = MIGRATIONS[0]?.name ?? "";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pqc-migrate-"));
  file = join(folder, "pqc-audit.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  runHere(["migrate", ...args], { environment: { PQC_AUDIT_EMBEDDED_DATA_DIR: folder } });

/** A database with nothing in it, or with what the release of so many migrations made. */
async function databaseOf(migrations: number): Promise<void> {
  const store = connectStore({ kind: "sqlite", file });
  await store.write(async (transaction) => {
    await sql`create table migration (name text primary key, applied_at bigint not null)`.execute(transaction);
    for (const { name, statements } of MIGRATIONS.slice(0, migrations)) {
      for (const statement of statements("sqlite")) await sql.raw(statement).execute(transaction);
      await sql`insert into migration (name, applied_at) values (${name}, 0)`.execute(transaction);
    }
  });
  await store.close();
}

test("what is missing is told without being done, then done, then not done again", async () => {
  await databaseOf(MIGRATIONS.length - 3);
  const before = MIGRATIONS.at(-4)?.name;
  const missing = MIGRATIONS.slice(-3).map(({ name }) => name);
  const behind = `${file}: behind, ${before}: lacks 3 migrations (${missing.join(", ")})\n`;
  for (const _ of [1, 2]) expect(await run("--check")).toMatchObject({ code: 1, stdout: behind, stderr: "" });
  const migrated = `${file}: migrated from ${before} to ${NEWEST}: 3 migrations (${missing.join(", ")})\n`;
  expect(await run()).toMatchObject({ code: 0, stdout: migrated, stderr: "" });
  for (const args of [[], ["--check"]])
    expect(await run(...args)).toMatchObject({ code: 0, stdout: `${file}: up to date, ${NEWEST}\n` });
});

test("an empty database is behind all of them; one of a later release is up to date", async () => {
  await databaseOf(0);
  const { code, stdout } = await run("--check");
  expect(code).toBe(1);
  expect(stdout).toContain(`behind, no tables: lacks ${MIGRATIONS.length} migrations (${FIRST}, `);
  expect(await run()).toMatchObject({ code: 0 });
  const store = await openStore({ kind: "sqlite", file });
  await sql`insert into migration (name, applied_at) values ('9999-later', 0)`.execute(store.db);
  await store.close();
  expect(await run("--check")).toMatchObject({ code: 0, stdout: `${file}: up to date, 9999-later\n` });
});

test("where there is no database none is made, and a server that is away can be asked again", async () => {
  expect(await run()).toMatchObject({ code: 3, stdout: "" });
  expect(existsSync(file)).toBe(false);
  const environment = { PQC_AUDIT_DATABASE_URL: "postgres://u:hunter2hunter2@127.0.0.1:1/x" };
  const { code, stderr } = await runHere(["migrate"], { environment });
  expect(code).toBe(3);
  expect(stderr).toContain("ECONNREFUSED");
  expect(stderr).not.toContain("hunter2");
});
