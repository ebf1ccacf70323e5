/** The program as it was before a library's models came: its own copy of everything that is ours, with its own engine. */
import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** No file of the cases' repository is in this language, so that the difference is in the engine alone. */
const LATER = "python/pyjwt.yaml";

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
