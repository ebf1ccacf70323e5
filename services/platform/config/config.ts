/**
 * The whole configuration: sections of keys. Adding a key is adding it to its section; type, JSON Schema, environment
 * variable, check and documentation follow from it.
 */
import type { Section, ValuesOf } from "./key.ts";
import { database, grpc, nats, s3 } from "./sections/connections.ts";
import { distribution } from "./sections/distribution.ts";
import { oidc } from "./sections/oidc.ts";
import { performance } from "./sections/performance.ts";
import { policy } from "./sections/policy.ts";
import { retention } from "./sections/retention.ts";
import { archives, command, embedded, health, http, log, sources, telemetry, webhooks } from "./sections/services.ts";

export const SECTIONS = {
  performance,
  retention,
  policy,
  http,
  oidc,
  sources,
  archives,
  webhooks,
  embedded,
  command,
  distribution,
  nats,
  s3,
  database,
  grpc,
  health,
  log,
  telemetry,
};

export type Config = { readonly [S in keyof typeof SECTIONS]: ValuesOf<(typeof SECTIONS)[S]> };

/** Every key with its dotted name, in the order of declaration. */
export function* allKeys(): Generator<{
  name: string;
  section: string;
  key: string;
  schema: Section[string]["schema"];
}> {
  for (const [section, keys] of Object.entries<Section>(SECTIONS)) {
    for (const [key, { schema }] of Object.entries(keys)) yield { name: `${section}.${key}`, section, key, schema };
  }
}

export function defaults(): Config {
  const sections = Object.entries<Section>(SECTIONS).map(([section, keys]) => [
    section,
    Object.fromEntries(Object.entries(keys).map(([key, { schema }]) => [key, schema.default])),
  ]);
  return Object.fromEntries(sections) as Config;
}
