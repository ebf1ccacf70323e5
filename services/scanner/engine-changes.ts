/** Which parts of the engine are others than those that results were made with. */
import { carriedText } from "./carried.ts";
import { COMMON, type EngineParts, NAMES } from "./engine-part-names.ts";

const carried = carriedText("engine-parts.json");
/** Loaded where it is needed alone, as for the engine's digest. */
const compute =
  carried === undefined
    ? (await import("./engine-parts.ts")).computeEngineParts
    : () => JSON.parse(carried) as EngineParts;

let known: EngineParts | undefined;

/** Of this engine; the bundled command carries those of the sources it was made from. */
export function engineParts(): EngineParts {
  known ??= compute();
  return known;
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
