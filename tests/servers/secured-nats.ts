/** nats-server as `deploy/nats/server.conf` has it: TLS, and a user with a password for each service. */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NatsServer } from "./nats.ts";
import { freePort } from "./port.ts";
import { startProcess } from "./process.ts";
import { locateTool } from "./tools.ts";

type User = "coordinator" | "worker";

export interface SecuredNats extends NatsServer {
  readonly passwordFiles: Readonly<Record<User, string>>;
  /** Reads its certificates again, as an operator makes it. */
  reload(): void;
}

export interface SecuredNatsOptions {
  readonly port?: number;
  readonly passwords?: Readonly<Record<User, string>>;
  /** Clients too must show a certificate of the authority. */
  readonly verifyClients?: boolean;
}

export function newPasswords(): Record<User, string> {
  return { coordinator: randomBytes(24).toString("hex"), worker: randomBytes(24).toString("hex") };
}

/** Its store and its clients' passwords are in the folder, and stay there: start it again on them to model a restart. */
export async function startSecuredNats(
  folder: string,
  tls: { readonly caFile: string; readonly certFile: string; readonly keyFile: string },
  options: SecuredNatsOptions = {},
): Promise<SecuredNats> {
  const passwords = options.passwords ?? newPasswords();
  const passwordFiles = { coordinator: join(folder, "nats-coordinator"), worker: join(folder, "nats-worker") };
  if (options.passwords === undefined) await writePasswords(passwordFiles, passwords);
  const port = options.port ?? (await freePort());
  const dataDir = join(folder, "nats");
  const server = await startProcess({
    name: "nats-server",
    command: await locateTool("nats-server"),
    args: ["-c", await configuration(folder, options.verifyClients === true)],
    env: {
      NATS_LISTEN: `127.0.0.1:${port}`,
      NATS_STORE_DIR: dataDir,
      NATS_CERTIFICATE_FILE: tls.certFile,
      NATS_KEY_FILE: tls.keyFile,
      NATS_CA_FILE: tls.caFile,
      NATS_COORDINATOR_PASSWORD: passwords.coordinator,
      NATS_WORKER_PASSWORD: passwords.worker,
    },
    ready: (output) => output.includes("Server is ready"),
  });
  const { pid, stop, kill, ended } = server;
  const reload = () => server.signal("SIGHUP");
  return { url: `tls://127.0.0.1:${port}`, port, pid, dataDir, passwordFiles, stop, kill, ended, reload };
}

export async function writePasswords(
  files: Readonly<Record<User, string>>,
  passwords: Readonly<Record<User, string>>,
): Promise<void> {
  for (const user of ["coordinator", "worker"] as const) await writeFile(files[user], passwords[user], { mode: 0o600 });
}

async function configuration(folder: string, verifyClients: boolean): Promise<string> {
  const shipped = fileURLToPath(new URL("../../deploy/nats/server.conf", import.meta.url));
  if (!verifyClients) return shipped;
  const file = join(folder, "nats-server.conf");
  await writeFile(file, (await readFile(shipped, "utf8")).replace("tls {", "tls {\n  verify: true"));
  return file;
}
