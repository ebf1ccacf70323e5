/** Which algorithms a site names, by the model's `algorithm` part. */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { notation } from "../algorithms/notations/all.ts";
import { lookup } from "../algorithms/registry.ts";
import type { Site, SourceFile, Value } from "../languages/language.ts";
import type { AlgorithmSource } from "../models/model.ts";
import { spellings, valuesAt } from "./arguments.ts";
import { lastSegment } from "./segments.ts";

export interface NamedUse {
  readonly use: AlgorithmUse;
  /** How sure the reading is: the one the file tells, one of several it tells, or the library's default. */
  readonly from: "site" | "choice" | "default";
}

export interface AlgorithmsAt {
  readonly uses: readonly NamedUse[];
  /** Some of what the site names is decided at run time, or spelled in no known way. */
  readonly unresolved: boolean;
  /** What was not resolved stands in the file, in a spelling that nothing here can read: anything may be meant. */
  readonly unread: boolean;
}

export function algorithmsAt(file: SourceFile, site: Site, source: AlgorithmSource): AlgorithmsAt {
  if (source.value !== undefined) {
    return { uses: named(source.value, "site"), unresolved: false, unread: false };
  }
  const values = source.from === undefined ? [] : valuesAt(file, site, source.from);
  if (values.length === 0 || values.every((value) => value.kind === "none")) {
    return source.default === undefined
      ? { uses: [], unresolved: true, unread: values.length > 0 }
      : { uses: inNotation(source.default, source, "default"), unresolved: false, unread: false };
  }
  const uses: NamedUse[] = [];
  let unresolved = false;
  let unread = false;
  for (const value of values) {
    const from = value.kind === "choice" ? "choice" : "site";
    for (const one of value.kind === "choice" ? value.values : [value]) {
      // `null` until something is chosen
      if (from === "choice" && one.kind === "none") continue;
      const read = readValue(one, source, from);
      if (read) uses.push(...read);
      else {
        unresolved = true;
        unread ||= one.kind === "string" || one.kind === "number";
      }
    }
  }
  return { uses: distinct(uses), unresolved, unread };
}

/** Each algorithm once: both ways of a condition may lead to the same. */
function distinct(uses: readonly NamedUse[]): readonly NamedUse[] {
  const known = new Map<string, NamedUse>();
  for (const each of uses) {
    const key = JSON.stringify(each.use);
    if (!known.has(key)) known.set(key, each);
  }
  return [...known.values()];
}

/** Nothing where the value is not readable; an empty list where the model maps it to no algorithm (`""`). */
function readValue(value: Value, source: AlgorithmSource, from: NamedUse["from"]): readonly NamedUse[] | undefined {
  for (const spelling of spellings(value)) {
    const name = source.map && Object.hasOwn(source.map, spelling) ? source.map[spelling] : undefined;
    if (name !== undefined) return name === "" ? [] : named(name, from);
  }
  for (const spelling of plainFirst(spellings(value))) {
    const uses = inNotation(spelling, source, from);
    if (uses.length > 0) return uses;
  }
  return undefined;
}

/** An algorithm of the registry, with parameters where the model fixes them too: `RSA`, `ECDSA-P-256`, `HMAC-SHA-1`. */
function named(name: string, from: NamedUse["from"]): readonly NamedUse[] {
  return lookup(name) ? [{ use: { name }, from }] : inNotation(name, { notation: "registry" }, from);
}

/** Last segments before whole names: `SHA1WithRSA` is what `crypto/x509.SHA1WithRSA` says, not its package. */
function plainFirst(texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts;
  const isPlain = (text: string): boolean => lastSegment(text) === text;
  return [...texts.filter(isPlain), ...texts.filter((text) => !isPlain(text))];
}

function inNotation(text: string, source: AlgorithmSource, from: NamedUse["from"]): readonly NamedUse[] {
  const id = source.notation ?? "registry";
  const reader = notation(id);
  if (!reader) throw new Error(`models: unknown notation "${id}"`);
  return reader.parse(text).map((use) => ({ use, from }));
}
