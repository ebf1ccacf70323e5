/** `tests/ssh-server`: git over SSH on loopback, spoken by Go's own library, built from the Go module proxy into `.tools`. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { goInstall } from "./go.ts";

const module = fileURLToPath(new URL("../ssh-server", import.meta.url));
const folder = fileURLToPath(new URL("../../.tools/bin", import.meta.url));
const program = join(folder, "ssh-server");
const SOURCES = ["go.mod", "go.sum", "main.go"];

/** Builds it where it is not there, or older than its sources. */
export async function obtainSshServer(): Promise<string> {
  const built = await changedAt(program);
  const sources = await Promise.all(SOURCES.map((file) => changedAt(join(module, file))));
  if (built === undefined || sources.some((at) => at === undefined || at > built)) {
    await mkdir(folder, { recursive: true });
    await goInstall(".", folder, { module });
  }
  return program;
}

export interface SshServer {
  readonly port: number;
  /** Its public key, as a file of known hosts has it behind the name. */
  readonly hostKey: string;
  /** Who logged in, and who was refused. */
  log(): string;
  stop(): Promise<void>;
}

/** Gives out the repositories below `root` to whoever has the private key at `userKey`. `folder` is for its own key. */
export async function startSshServer(root: string, userKey: string, folder: string): Promise<SshServer> {
  if ((await changedAt(program)) === undefined) {
    throw new Error(`the tests need a server of SSH, which is not at ${program}: run \`make tools\` once`);
  }
  const key = join(folder, "host-key");
  const hostKey = makeKey(key);
  const child: ChildProcess = spawn(program, ["-host-key", key, "-authorized", `${userKey}.pub`, "-root", root], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = once(child, "exit");
  if (!child.stdout) throw new Error("the server of SSH has no standard output");
  const lines = createInterface({ input: child.stdout });
  const said = await Promise.race([once(lines, "line"), ended.then(() => [""])]);
  const port = Number(String(said[0]).split(":").at(-1));
  if (!(port > 0)) throw new Error(`the server of SSH did not start: ${log}`);
  return {
    port,
    hostKey,
    log: () => log,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** Writes a private key without passphrase, and `.pub` beside it; the public one without its comment. */
export function makeKey(path: string): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
  return execFileSync("ssh-keygen", ["-y", "-f", path], { encoding: "utf8" }).trim().split(" ").slice(0, 2).join(" ");
}

function changedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
