/** The source trees that are scanned: unpacked once into a folder of the system's temporary files, and kept there. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

export interface Tree {
  readonly name: string;
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/** Why a tree is not there: what is absent and what to do about it. */
export interface Missing {
  readonly what: string;
  readonly remedy: string;
}

const CACHE = join(tmpdir(), "pqc-audit-bench");

/** The JDK 17's own sources: BENCH_OPENJDK, or unpacked from the Debian package openjdk-17-source. */
export function openjdk(): Tree | Missing {
  const archive = [
    "/usr/lib/jvm/openjdk-17/lib/src.zip",
    ...globSync("/usr/lib/jvm/java-17-openjdk-*/lib/src.zip"),
  ].find(
    // The package of the JDK alone leaves a link that leads nowhere.
    (path) => existsSync(path),
  );
  const remedy = "install openjdk-17-source, or set BENCH_OPENJDK to an unpacked tree";
  return tree("openjdk-17-source", process.env.BENCH_OPENJDK, archive, remedy, (into) => {
    const unzip = spawnSync("unzip", ["-q", archive ?? "", "-d", into], { encoding: "utf8" });
    if (!unzip.error) return unzip.status === 0 ? undefined : unzip.stderr;
    const jar = spawnSync("jar", ["xf", archive ?? ""], { cwd: into, encoding: "utf8" });
    return jar.status === 0 ? undefined : "neither unzip nor jar works";
  });
}

/** Linux 6.1: BENCH_LINUX, or unpacked from the Debian package linux-source-6.1. */
export function linux(): Tree | Missing {
  const archive = ["/usr/src/linux-source-6.1.tar.xz"].find((path) => existsSync(path));
  const remedy = "install linux-source-6.1, or set BENCH_LINUX to an unpacked tree";
  return tree("linux-source-6.1", process.env.BENCH_LINUX, archive, remedy, (into) => {
    const tar = spawnSync("tar", ["-xJf", archive ?? "", "-C", into, "--strip-components=1"], { encoding: "utf8" });
    return tar.status === 0 ? undefined : tar.stderr || String(tar.error?.message);
  });
}

/** A repository of 10,000 files: files of Linux, evenly picked. */
export function tenThousandFiles(): Tree | Missing {
  const whole = linux();
  if ("what" in whole) return whole;
  const path = join(CACHE, "linux-10000");
  return tree(
    "10,000 files of linux-source-6.1",
    undefined,
    whole.path,
    "",
    (into) => {
      const files = filesUnder(whole.path);
      for (let k = 0; k < 10_000; k++) {
        const from = files[Math.floor((k * files.length) / 10_000)] ?? "";
        const to = join(into, relative(whole.path, from));
        mkdirSync(dirname(to), { recursive: true });
        cpSync(from, to);
      }
      return undefined;
    },
    path,
  );
}

function tree(
  name: string,
  given: string | undefined,
  archive: string | undefined,
  remedy: string,
  unpack: (into: string) => string | undefined,
  path: string = given ?? join(CACHE, name),
): Tree | Missing {
  if (!existsSync(path)) {
    if (given !== undefined) return { what: `${given} (${name})`, remedy };
    if (archive === undefined) return { what: name, remedy };
    // Renamed when complete: an interrupted run leaves nothing that looks like a tree.
    const partial = `${path}.${process.pid}`;
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    console.log(`unpacking ${archive} to ${path}`);
    const problem = unpack(partial);
    if (problem !== undefined) {
      rmSync(partial, { recursive: true, force: true });
      return { what: `${name}: ${archive} does not unpack: ${problem.trim().slice(-200)}`, remedy };
    }
    renameSync(partial, path);
  }
  const files = filesUnder(path);
  return { name, path, files: files.length, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/** A bare repository of one commit with all of a tree, packed as a server has it; made once and kept. */
export function bareRepositoryOf({ name, path: tree, files }: Tree): string {
  const path = join(CACHE, `${name}-${files}.git`);
  if (existsSync(path)) return path;
  console.log(`making a repository of ${name}: ${path}`);
  const partial = `${path}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const git = (...args: readonly string[]) => {
    const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"];
    const told = ["--git-dir", partial, ...identity, "-c", "gc.auto=0", ...args];
    const { status, stderr } = spawnSync("git", told, { cwd: tree, encoding: "utf8", maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`git ${args[0]} of ${tree} failed: ${stderr.trim().slice(-300)}`);
  };
  try {
    git("init", "--quiet", "--bare", "--initial-branch=main");
    // Contents as they are, whatever the tree's own attributes say of ends of lines.
    writeFileSync(join(partial, "info", "attributes"), "* -text -filter -ident -working-tree-encoding\n");
    git("--work-tree", tree, "add", "--all", "--force");
    git("--work-tree", tree, "commit", "--quiet", "--message", name);
    git("repack", "-a", "-d", "--quiet");
    git("config", "uploadpack.allowFilter", "true");
    git("config", "uploadpack.allowAnySHA1InWant", "true");
    renameSync(partial, path);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return path;
}

/** Regular files in the order of their names, links not followed. */
export function filesUnder(folder: string): string[] {
  const files: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesUnder(path));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}
