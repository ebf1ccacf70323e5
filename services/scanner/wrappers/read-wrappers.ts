/**
 * Reads what a repository declares as its wrapper functions. It comes from whoever is scanned: every size is bounded, and
 * nothing in it becomes a regular expression but the names, which are taken literally.
 */
import { createHash } from "node:crypto";
import { notation } from "../algorithms/notations/all.ts";
import { languages } from "../kinds.ts";
import { namesOf } from "../matching/candidates.ts";
import { lastSegment } from "../matching/segments.ts";
import { modelFaults } from "../models/check.ts";
import type { Library, Model, ParameterSource } from "../models/model.ts";
import { isWrapperRule, WRAPPER_RULE } from "./rule.ts";
import type { Wrappers } from "./wrappers.ts";
import { schemaFault } from "./wrappers-schema.ts";
import { writeWrappers } from "./write-wrappers.ts";

/** Names that are looked for at once in a file: each costs time at each word. */
const MAX_NAMES = 500;
const NAME = /^[!-~]+$/;
/** Short enough names stand in every line. */
const LAST_NAME = /^[\w$-]{3,}[?!]?$/;
const ARGUMENT_STEP = /^[\w$@:-]{1,64}(?:\[\])?$/;

/** What is wrong, and the keys and numbers that lead to it. */
export class WrapperFault extends Error {
  readonly path: readonly string[];

  constructor(path: readonly string[], what: string) {
    super(what);
    this.path = path;
  }
}

/**
 * `value` is a list of libraries as in `models/model.ts`, without anchors; titles, sources and examples may be left out.
 * Throws `WrapperFault`.
 */
export function readWrappers(value: unknown): Wrappers {
  const fault = schemaFault(value);
  if (fault) throw new WrapperFault(fault.path, fault.what);
  const libraries = (value as readonly Library[]).map(completed);
  const rules = new Set<string>();
  const names = new Set<string>();
  for (const [at, library] of libraries.entries()) {
    checkLanguages(library, [String(at), "languages"]);
    for (const [index, model] of library.models.entries()) {
      const path = [String(at), "models", String(index)];
      checkModel(model, path);
      if (rules.has(model.rule)) throw new WrapperFault([...path, "rule"], `${model.rule} is declared twice`);
      rules.add(model.rule);
      for (const name of namesOf(model)) names.add(lastSegment(name));
      if (names.size > MAX_NAMES) throw new WrapperFault(path, `more than ${MAX_NAMES} names in all`);
    }
  }
  const digest = createHash("sha256").update(writeWrappers(libraries)).digest("hex").slice(0, 32);
  return { digest, libraries };
}

function completed(library: Library): Library {
  const { anchors: _, ...given } = library;
  return {
    ...given,
    title: library.title ?? library.library,
    anchors: [],
    sources: library.sources ?? [],
    models: library.models.map(completedModel),
  };
}

function completedModel(model: Model): Model {
  const plain = (names: readonly string[]) => names.map((name) => name.replace("#", "."));
  const rule = isWrapperRule(model.rule) ? model.rule : WRAPPER_RULE + model.rule;
  return {
    ...model,
    rule,
    title: model.title ?? `Own function ${rule.slice(WRAPPER_RULE.length)}`,
    ...(model.calls && { calls: plain(model.calls) }),
    ...(model.news && { news: plain(model.news) }),
    examples: model.examples ?? [],
  };
}

function checkLanguages({ languages: ids }: Library, path: readonly string[]): void {
  for (const [at, id] of ids.entries()) {
    const language = languages.get(id);
    const here = [...path, String(at)];
    if (!language)
      throw new WrapperFault(here, `"${id}" is no language, known are ${[...languages.keys()].join(", ")}`);
    if (language.modelsOf !== undefined) {
      throw new WrapperFault(here, `what holds in ${id} is declared for ${language.modelsOf}`);
    }
  }
}

function checkModel(model: Model, path: readonly string[]): void {
  const [fault] = modelFaults(model);
  if (fault !== undefined) throw new WrapperFault(path, fault);
  const { default: fallback, notation: id = "registry" } = model.algorithm;
  if (fallback && notation(id)?.parse(fallback).length === 0) {
    throw new WrapperFault([...path, "algorithm", "default"], `"${fallback}" is no algorithm in the notation ${id}`);
  }
  for (const form of ["calls", "news", "sets", "names"] as const) {
    for (const [at, name] of (model[form] ?? []).entries()) {
      if (NAME.test(name) && LAST_NAME.test(lastSegment(name))) continue;
      throw new WrapperFault(
        [...path, form, String(at)],
        `"${name}" is no name that can be looked for: its last part is to have at least three letters or digits`,
      );
    }
  }
  for (const { from, at } of argumentPaths(model)) {
    const steps = from.split("|").flatMap((each) => each.trim().split("."));
    if (!steps.every((step) => ARGUMENT_STEP.test(step))) {
      throw new WrapperFault([...path, ...at], `"${from}" says no argument, as 1, alg, 1|alg or 1.hash do`);
    }
  }
}

const PARAMETERS = ["keySize", "curve", "mode", "padding", "hash", "protocol"] as const;

function* argumentPaths(model: Model): Generator<{ readonly from: string; readonly at: readonly string[] }> {
  if (model.algorithm.from !== undefined) yield { from: model.algorithm.from, at: ["algorithm", "from"] };
  for (const from of Object.keys(model.when ?? {})) yield { from, at: ["when", from] };
  const parts = [{ part: model, at: [] as string[] }];
  for (const [index, part] of (model.then ?? []).entries())
    parts.push({ part: part as Model, at: ["then", String(index)] });
  for (const { part, at } of parts) {
    for (const what of PARAMETERS) {
      const source: Partial<ParameterSource & { from: string }> | undefined = part[what];
      if (source?.from !== undefined) yield { from: source.from, at: [...at, what, "from"] };
    }
  }
}
