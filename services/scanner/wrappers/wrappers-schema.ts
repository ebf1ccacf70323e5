/** The schema of library models, as a repository may use it: the same vocabulary, less of it required, all of it bounded. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { readData } from "../data.ts";

const MAX_LIBRARIES = 50;
const MAX_ITEMS = 200;
const MAX_TEXT = 200;
const MAX_CODE = 10_000;

type Schema = Readonly<Record<string, unknown>>;

export interface SchemaFault {
  /** Keys and numbers that lead to what is wrong. */
  readonly path: readonly string[];
  readonly what: string;
}

let compiled: ValidateFunction | undefined;

/** The first fault, or undefined. */
export function schemaFault(value: unknown): SchemaFault | undefined {
  compiled ??= new Ajv({ allowUnionTypes: true }).compile(wrappersSchema());
  if (compiled(value)) return undefined;
  const error = compiled.errors?.[0];
  return error && { path: pathOf(error), what: sentenceOf(error) };
}

function wrappersSchema(): Schema {
  const { definitions, properties, additionalProperties } = JSON.parse(readData("models/library.schema.json"));
  const { model, ...parts } = definitions;
  // Anchors spare the catalogue a parse; here the names themselves are looked for.
  const { anchors: _, ...ofLibrary } = properties;
  const { anchors: __, ...ofModel } = model.properties;
  const library = {
    type: "object",
    additionalProperties,
    required: ["library", "languages", "models"],
    properties: ofLibrary,
  };
  const restricted = { ...model, properties: ofModel, required: ["rule", "algorithm", "operation"] };
  return {
    type: "array",
    maxItems: MAX_LIBRARIES,
    items: bounded(library),
    definitions: bounded({ ...parts, model: restricted }),
  };
}

/** Every list, text and mapping of free keys gets an upper limit. */
function bounded(schema: unknown, name = ""): unknown {
  if (Array.isArray(schema)) return schema.map((each) => bounded(each, name));
  if (typeof schema !== "object" || schema === null) return schema;
  const parts: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) parts[key] = bounded(value, key === "items" ? name : key);
  const types = [parts.type].flat();
  const isFree = typeof parts.additionalProperties === "object";
  const isCode = name === "code" || name === "counterExamples";
  return {
    ...parts,
    ...(types.includes("array") && { maxItems: MAX_ITEMS }),
    ...(types.includes("string") && { maxLength: isCode ? MAX_CODE : MAX_TEXT }),
    ...(isFree && { maxProperties: MAX_ITEMS, propertyNames: { maxLength: MAX_TEXT } }),
  };
}

function pathOf({ instancePath, keyword, params }: ErrorObject): readonly string[] {
  const steps = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keyword === "additionalProperties" ? [...steps, String(params.additionalProperty)] : steps;
}

function sentenceOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case "additionalProperties":
      return "unknown field";
    case "required":
      return `lacks ${params.missingProperty}`;
    case "enum":
      return `must be one of ${(params.allowedValues as readonly unknown[]).join(", ")}`;
    default:
      return message ?? "is not understood";
  }
}
