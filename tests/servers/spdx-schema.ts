/**
 * The JSON Schema of SPDX 3.0.1, as the npm package cdxgen (Apache-2.0) ships it: SPDX itself publishes it on its site alone.
 * Only that file is kept, in `.tools`; nothing of the package is installed or run.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const PACKAGE = "@cyclonedx/cdxgen@12.8.4";
const WITHIN = "package/data/spdx-export.schema.json";
const file = fileURLToPath(new URL("../../.tools/schemas/spdx-3.0.1.json", import.meta.url));
const OBTAIN_MS = 5 * 60_000;

export async function spdxSchema(): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`the tests need the JSON Schema of SPDX, which is not at ${file}: run \`make tools\` once`);
  });
  return JSON.parse(text);
}

/** Nothing to do where it is there already. */
export async function obtainSpdxSchema(): Promise<string> {
  if (await readFile(file).catch(() => undefined)) return file;
  await mkdir(dirname(file), { recursive: true });
  const work = await mkdtemp(join(tmpdir(), "pqc-spdx-"));
  try {
    const flags = ["--ignore-scripts", "--loglevel=error", "--pack-destination", work];
    const { stdout } = await run("npm", ["pack", ...flags, PACKAGE], { cwd: work, timeout: OBTAIN_MS });
    const archive = join(work, basename(stdout.trim().split("\n").at(-1) ?? ""));
    await run("tar", ["-xzf", archive, "-C", work, WITHIN]);
    // Moved within `.tools`, so that it is there whole or not at all.
    const partial = `${file}.${process.pid}`;
    await copyFile(join(work, WITHIN), partial);
    await rename(partial, file);
    return file;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
