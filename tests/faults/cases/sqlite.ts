/** Faults of the embedded service's folder: its SQLite file cut, damaged, locked, put back; its disk full. */
import { copyFile, open, readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { runCommand } from "../../integration/command.ts";
import type { Embedded, EmbeddedCase } from "../embedded.ts";

const SLOWLY = "worker.during-scan:wait=100";
/** A file that is locked, at most: the service waits ten seconds for it before each complaint. */
const LOCKED_MS = 150_000;
const FULL_MS = 5_000;

export const SQLITE_CASES: readonly EmbeddedCase[] = [
  {
    id: "8a",
    fault: "SQLite service killed in the middle, the end of its write-ahead log cut off",
    async run(embedded, url) {
      const id = await halfDone(embedded, url);
      await embedded.service.kill();
      const log = `${embedded.database}-wal`;
      const { size } = await stat(log);
      // In the middle of a page: what was committed there is gone, and has to be done again.
      await truncate(log, Math.floor(size * 0.9));
      await embedded.start();
      return id;
    },
  },
  {
    id: "8b",
    fault: "SQLite file with its first page damaged: refused by name, not used",
    async run(embedded, url) {
      await embedded.start();
      await embedded.finished(await embedded.submit(url));
      await embedded.service.stop();
      const damaged = await open(embedded.database, "r+");
      await damaged.write(Buffer.alloc(4096, 0x5a), 0, 4096, 0);
      await damaged.close();
      await refused(embedded);
      return undefined;
    },
  },
  {
    id: "8c",
    fault: "SQLite file cut in half: refused; put back from a backup of the middle of the scan, it is done again",
    async run(embedded, url) {
      const id = await halfDone(embedded, url);
      const backup = join(embedded.dataDir, "backup.db");
      const database = new DatabaseSync(embedded.database, { readOnly: true });
      database.exec(`vacuum into '${backup}'`);
      database.close();
      await embedded.finished(id);
      // Packs that nobody needs are looked for meanwhile.
      await sleep(5_000);
      await embedded.service.stop();
      const { size } = await stat(embedded.database);
      await truncate(embedded.database, Math.floor(size / 2));
      await refused(embedded);
      for (const name of await readdir(embedded.dataDir)) {
        if (name.startsWith("pqc-audit.db")) await rm(join(embedded.dataDir, name));
      }
      await copyFile(backup, embedded.database);
      await embedded.start();
      return id;
    },
  },
  {
    id: "8d",
    fault: "SQLite file locked by another program for longer than the service waits for it",
    async run(embedded, url) {
      const id = await halfDone(embedded, url);
      const other = new DatabaseSync(embedded.database);
      other.exec("pragma busy_timeout = 10000; begin immediate");
      try {
        // Writers wait ten seconds each, one after another; not every one of them has something to say.
        const told = () => /database is locked/.test(embedded.service.output());
        await embedded.until("it was told", async () => told(), LOCKED_MS);
      } finally {
        other.exec("rollback");
        other.close();
      }
      return id;
    },
  },
  {
    id: "8e",
    fault: "disk of the SQLite file full for five seconds and more",
    onSmallDisk: "data",
    async run(embedded, url) {
      const id = await halfDone(embedded, url);
      await embedded.disk?.fill();
      const postponed = () => embedded.service.metric("pqc_audit_results_postponed_total");
      await embedded.until("results cannot be stored", async () => (await postponed()) > 0);
      const before = await embedded.committed();
      await sleep(FULL_MS);
      expect(await embedded.committed(), "nothing is stored").toBe(before);
      await embedded.disk?.free();
      return id;
    },
  },
  {
    id: "8f",
    fault: "disk of the folder of packs full for five seconds and more",
    onSmallDisk: "packs",
    async run(embedded, url) {
      await embedded.start();
      await embedded.disk?.fill();
      const id = await embedded.submit(url);
      const said = /storing a pack is tried again/;
      await embedded.until("packs cannot be stored", async () => said.test(embedded.service.output()));
      await sleep(FULL_MS);
      expect(await embedded.count("select count(*) from unit"), "no unit without its pack").toBe(0);
      await embedded.disk?.free();
      return id;
    },
  },
];

async function halfDone(embedded: Embedded, url: string): Promise<string> {
  await embedded.start(SLOWLY);
  const id = await embedded.submit(url);
  await embedded.until("some is committed", async () => (await embedded.committed()) >= 5);
  return id;
}

/** In one line that says what to do. */
async function refused({ config }: Embedded): Promise<void> {
  const { code, stderr } = await runCommand(["serve", "--config", config], { timeoutMs: 30_000 });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/restore the file from a backup or remove it/);
  expect(stderr.trim().split("\n").length, "one line").toBeLessThan(4);
}
