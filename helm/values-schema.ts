/**
 * `node helm/values-schema.ts` writes pqc-audit/values.schema.json from pqc-audit/values.yaml: types and defaults from its
 * values, descriptions from its comments, and what else holds from the lines of comments that begin with `schema:`. A key that
 * is not there is refused; so is, here, a default that says nothing (`{}`, `[]`) without such a line.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { configSchema } from "@pqc-audit/platform/config/json-schema.ts";
import { isMap, isScalar, type Node, type Pair, parse, parseDocument, type YAMLMap } from "yaml";
import { DEFINITIONS } from "./value-types.ts";

export const VALUES = new URL("./pqc-audit/values.yaml", import.meta.url);
export const SCHEMA = new URL("./pqc-audit/values.schema.json", import.meta.url);

type Schema = Record<string, unknown>;

/** Components may say for themselves what `pods` says for all. */
const COMPONENTS = ["embedded", "aggregator", "coordinator", "worker"];

export function valuesSchema(): Schema {
  const root = parseDocument(readFileSync(VALUES, "utf8")).contents;
  if (!isMap(root)) throw new Error("values.yaml is no map");
  const schema = ofMap(root, "");
  const properties = schema.properties as Record<string, Schema>;
  // Given by Helm to every chart that may be part of another.
  properties.global = { type: "object" };
  for (const component of COMPONENTS) {
    Object.assign(properties[component]?.properties ?? {}, properties.pods?.properties);
  }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the chart pqc-audit",
    ...schema,
    definitions: { ...DEFINITIONS, config: configValues() },
  };
}

function ofMap(map: YAMLMap, path: string): Schema {
  const properties: Record<string, Schema> = {};
  map.items.forEach((pair, index) => {
    const name = keyOf(pair);
    // A comment before the first key of a map is kept with the map.
    const before = [index === 0 ? map.commentBefore : undefined, commentOf(pair.key)];
    properties[name] = ofPair(
      pair,
      before.filter((each) => each != null).join("\n"),
      path === "" ? name : `${path}.${name}`,
    );
  });
  return { type: "object", additionalProperties: false, properties };
}

function ofPair(pair: Pair, comment: string, path: string): Schema {
  // What stands above an empty line is about the file.
  const lines = (comment.split(/\n\s*\n/).at(-1) ?? "").split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line.startsWith("schema:")).map((line) => parse(line).schema as Schema);
  const description = lines.filter((line) => line !== "" && !line.startsWith("schema:")).join(" ");
  const more: Schema = Object.assign({}, ...said);
  const value = pair.value as Node | null;
  const described = description === "" ? {} : { description };
  if (isMap(value) && value.items.length > 0 && more.$ref === undefined) {
    return { ...described, ...ofMap(value, path), ...more };
  }
  const plain: unknown = value?.toJS(parseDocument(""));
  if (more.$ref !== undefined) return { ...described, allOf: [more], default: plain };
  const type = typeOf(plain);
  if ((type === "object" || type === "array") && said.length === 0) {
    throw new Error(
      `values.yaml: ${path} has the default ${JSON.stringify(plain)}: say in a line "schema:" what may be in it`,
    );
  }
  return { ...described, type, default: plain, ...more };
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? "integer" : typeof value;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function commentOf(key: unknown): string | null | undefined {
  return isScalar(key) ? key.commentBefore : undefined;
}

/** Set by the chart, from values of their own: addresses of what is beside, files of secrets, sizes of single components. */
const SET_BY_CHART: Readonly<Record<string, "all" | readonly string[]>> = {
  embedded: "all",
  command: "all",
  nats: "all",
  s3: "all",
  database: "all",
  grpc: "all",
  health: ["listen", "grace_seconds"],
  http: ["listen", "tokens_file"],
  webhooks: ["key_file"],
  performance: ["max_workers", "max_memory_mb"],
  sources: ["credentials_dir", "credential_hosts", "token_file", "ssh_key_file", "known_hosts_file", "ca_file"],
};

function configValues(): Schema {
  const { properties } = configSchema() as { properties: Record<string, { properties: Record<string, Schema> }> };
  const sections = Object.entries(properties).flatMap(([section, { properties: keys }]) => {
    const set = SET_BY_CHART[section] ?? [];
    if (set === "all") return [];
    const left = Object.entries(keys).filter(([key]) => !set.includes(key));
    const values = Object.fromEntries(left.map(([key, { unit: _, effect: __, ...schema }]) => [key, schema]));
    return [[section, { type: "object", additionalProperties: false, properties: values }]];
  });
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(sections) };
}

export function schemaText(): string {
  return `${JSON.stringify(valuesSchema(), undefined, 1)}\n`;
}

if (import.meta.main) writeFileSync(SCHEMA, schemaText());
