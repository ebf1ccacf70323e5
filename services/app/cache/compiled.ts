/** Lets V8 keep what it compiled of the bundle for later starts, of this process and of its threads. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder, ownFolder } from "./folder.ts";

/** From the sources the launcher does the same, into a folder of the checkout. */
export function rememberCompiled(environment: NodeJS.ProcessEnv): void {
  if (import.meta.url.endsWith(".ts") || environment.NODE_COMPILE_CACHE) return;
  const caches = cacheFolder("", environment);
  if (caches === undefined) return;
  const folder = join(caches, "compiled");
  try {
    // What is in it is run: nobody else may have written there.
    ownFolder(caches);
    ownFolder(folder);
  } catch {
    return; // Whoever keeps results says why, where somebody reads it.
  }
  enableCompileCache(folder);
  environment.NODE_COMPILE_CACHE = folder;
}
