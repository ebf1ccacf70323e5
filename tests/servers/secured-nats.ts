/** nats-server as `deploy/nats/server.conf` has it: TLS, and a user with a password for each service. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./port.ts";
import { startProcess } from "./process.ts";
import { locateTool } from "./tools.ts";

export interface SecuredNats {
  readonly url: string;
  readonly passwordFiles: Readonly<Record<"coordinator" | "worker", string>>;
  stop(): Promise<void>;
}

export async function startSecuredNats(
  folder: string,
  tls: { readonly caFile: string; readonly certFile: string; readonly keyFile: string },
): Promise<SecuredNats> {
  const passwords = { coordinator: randomBytes(24).toString("hex"), worker: randomBytes(24).toString("hex") };
  const passwordFiles = { coordinator: join(folder, "nats-coordinator"), worker: join(folder, "nats-worker") };
  for (const user of ["coordinator", "worker"] as const) {
    await writeFile(passwordFiles[user], passwords[user], { mode: 0o600 });
  }
  const port = await freePort();
  const server = await startProcess({
    name: "nats-server",
    command: await locateTool("nats-server"),
    args: ["-c", fileURLToPath(new URL("../../deploy/nats/server.conf", import.meta.url))],
    env: {
      NATS_LISTEN: `127.0.0.1:${port}`,
      NATS_STORE_DIR: join(folder, "nats"),
      NATS_CERTIFICATE_FILE: tls.certFile,
      NATS_KEY_FILE: tls.keyFile,
      NATS_CA_FILE: tls.caFile,
      NATS_COORDINATOR_PASSWORD: passwords.coordinator,
      NATS_WORKER_PASSWORD: passwords.worker,
    },
    ready: (output) => output.includes("Server is ready"),
  });
  return { url: `tls://127.0.0.1:${port}`, passwordFiles, stop: server.stop };
}
