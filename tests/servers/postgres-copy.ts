/** A base backup of a running PostgreSQL, made the documented way without pg_basebackup: start, copy the files, stop. */
import { execFile } from "node:child_process";
import { chmod, chown, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { PostgresServer } from "./postgres.ts";

const run = promisify(execFile);

/** Answers a data folder for `startPostgres`; its state is that of the end of the copy. The caller removes it. */
export async function copyOfRunning(server: Pick<PostgresServer, "url" | "dataDir">): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "pqc-pg-copy-"));
  await chmod(dataDir, 0o755);
  const [from, to] = [join(server.dataDir, "cluster"), join(dataDir, "cluster")];
  // The backup lasts as long as the connection that began it.
  const operator = new pg.Client({ connectionString: server.url });
  await operator.connect();
  try {
    await operator.query("select pg_backup_start('copy', true)");
    await copy(from, to);
    const { rows } = await operator.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    const label = join(to, "backup_label");
    await writeFile(label, rows[0]?.labelfile ?? "", { mode: 0o600 });
    const { uid, gid } = await stat(from);
    await chown(label, uid, gid);
    // What was written while the files were copied: without it they do not fit together.
    await rm(join(to, "pg_wal"), { recursive: true, force: true });
    await copy(join(from, "pg_wal"), join(to, "pg_wal"));
  } finally {
    await operator.end();
  }
  for (const name of ["postmaster.pid", "postmaster.opts"]) await rm(join(to, name), { force: true });
  return dataDir;
}

/** Files that a server at work removes meanwhile are none of the backup's. */
async function copy(from: string, to: string): Promise<void> {
  await run("cp", ["-a", from, to]).catch((error: { stderr?: string }) => {
    const lines = (error.stderr ?? "").trim().split("\n");
    if (!lines.every((line) => line.includes("No such file or directory"))) throw error;
  });
}
