/** Which parts of the engine are others than those that results were made with. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { COMMON, type EngineParts, NAMES } from "./engine-part-names.ts";

/** What the bundled command carries of the sources it was made from. */
const carried = fileURLToPath(new URL("./engine-parts.json", import.meta.url));
/** Loaded where it is needed alone: to know all grammars is to load all languages, for a process that may scan nothing. */
const compute = statSync(carried, { throwIfNoEntry: false })
  ? () => JSON.parse(readFileSync(carried, "utf8")) as EngineParts
  : (await import("./engine-parts.ts")).computeEngineParts;

let known: EngineParts | undefined;

/** Of this engine. */
export function engineParts(): EngineParts {
  known ??= compute();
  return known;
}

/** The digest of a kind that depends on these parts: hex, 32 characters. */
export function digestOfParts(parts: EngineParts): string {
  const told = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 32);
}

export interface ChangedParts {
  readonly names: ReadonlySet<string>;
  /** Results of every kind may be others, or paths be of other kinds. */
  readonly all: boolean;
}

export function changedParts(before: EngineParts, now: EngineParts): ChangedParts {
  const parts = new Set([...Object.keys(before), ...Object.keys(now)]);
  const names = new Set([...parts].filter((part) => before[part] !== now[part]));
  return { names, all: names.has(COMMON) || names.has(NAMES) };
}
