/** Key size, curve, mode, padding, inner hash and protocol of a use: what the notation read, completed by what the model says. */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { curveName } from "../algorithms/curves.ts";
import { notation } from "../algorithms/notations/all.ts";
import { hashName, modeName, paddingName } from "../algorithms/parameters.ts";
import type { Operation } from "../fact.ts";
import type { Budget } from "../languages/budget.ts";
import type { Site, SourceFile, Value } from "../languages/language.ts";
import type { FollowUp, Model, ParameterSource, Parameters } from "../models/model.ts";
import { spellings, valuesAt } from "./arguments.ts";
import { followUps } from "./follow-ups.ts";

export type Found = Omit<AlgorithmUse, "name">;

/** No real key is larger; a larger number is something else. */
const MAX_KEY_BITS = 65_536;

/** Parameters at the site itself and at the later calls the model follows; the site's own win. */
export function parametersOf(file: SourceFile, site: Site, model: Model, budget: Budget): Found {
  const found = read(file, site, model);
  if (!model.then) return found;
  let all = found;
  const done = new Set<Operation>();
  for (const { site: later, followUp } of followUps(file, site, model.then, budget)) {
    all = { ...read(file, later, followUp), ...all };
    const operation = operationOf(file, later, followUp);
    if (operation !== undefined) done.add(operation);
  }
  const [operation] = done;
  // an object that is used both ways does what its model says
  return operation === undefined || done.size > 1 ? all : { ...all, operation };
}

function operationOf(file: SourceFile, site: Site, { operation }: FollowUp): Operation | undefined {
  if (operation === undefined || typeof operation === "string") return operation;
  return told(valuesAt(file, site, operation.from), (value) => mapped(value, operation.map));
}

function read(file: SourceFile, site: Site, from: Parameters): Found {
  const keySize = from.keySize && numberOf(file, site, from.keySize, from.keySize.unit === "bytes" ? 8 : 1);
  const curve = from.curve && textOf(file, site, from.curve, (text) => curveOf(text, from.curve));
  const mode = from.mode && textOf(file, site, from.mode, modeName);
  const padding = from.padding && textOf(file, site, from.padding, paddingName);
  const hash = from.hash && textOf(file, site, from.hash, (text) => hashOf(text, from.hash));
  const protocol = from.protocol && textOf(file, site, from.protocol, (text) => protocolOf(text, from.protocol));
  return {
    ...(keySize !== undefined && { keySize }),
    ...(curve !== undefined && { curve }),
    ...(mode !== undefined && { mode }),
    ...(padding !== undefined && { padding }),
    ...(hash !== undefined && { hash }),
    ...(protocol !== undefined && { protocol }),
  };
}

function numberOf(file: SourceFile, site: Site, source: ParameterSource, unit: number): number | undefined {
  if ("value" in source) return Number(source.value) * unit;
  return told(valuesAt(file, site, source.from), (value) => {
    const bits = mapped(value, source.map) ?? (value.kind === "number" ? value.value : decimal(value));
    const size = Number(bits) * unit;
    return Number.isInteger(size) && size > 0 && size <= MAX_KEY_BITS ? size : undefined;
  });
}

/** What the first readable value tells; of one that goes several ways, what all ways tell alike. */
function told<T>(values: readonly Value[], read: (value: Value) => T | undefined): T | undefined {
  for (const value of values) {
    const ways = new Set((value.kind === "choice" ? value.values : [value]).map(read));
    const [first] = ways;
    if (ways.size === 1 && first !== undefined) return first;
  }
  return undefined;
}

function decimal(value: Value): number | undefined {
  return value.kind === "string" && /^\d{1,6}$/.test(value.text) ? Number(value.text) : undefined;
}

function textOf(
  file: SourceFile,
  site: Site,
  source: ParameterSource,
  normalise: (text: string) => string | undefined,
): string | undefined {
  if ("value" in source) return normalise(String(source.value)) ?? String(source.value);
  return told(valuesAt(file, site, source.from), (value) => {
    const fixed = mapped(value, source.map);
    if (fixed !== undefined) return String(fixed);
    for (const spelling of spellings(value)) {
      const text = normalise(spelling);
      if (text !== undefined) return text;
    }
    return undefined;
  });
}

function mapped<T extends string | number>(value: Value, map: Readonly<Record<string, T>> | undefined): T | undefined {
  if (!map) return undefined;
  for (const spelling of spellings(value)) {
    if (Object.hasOwn(map, spelling)) return map[spelling];
  }
  return undefined;
}

function curveOf(text: string, source: ParameterSource | undefined): string | undefined {
  return viaNotation(text, source)?.curve ?? curveName(text);
}

function hashOf(text: string, source: ParameterSource | undefined): string | undefined {
  const use = viaNotation(text, source);
  if (use) return use.hash ?? use.name;
  return hashName(text);
}

function protocolOf(text: string, source: ParameterSource | undefined): string | undefined {
  return viaNotation(text, source)?.protocol;
}

function viaNotation(text: string, source: ParameterSource | undefined): AlgorithmUse | undefined {
  if (!source || "value" in source || source.notation === undefined) return undefined;
  return notation(source.notation)?.parse(text)[0];
}
