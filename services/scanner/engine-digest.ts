/**
 * The engine digest: one hash over the parts of the engine, and so over everything that can change a fact: scanner code,
 * kernel, grammars, models, tables. Results are keyed by it and queue subjects carry it, so that engines that may find
 * different things never mix.
 */
import { createHash } from "node:crypto";
import { engineParts } from "./engine-changes.ts";
import type { EngineParts } from "./engine-part-names.ts";

/** Raised with what coordinators put into units that workers before could not read. No result depends on it. */
const UNITS = 2;

let known: string | undefined;

/** Hex, 32 characters. */
export function engineDigest(): string {
  known ??= digestOf(engineParts());
  return known;
}

export function digestOf(parts: EngineParts): string {
  const named = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([UNITS, named]))
    .digest("hex")
    .slice(0, 32);
}
