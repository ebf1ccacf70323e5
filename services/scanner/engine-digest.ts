/**
 * The engine digest: one hash over everything that can change a fact: scanner code, kernel, grammars, models, tables.
 * Results are keyed by it and queue subjects carry it, so that engines of different versions never mix.
 */
import { carriedText } from "./carried.ts";

const carried = carriedText("engine-digest.txt");
/** Loaded where it is needed alone: to know all grammars is to load all languages. */
const compute = carried === undefined ? (await import("./engine-sources.ts")).computeEngineDigest : () => carried;

let known: string | undefined;

/** Hex, 32 characters. The bundled command carries the digest of the sources it was made from. */
export function engineDigest(): string {
  known ??= compute();
  return known;
}
