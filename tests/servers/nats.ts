/** nats-server with JetStream on a folder, for tests. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./port.ts";
import { startProcess } from "./process.ts";
import { locateTool } from "./tools.ts";

/** `current`: the newest that is pinned, or what is on PATH. Without a choice `TEST_NATS_RELEASE` decides. */
export type NatsRelease = "current" | "2.9";
export const NATS_RELEASES: readonly NatsRelease[] = ["current", "2.9"];

export interface NatsServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The JetStream store; pass it and the port to `startNats` again to model a restart. */
  readonly dataDir: string;
  /** Ends the server; removes the store unless it was passed in. */
  stop(): Promise<void>;
  /** SIGKILL; the store stays. */
  kill(): Promise<void>;
  /** As of the process, see process.ts. */
  readonly ended: Promise<string>;
}

export async function startNats(
  options: { port?: number; dataDir?: string; token?: string; release?: NatsRelease; config?: string } = {},
): Promise<NatsServer> {
  const release = options.release ?? (process.env.TEST_NATS_RELEASE === "2.9" ? "2.9" : "current");
  const command = await locateTool(release === "2.9" ? "nats-server-2.9" : "nats-server");
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "pqc-nats-")));
  const auth = options.token === undefined ? [] : ["--auth", options.token];
  // A file says where the store is by itself.
  const store = options.config === undefined ? ["--jetstream", "--store_dir", dataDir] : ["--config", options.config];
  const server = await startProcess({
    name: "nats-server",
    command,
    args: ["--addr", "127.0.0.1", "--port", String(port), ...store, ...auth],
    ready: (output) => output.includes("Server is ready"),
  });
  return {
    url: `nats://127.0.0.1:${port}`,
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
