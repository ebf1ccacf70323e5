/** An S3 server with one empty bucket, for tests: versitygw on a folder. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepts, freePort } from "./port.ts";
import { type ServerCommand, startProcess } from "./process.ts";
import { locateTool } from "./tools.ts";

export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Exists and is empty. */
  readonly bucket: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** As of the process, see process.ts. */
  readonly ended: Promise<string>;
}

const bucket = "pqc-audit";
const region = "us-east-1";

export async function startS3(options: { port?: number; dataDir?: string } = {}): Promise<S3Server> {
  const command = await locateTool("s3");
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "pqc-s3-")));
  const keys = { id: "pqc-audit-test", secret: "pqc-audit-test-secret" };
  const server = await startProcess({
    ...(await versitygw(command, port, dataDir, keys)),
    ready: () => accepts(port),
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    accessKeyId: keys.id,
    secretAccessKey: keys.secret,
    bucket,
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

type Command = Omit<ServerCommand, "ready">;

/** Its posix backend serves each folder below its root as a bucket; metadata stands beside, so any file system will do. */
async function versitygw(
  command: string,
  port: number,
  dataDir: string,
  keys: { readonly id: string; readonly secret: string },
): Promise<Command> {
  const root = join(dataDir, "objects");
  const sidecar = join(dataDir, "metadata");
  await mkdir(join(root, bucket), { recursive: true });
  await mkdir(sidecar, { recursive: true });
  return {
    name: "versitygw",
    command,
    args: [
      "--port",
      `127.0.0.1:${port}`,
      "--region",
      region,
      "--quiet",
      "--keep-alive",
      "posix",
      "--sidecar",
      sidecar,
      root,
    ],
    env: { ROOT_ACCESS_KEY: keys.id, ROOT_SECRET_KEY: keys.secret },
  };
}
