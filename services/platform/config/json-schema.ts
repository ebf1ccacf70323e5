/** The configuration as JSON Schema: what editors complete from; `shape.ts` checks the same. */
import { SECTIONS } from "./config.ts";
import type { Section } from "./key.ts";

export function configSchema(): Record<string, unknown> {
  const properties = Object.entries<Section>(SECTIONS).map(([section, keys]) => [
    section,
    {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(keys).map(([key, { schema }]) => [key, schema])),
    },
  ]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "pqc-audit configuration",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** Annotations of ours that are no JSON Schema keywords. */
export const ANNOTATIONS: readonly string[] = ["unit", "effect"];
