/** Builds the page into a folder: `node services/dashboard/build.ts` into the one that a server of this checkout looks into. */
import { fileURLToPath } from "node:url";
import { build } from "vite";

const CONFIG = fileURLToPath(new URL("./vite.config.ts", import.meta.url));

/** Answers the sources that are inside, as paths. Whatever lay in the folder is gone. */
export async function buildPage(outDir: string): Promise<readonly string[]> {
  const before = process.env.NODE_ENV;
  // Whoever builds, a test too: it decides which of its two builds React is taken from.
  process.env.NODE_ENV = "production";
  try {
    return await sourcesOfBuild(outDir);
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

async function sourcesOfBuild(outDir: string): Promise<readonly string[]> {
  const built = await build({ configFile: CONFIG, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  if (!("output" in built)) throw new Error("the page's build is to be one, and to end");
  return built.output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
}

if (import.meta.main) await buildPage(fileURLToPath(new URL("./dist", import.meta.url)));
