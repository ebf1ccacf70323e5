/**
 * KEDA: its operator, the server that answers for its metrics, and the kinds it brings, all of one release. It is built as it
 * stands, by its own go.mod and go.sum, which its module holds.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { goInstall } from "./go.ts";
import { obtainModule } from "./go-module.ts";

const run = promisify(execFile);
const KEDA = {
  path: "github.com/kedacore/keda/v2",
  version: "v2.21.0",
  sum: "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=",
};
/** Names of its programs here, and their packages in the module. */
const PROGRAMS = { "keda-operator": "operator", "keda-adapter": "adapter" } as const;
const KINDS = "keda-kinds.yaml";
/** The clients of all that it can ask are most of its size: a quarter of an hour of a core. */
const BUILD_MS = 90 * 60_000;

export type KedaProgram = keyof typeof PROGRAMS;

/** Writes both programs into the folder, and beside them the definitions of its kinds as its own installation has them. */
export async function buildKeda(folder: string, kustomize: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, "build-"));
  try {
    const module = join(work, "module");
    await obtainModule(KEDA, module);
    const { stdout } = await run(kustomize, ["build", join(module, "config/crd")], { maxBuffer: 1 << 24 });
    const packages = Object.values(PROGRAMS).map((name) => `./cmd/${name}`);
    await goInstall(packages, work, { module, link: "-s -w", timeoutMs: BUILD_MS });
    await writeFile(join(folder, KINDS), stdout);
    for (const [name, built] of Object.entries(PROGRAMS)) await rename(join(work, built), join(folder, name));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The definitions lie where the programs do. */
export function kindsBeside(program: string): string {
  return join(program, "..", KINDS);
}
