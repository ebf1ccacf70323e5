import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { allKeys, defaults } from "./config.ts";
import { configurationPage, PAGE } from "./documentation.ts";
import { ANNOTATIONS, configSchema } from "./json-schema.ts";

/** The keys the product promised to carry, whatever they do today. */
const PROMISED =
  `max_workers chunk_size max_file_size_mb max_memory_mb max_cpu_percent cache_size_mb gc_threshold enable_cache
  cache_ttl_hours incremental_scan response_timeout_seconds max_concurrent_requests enable_compression
  connection_pool_size query_timeout_seconds bulk_insert_size debug_profiling monitoring_enabled`.split(/\s+/);

test("docs/CONFIGURATION.md is what the declarations say", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(configurationPage());
});

test("every key has a description, a default and a unit", () => {
  for (const { name, schema } of allKeys()) {
    expect(schema.description, name).toMatch(/\.$/);
    expect(schema.default, name).toBeDefined();
    expect(schema.unit, name).not.toBe("");
  }
});

test("every promised performance key exists", () => {
  expect(Object.keys(defaults().performance)).toEqual(PROMISED);
});

test("the defaults fit the schema", () => {
  const ajv = new Ajv({ keywords: [...ANNOTATIONS] });
  expect(ajv.validate(configSchema(), defaults())).toBe(true);
});
