/** The command under measurement: from the checkout, and as `npm pack` ships it. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../../services/app/bundle.ts";
import { note } from "./report.ts";

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));
const DIST = `${ROOT}dist`;
export const BUNDLED: string = join(DIST, "main.js");

/** As a contributor starts it, with the Node that runs the benches. */
export function pqcAudit(...args: string[]): readonly string[] {
  return [process.execPath, `${ROOT}services/app/pqc-audit.js`, ...args];
}

/** As a user who installed it starts it; `buildBundle` comes first. */
export function bundledPqcAudit(...args: string[]): readonly string[] {
  return [process.execPath, BUNDLED, ...args];
}

/** Builds the bundle where there is none or a source is newer. */
export async function buildBundle(): Promise<void> {
  const built = join(DIST, "THIRD-PARTY-LICENSES.txt");
  if (existsSync(built) && statSync(built).mtimeMs > newestSource()) return;
  note("building the bundled command");
  await bundle(DIST);
}

/** Milliseconds since 1970 of the last change to anything the bundle is made of. */
function newestSource(): number {
  let newest = statSync(join(ROOT, "package-lock.json")).mtimeMs;
  for (const folder of ["services", "proto"]) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      const folders = entry.parentPath.split(sep);
      // What is built from the sources is newer than they are.
      if (!entry.isFile() || folders.includes("node_modules") || folders.includes("build")) continue;
      if (!/(?<!\.test|\.fixture)\.(ts|js|yaml|proto)$/.test(entry.name)) continue;
      newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}
