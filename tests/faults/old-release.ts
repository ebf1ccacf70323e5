/**
 * Programs of old: as it was before a library's models came, a copy of all that is ours with its own engine; or as a commit had
 * it, on the packages of today, with the tables and contracts of that day.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** No file of the cases' repository is in this language, so that the difference is in the engine alone. */
const LATER = "python/pyjwt.yaml";

const MIGRATIONS = "services/aggregator/store/migrations";

/** Answers the file to run, as `COMMAND` of tests/integration/command.ts. */
export async function oldRelease(folder: string): Promise<string> {
  await mkdir(folder);
  const own = (source: string) => basename(source) !== "node_modules";
  await cp(join(ROOT, "services"), join(folder, "services"), {
    recursive: true,
    filter: own,
    preserveTimestamps: true,
  });
  await cp(join(ROOT, "proto"), join(folder, "proto"), { recursive: true });
  await cp(join(ROOT, "package.json"), join(folder, "package.json"));
  await rm(join(folder, "services/scanner/models", LATER));
  await linkPackages(join(folder, "node_modules"));
  return join(folder, "services/app/pqc-audit.js");
}

/** The last commit whose tables lack so many of the migrations that are committed today. Needs the history. */
export async function commitBefore(migrations: number): Promise<string> {
  const git = async (...args: string[]) => (await run("git", ["-C", ROOT, ...args])).stdout.trim();
  const files = (await git("ls-tree", "--name-only", "HEAD", `${MIGRATIONS}/`)).split("\n");
  const file = files
    .filter((path) => /\/\d{4}-/.test(path))
    .sort()
    .at(-migrations);
  return `${await git("log", "--diff-filter=A", "--format=%H", "-1", "--", file ?? "")}~1`;
}

/** The same of a commit. */
export async function releaseOf(commit: string, folder: string): Promise<string> {
  await mkdir(folder);
  const archive = join(folder, "release.tar");
  await run("git", ["-C", ROOT, "archive", `--output=${archive}`, commit, "services", "proto", "package.json"]);
  await run("tar", ["--extract", "--file", archive, "--directory", folder]);
  await rm(archive);
  await linkPackages(join(folder, "node_modules"));
  for (const made of ["prefilter/build.ts", "build-tables.ts"])
    await run(process.execPath, [join(folder, "services/scanner", made)], { cwd: folder });
  return join(folder, "services/app/pqc-audit.js");
}

/** What others made is the same; our own packages are those of the copy. */
async function linkPackages(folder: string): Promise<void> {
  const ours = join(folder, "@pqc-audit");
  await mkdir(ours, { recursive: true });
  for (const name of await readdir(join(ROOT, "node_modules"))) {
    if (name !== "@pqc-audit" && name !== ".cache") await symlink(join(ROOT, "node_modules", name), join(folder, name));
  }
  for (const name of await readdir(join(ROOT, "node_modules/@pqc-audit"))) {
    await symlink(join(folder, "..", "services", name), join(ours, name));
  }
}
