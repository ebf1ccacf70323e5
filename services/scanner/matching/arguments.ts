/** Reads an `ArgumentPath` of a model against a site: `0`, `key_size`, `1.modulusLength`, `1|curve`, `0[]`, `receiver`, `callee`, `owner`, `arguments`. */
import type { Site, SourceFile, Value } from "../languages/language.ts";
import type { ArgumentPath } from "../models/model.ts";
import { askedOfBuilder } from "./builders.ts";
import { lastSegment } from "./segments.ts";

const NOTHING: readonly Value[] = [];
/** A list longer than this is data, not options. */
const MAX_ITEMS = 64;

/** What the last segment belongs to: `crypto/rsa` of `crypto/rsa.GenerateKey`, `a.b.MD5` of `a.b.MD5.Create`. */
function ownerOf(name: string): string {
  return name.slice(0, name.length - lastSegment(name).length).replace(/(?<![./:\\])[./:\\]+$/, "");
}

/** Values the path leads to, of the first alternative that tells something; none where the argument is left out. */
export function valuesAt(file: SourceFile, site: Site, path: ArgumentPath): readonly Value[] {
  let undecided = NOTHING;
  for (const alternative of path.split("|")) {
    const values = follow(file, site, alternative.trim());
    if (values.some((value) => value.kind !== "unknown")) return values;
    if (undecided.length === 0) undecided = values;
  }
  return undecided;
}

function follow(file: SourceFile, site: Site, path: string): readonly Value[] {
  const steps = path.split(".");
  const first = parseStep(steps[0] ?? "");
  let values = expand(start(file, site, first.name), first.each);
  for (const step of steps.slice(1)) {
    const { name, each } = parseStep(step);
    values = expand(
      values.flatMap((value) => field(file, value, name)),
      each,
    );
  }
  return values;
}

function parseStep(step: string): { name: string; each: boolean } {
  return step.endsWith("[]") ? { name: step.slice(0, -2), each: true } : { name: step, each: false };
}

function start(file: SourceFile, site: Site, name: string): readonly Value[] {
  if (name === "callee") return [{ kind: "name", name: site.names[0] ?? "" }];
  if (name === "owner") return [{ kind: "name", name: ownerOf(site.names[0] ?? "") }];
  if (name === "arguments") {
    const given = site.arguments.filter((each) => each.name === undefined);
    return given.slice(0, MAX_ITEMS).map((each) => file.evaluate(each.node));
  }
  if (name === "receiver") return site.receiver ? [file.evaluate(site.receiver)] : NOTHING;
  const index = /^\d+$/.test(name) ? Number(name) : undefined;
  const argument =
    index === undefined
      ? site.arguments.find((each) => each.name === name)
      : site.arguments.filter((each) => each.name === undefined)[index];
  return argument ? [file.evaluate(argument.node)] : NOTHING;
}

/** A field of an object literal, an item of a list, or an argument of a call (`padding.PSS(mgf=…)`). */
function field(file: SourceFile, value: Value, name: string): readonly Value[] {
  if (value.kind === "choice") return value.values.flatMap((each) => field(file, each, name));
  if (value.kind === "object") {
    const found = value.field(name);
    return found ? [found] : NOTHING;
  }
  if (value.kind === "list") {
    const item = value.items[Number(name)];
    return item ? [item] : NOTHING;
  }
  if (value.kind === "call" && name.endsWith("()")) return askedOfBuilder(file, value.site, name.slice(0, -2));
  if (value.kind === "call") {
    const found = start(file, value.site, name);
    const keyed = /^\d+$/.test(name) || value.site.arguments.some((each) => each.name !== undefined);
    return found.length > 0 || keyed ? found : [{ kind: "unknown" }];
  }
  // what a constant of another file holds is not known here
  return value.kind === "unknown" || value.kind === "name" ? [{ kind: "unknown" }] : NOTHING;
}

function expand(values: readonly Value[], each: boolean): readonly Value[] {
  if (!each) return values;
  return values.flatMap((value) => (value.kind === "list" ? value.items.slice(0, MAX_ITEMS) : [value]));
}

/** The texts a value can be spelled with, most specific first; none where it is decided at run time. */
export function spellings(value: Value): readonly string[] {
  switch (value.kind) {
    case "string":
      return [value.text];
    case "number":
      return [String(value.value)];
    case "boolean":
      return [String(value.value)];
    case "name":
      return unique([value.name, lastSegment(value.name)]);
    case "call": {
      const names = value.site.names.flatMap((name) => [name, lastSegment(name)]);
      return unique(names);
    }
    default:
      return [];
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
