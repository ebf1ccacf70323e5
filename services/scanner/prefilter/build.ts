/** Builds the kernel with `asc`; does nothing when `build/kernel.wasm` is newer than its inputs. Silent on success. */
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "build", "kernel.wasm");
const entry = join(here, "assembly", "kernel.ts");
const inputs = [entry, join(here, "layout.ts"), fileURLToPath(import.meta.url)];

const modified = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Leaves an up-to-date `build/kernel.wasm`; throws Error with the compiler's own words when it does not compile. */
export function buildKernel(): void {
  const built = modified(output);
  if (inputs.every((path) => modified(path) < built)) return;
  mkdirSync(dirname(output), { recursive: true });
  // Written beside and renamed: several processes may build at once, and none may load half a file.
  const partial = `${output}.${process.pid}`;
  const asc = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  const flags = ["--runtime", "stub", "-O3", "--noAssert", "--importMemory", "--enable", "simd", "--use", "abort="];
  // Relative paths and this folder as the base, so that the same sources give the same bytes wherever they lie.
  const run = spawnSync(
    process.execPath,
    [asc, "assembly/kernel.ts", "--baseDir", ".", "-o", `build/kernel.wasm.${process.pid}`, ...flags],
    {
      cwd: here,
      encoding: "utf8",
    },
  );
  if (run.status !== 0) {
    rmSync(partial, { force: true });
    throw new Error(`the kernel ${entry} does not compile: ${run.stderr || run.stdout || run.error?.message}`);
  }
  renameSync(partial, output);
}

if (import.meta.main) {
  try {
    buildKernel();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
