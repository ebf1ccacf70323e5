import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { databaseFault } from "./faults.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/all.ts";
import { insertRows, storableText } from "./rows.ts";
import { openStore } from "./store.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-store-"));
  file = join(folder, "store.db");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("four processes' worth of stores opened at once migrate once, and what is written stays", async () => {
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ kind: "sqlite", file })));
  expect(await Promise.all(stores.map((store) => store.engine("digest")))).toEqual([1, 1, 1, 1]);
  await Promise.all(stores.map((store) => store.close()));
  const again = await openStore({ kind: "sqlite", file });
  expect(await migrate(again)).toEqual([]);
  expect(await again.engine("digest")).toBe(1);
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(again.db);
  expect(rows.map((row) => row.name)).toEqual(MIGRATIONS.map((migration) => migration.name));
  await again.close();
});

test("a short question is answered while a long commit and a long read are under way, with what is committed", async () => {
  const store = await openStore({ kind: "sqlite", file });
  await store.engine("before");
  const names = () => store.ask((db) => db.selectFrom("engine").select("digest").orderBy("engine").execute());
  const [commit, reading] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const began = Promise.withResolvers<void>();
  const committed = store.write(async (transaction) => {
    await transaction.insertInto("engine").values({ digest: "after" }).execute();
    began.resolve();
    await commit.promise;
  });
  const read = store.reader.connection().execute(() => reading.promise);
  await began.promise;
  expect(await names()).toEqual([{ digest: "before" }]);
  await store.ping();
  commit.resolve();
  reading.resolve();
  await Promise.all([committed, read]);
  expect(await names()).toEqual([{ digest: "before" }, { digest: "after" }]);
  await store.close();
});

test("a database of a newer release is used as it is", async () => {
  const store = await openStore({ kind: "sqlite", file });
  await sql`insert into migration (name, applied_at) values ('9999-later', 0)`.execute(store.db);
  await store.close();
  await (await openStore({ kind: "sqlite", file })).close();
});

test("a file that is no database is said to be one", async () => {
  await writeFile(file, "this is a text file, not a database at all\n".repeat(100));
  await expect(openStore({ kind: "sqlite", file })).rejects.toThrow(TerminalError);
});

test("a folder that is not there is named", async () => {
  await expect(openStore({ kind: "sqlite", file: join(folder, "no", "where.db") })).rejects.toThrow(
    /where\.db.*unable to open/,
  );
});

test("a full disk can be tried again, and what was begun then is undone", async () => {
  const store = await openStore({ kind: "sqlite", file });
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
  // As on a disk: SQLite answers FULL where it needs one page more.
  await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 2)}`.execute(store.db);
  const lease = (name: string) => ({ name, holder: "h".repeat(50_000), epoch: 1, expires_at: 0 });
  const write = (name: string) =>
    store.write((transaction) => transaction.insertInto("lease").values(lease(name)).execute());
  await expect(write("a")).rejects.toThrow(RetryableError);
  await expect(write("b")).rejects.toThrow(/full/);
  await sql`pragma max_page_count = 100000`.execute(store.db);
  await write("c");
  expect(await store.db.selectFrom("lease").select("name").execute()).toEqual([{ name: "c" }]);
  await store.close();
});

test("a server that only reads, for now, can be tried again", () => {
  const readOnly = Object.assign(new Error("cannot execute INSERT in a read-only transaction"), { code: "25006" });
  expect(databaseFault(readOnly)).toBeInstanceOf(RetryableError);
  const broken = new Error("Client has encountered a connection error and is not queryable");
  expect(databaseFault(broken)).toBeInstanceOf(RetryableError);
  expect(databaseFault(Object.assign(new Error("division by zero"), { code: "22012" }))).not.toBeInstanceOf(
    RetryableError,
  );
});

test("a database server that is not there can be tried again", async () => {
  await expect(openStore({ kind: "postgres", url: "postgres://x@127.0.0.1:1/none" })).rejects.toThrow(RetryableError);
});

test("a failed transaction leaves nothing and does not block the next", async () => {
  const store = await openStore({ kind: "sqlite", file });
  const lease = { name: "a", holder: "h", epoch: 1, expires_at: 0 };
  await expect(
    store.write(async (transaction) => {
      await transaction.insertInto("lease").values(lease).execute();
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await store.write((transaction) => transaction.insertInto("lease").values(lease).execute());
  expect(await store.db.selectFrom("lease").selectAll().execute()).toEqual([lease]);
  await store.close();
});

test("writers of two stores on one file take turns", async () => {
  const [one, two] = [await openStore({ kind: "sqlite", file }), await openStore({ kind: "sqlite", file })];
  await one.write((transaction) =>
    transaction.insertInto("lease").values({ name: "n", holder: "", epoch: 0, expires_at: 0 }).execute(),
  );
  const raise = (store: typeof one) =>
    store.write(async (transaction) => {
      const { epoch } = await transaction.selectFrom("lease").select("epoch").executeTakeFirstOrThrow();
      await transaction
        .updateTable("lease")
        .set({ epoch: epoch + 1 })
        .execute();
    });
  await Promise.all(Array.from({ length: 20 }, (_, at) => raise(at % 2 === 0 ? one : two)));
  expect((await two.db.selectFrom("lease").select("epoch").executeTakeFirstOrThrow()).epoch).toBe(20);
  await Promise.all([one.close(), two.close()]);
});

test("rows go in by batches and are streamed out whole, in chunks", async () => {
  const store = await openStore({ kind: "sqlite", file });
  const rows = Array.from({ length: 5_001 }, (_, at) => ["scan", at, `é${at} ' "\\`, 0, "{}", "id", 0]);
  const columns = {
    scan_id: "text",
    seq: "bigint",
    path: "text",
    severity: "bigint",
    canonical: "text",
    finding_id: "text",
    verdict: "bigint",
  } as const;
  await store.write((transaction) => insertRows(transaction, store.dialect, "finding", columns, rows, { batch: 700 }));
  const query = store.reader.selectFrom("finding").select(["seq", "path"]).orderBy("seq").compile();
  const seen: { seq: number; path: string }[] = [];
  let chunks = 0;
  for await (const chunk of store.stream(query)) {
    chunks++;
    seen.push(...chunk);
  }
  expect(chunks).toBe(3);
  expect(seen).toHaveLength(5_001);
  expect(seen[5_000]).toEqual({ seq: 5_000, path: `é5000 ' "\\` });
  // Left in the middle, a stream gives its connection back.
  for await (const chunk of store.stream(query)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await store.ping();
  await store.close();
});

test("text is made storable", () => {
  expect(storableText("a\0b\ud800c", 4)).toBe("a\u{fffd}b\u{fffd}");
});
