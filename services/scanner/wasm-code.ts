/**
 * Which WASM of this process V8 may optimise. Its optimising compiler needs memory by the size of a function, outside of
 * every limit, and the lexers of some grammars are one function of 100 to 370 KB: 0.3 to 2.9 GB, for seconds, because of
 * one small shell or PowerShell file. So the prefilter's kernel and tree-sitter's own code are optimised once they are
 * hot, and grammars stay as V8 first compiles them, those with small lexers too: with that of C optimised, a scan of Linux
 * took 4 % less CPU time and 50 MB more, with that of Java one of the JDK 4 % less and 10 MB more.
 */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";
import { loadKernel } from "./prefilter/prefilter.ts";

export const RUNTIME = "web-tree-sitter/web-tree-sitter.wasm";

const require = createRequire(import.meta.url);
/** Held, so that the threads' modules of the same bytes are these. */
let optimised: readonly WebAssembly.Module[] | undefined;

/** The wasm of a grammar: from its package in the checkout, from `wasm/` beside the bundled command. */
export function wasmPath(specifier: string): string {
  const name = specifier.slice(specifier.lastIndexOf("/") + 1);
  const bundled = fileURLToPath(new URL(`./wasm/${name}`, import.meta.url));
  return statSync(bundled, { throwIfNoEntry: false }) ? bundled : require.resolve(specifier);
}

/**
 * Before the first grammar is loaded and the first scanning thread started: the settings are the whole process's, and
 * V8 decides about a function when it first compiles it. Does nothing in a thread, nor a second time.
 */
export function prepareWasm(): void {
  if (optimised || !isMainThread) return;
  setFlagsFromString("--no-wasm-lazy-compilation");
  optimised = [loadKernel(), new WebAssembly.Module(readFileSync(wasmPath(RUNTIME)))];
  setFlagsFromString("--wasm-lazy-compilation");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  setFlagsFromString("--no-wasm-tier-up");
}
