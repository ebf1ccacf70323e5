/**
 * Go, for the servers that are built from the module proxy: that of PATH, or the toolchain that the proxy itself serves
 * (https://go.dev/doc/toolchain, "GOTOOLCHAIN"), unpacked into `.tools`. Its sum is pinned as `go.sum` would pin it.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { obtainModule } from "./go-module.ts";

const run = promisify(execFile);
const tools = fileURLToPath(new URL("../../.tools", import.meta.url));
const root = join(tools, "go");
const BUILD_MS = 15 * 60_000;
const VERSION = "go1.26.8";
/** Of the checksum database, by what Go calls the platform. */
const SUMS: Readonly<Record<string, string>> = {
  "linux-amd64": "h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=",
  "linux-arm64": "h1:sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc=",
  "darwin-arm64": "h1:dFjGhY6f8DTsY8/rLchUTDRRfjJP4pCrGCwxvHFT2Fg=",
  "darwin-amd64": "h1:7/9KPPN8PckcA9s91hm2jmQMhzW4KyTJXHIs45L0C9M=",
};

export interface Building {
  /** The folder of the go.mod that says which version; where absent, the program says it itself. */
  readonly module?: string;
  readonly tags?: string;
  /** `-ldflags`. */
  readonly link?: string;
  /** Default a quarter of an hour. */
  readonly timeoutMs?: number;
}

/**
 * Builds programs of a module, `path@version` (a path alone inside a module), into a folder. Obtains Go first where there is
 * none, or one too old.
 */
export async function goInstall(
  programs: string | readonly string[],
  folder: string,
  how: Building = {},
): Promise<void> {
  const { module = tools, tags = "", link = "", timeoutMs = BUILD_MS } = how;
  const build = (go: string, env: NodeJS.ProcessEnv) =>
    run(go, ["install", "-tags", tags, "-ldflags", link, ...[programs].flat()], {
      env: { ...process.env, ...env, GOBIN: folder, GOFLAGS: "-mod=mod -modcacherw" },
      cwd: module,
      timeout: timeoutMs,
      maxBuffer: 1 << 24,
    });
  const own = join(root, "bin/go");
  if (!(await isFile(own))) {
    const onPath = await build("go", {}).catch((error: unknown) => error);
    if (!(onPath instanceof Error)) return;
    if (!isAbsentOrOld(onPath)) throw onPath;
    await obtainGo();
  }
  // All that it keeps stays in `.tools` and goes again (a gigabyte); it takes no other toolchain than itself.
  const kept = join(tools, "go-kept");
  try {
    await build(own, {
      GOROOT: root,
      GOPATH: kept,
      GOMODCACHE: join(kept, "modules"),
      GOCACHE: join(kept, "cache"),
      GOTOOLCHAIN: "local",
    });
  } finally {
    await rm(kept, { recursive: true, force: true });
  }
}

/** Go of PATH cannot be started, or says that the module wants a newer one. */
function isAbsentOrOld(error: Error): boolean {
  return /ENOENT|EACCES|requires go >= |toolchain not available|unknown directive|invalid go version/.test(
    error.message,
  );
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function obtainGo(): Promise<void> {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const sum = SUMS[platform];
  if (sum === undefined) throw new Error(`no Go is known for ${platform}: install Go ${VERSION.slice(2)} or later`);
  const version = `v0.0.1-${VERSION}.${platform}`;
  await mkdir(tools, { recursive: true });
  const work = await mkdtemp(join(tools, "go-"));
  try {
    // Modules carry no modes: programs are told by where they lie.
    const mode = (path: string) => (/^(?:bin|pkg\/tool)\//.test(path) ? 0o755 : 0o644);
    await obtainModule({ path: "golang.org/toolchain", version, sum }, join(work, "go"), { mode });
    await rm(root, { recursive: true, force: true });
    await rename(join(work, "go"), root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
