/** The files of the sources that the engine is made of: code, tables, kernel. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TWINS } from "./data.ts";
import { wasmPath } from "./wasm-code.ts";

/** The folder they are in, with a separator at its end. */
export const SCANNER: string = fileURLToPath(new URL(".", import.meta.url));

/** Of tests, which the engine has nothing of. */
const OF_TESTS = /(?:\.test\.ts|(?:^|\/)(?:testing-[^/]*|source-under-test)\.ts)$/;

/** Paths relative to it, sorted. */
export function engineFiles(): readonly string[] {
  return readdirSync(SCANNER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(SCANNER.length).replace(/^\/+/, "").replaceAll("\\", "/"))
    .filter((file) => /\.(?:ts|yaml|json|wasm)$/.test(file) && !OF_TESTS.test(file))
    .filter((file) => !/(?:^|\/)node_modules\//.test(file) && !file.startsWith(TWINS))
    .sort();
}

const digests = new Map<string, string>();

/** SHA-256 of what a grammar or tree-sitter itself is; most of what the engine weighs, so it is read once. */
export function wasmDigest(specifier: string): string {
  let digest = digests.get(specifier);
  if (digest === undefined) {
    digest = createHash("sha256")
      .update(readFileSync(wasmPath(specifier)))
      .digest("hex");
    digests.set(specifier, digest);
  }
  return digest;
}
