/** Whether a model file is well formed: shape by `library.schema.json`, and what a schema cannot say. */
import { Ajv } from "ajv";
import { notation } from "../algorithms/notations/all.ts";
import { registry } from "../algorithms/notations/registry.ts";
import { lookup } from "../algorithms/registry.ts";
import { readData } from "../data.ts";
import { languages } from "../kinds.ts";
import type { Library, Model } from "./model.ts";

/** One line per fault, naming the rule; empty for a sound library. */
export function checkLibrary(library: Library): readonly string[] {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readData("models/library.schema.json")));
  const candidate: unknown = library;
  if (!validate(candidate)) {
    return (validate.errors ?? []).map((error) => `${library.library}${error.instancePath}: ${error.message}`);
  }
  return [
    ...library.languages.filter((id) => !languages.has(id)).map((id) => `${library.library}: unknown language "${id}"`),
    ...library.models.flatMap((model) => modelFaults(model).map((fault) => `${model.rule}: ${fault}`)),
  ];
}

/** A name of the registry, also with parameters: `ECDSA-P-256`, `HMAC-SHA-1`. */
function isKnown(name: string): boolean {
  return lookup(name) !== undefined || registry.parse(name).length > 0;
}

/** What a schema cannot say of a model that is well formed by it; empty for a sound one. */
export function modelFaults(model: Model): readonly string[] {
  const faults: string[] = [];
  const forms = [model.calls, model.news, model.sets, model.names].filter((form) => form !== undefined);
  if (forms.length !== 1) faults.push("needs exactly one of calls, news, sets, names");
  const { value, from, notation: id, map } = model.algorithm;
  if ((value === undefined) === (from === undefined)) faults.push("algorithm needs either value or from");
  if (id !== undefined && !notation(id)) faults.push(`unknown notation "${id}"`);
  for (const name of [value, ...Object.values(map ?? {})]) {
    if (name !== undefined && name !== "" && !isKnown(name)) faults.push(`"${name}" is not in the algorithm registry`);
  }
  for (const part of [model, ...(model.then ?? [])]) {
    for (const source of [part.keySize, part.curve, part.mode, part.padding, part.hash, part.protocol]) {
      if (source === undefined || "value" in source || source.notation === undefined) continue;
      if (!notation(source.notation)) faults.push(`unknown notation "${source.notation}"`);
    }
  }
  const { undetermined } = model.algorithm;
  if (undetermined !== undefined && lookup(undetermined)?.quantum !== "broken") {
    faults.push(`undetermined: "${undetermined}" is no entry of the algorithm registry that a quantum computer breaks`);
  }
  return faults;
}
