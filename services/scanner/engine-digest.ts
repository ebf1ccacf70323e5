/**
 * The engine digest: one hash over everything that can change a fact: scanner code, kernel, grammars, models, tables.
 * Results are keyed by it and queue subjects carry it, so that engines of different versions never mix.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TWINS } from "./data.ts";
import { LANGUAGES } from "./languages/all.ts";
import { RUNTIME, wasmPath } from "./wasm-code.ts";

let known: string | undefined;

/** Hex, 32 characters. The bundled command carries the digest of the sources it was made from. */
export function engineDigest(): string {
  known ??= bundledDigest() ?? computeEngineDigest();
  return known;
}

function bundledDigest(): string | undefined {
  const file = fileURLToPath(new URL("./engine-digest.txt", import.meta.url));
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8").trim() : undefined;
}

export function computeEngineDigest(): string {
  const root = fileURLToPath(new URL(".", import.meta.url));
  const hash = createHash("sha256");
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\/+/, "").replaceAll("\\", "/"))
    .filter((file) => /\.(?:ts|yaml|json|wasm)$/.test(file) && !/(?:\.test\.ts|(?:^|\/)node_modules\/.*)$/.test(file))
    .filter((file) => !file.startsWith("node_modules/") && !file.startsWith(TWINS))
    .sort();
  for (const file of files) add(hash, file, readFileSync(root + file));
  const grammars = [...new Set([RUNTIME, ...LANGUAGES.flatMap((each) => each.grammar ?? [])])];
  for (const grammar of grammars.sort()) add(hash, grammar, readFileSync(wasmPath(grammar)));
  return hash.digest("hex").slice(0, 32);
}

function add(hash: ReturnType<typeof createHash>, name: string, bytes: Uint8Array): void {
  hash.update(`${name}\0${bytes.length}\0`).update(bytes);
}
