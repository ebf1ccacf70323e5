/**
 * The engine digest: one hash over everything that can change a fact: scanner code, kernel, grammars, models, tables.
 * Results are keyed by it and queue subjects carry it, so that engines of different versions never mix.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { engineFiles, SCANNER, wasmDigest } from "./engine-files.ts";
import { LANGUAGES } from "./languages/all.ts";
import { RUNTIME } from "./wasm-code.ts";

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
  const hash = createHash("sha256");
  for (const file of engineFiles()) add(hash, file, readFileSync(SCANNER + file));
  const grammars = [...new Set([RUNTIME, ...LANGUAGES.flatMap((each) => each.grammar ?? [])])];
  for (const grammar of grammars.sort()) add(hash, grammar, Buffer.from(wasmDigest(grammar)));
  return hash.digest("hex").slice(0, 32);
}

function add(hash: ReturnType<typeof createHash>, name: string, bytes: Uint8Array): void {
  hash.update(`${name}\0${bytes.length}\0`).update(bytes);
}
