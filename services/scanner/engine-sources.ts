/** The engine digest of the sources as they lie here. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { engineFiles, SCANNER, wasmDigest } from "./engine-files.ts";
import { LANGUAGES } from "./languages/all.ts";
import { RUNTIME } from "./wasm-code.ts";

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
