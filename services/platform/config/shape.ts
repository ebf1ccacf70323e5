/**
 * Checks sections and keys one by one against their declarations; every complaint names key, value and remedy. What is
 * declared is JSON Schema of few words (`KeySchema`), said here directly: to compile the whole of it at each start would
 * take longer than a second scan.
 */
import { UsageError } from "../errors.ts";
import { allKeys, SECTIONS } from "./config.ts";
import type { KeySchema, Section } from "./key.ts";
import { nearest } from "./nearest.ts";

/** `origin` says where the values came from, for the message. Throws one `UsageError` that lists everything wrong. */
export function checkShape(values: unknown, origin: string): void {
  const complaints = [...complaintsOf(values)];
  if (complaints.length > 0) throw new UsageError(`${origin}: ${complaints.join("; ")}`);
}

function* complaintsOf(values: unknown): Generator<string> {
  if (!isMapping(values)) {
    yield `must be a mapping of sections (${Object.keys(SECTIONS).join(", ")}), is ${JSON.stringify(values)}`;
    return;
  }
  for (const [section, keys] of Object.entries(values)) {
    const declared = own<Section>(SECTIONS, section);
    if (!declared) yield unknownKey("", section);
    else if (!isMapping(keys)) yield mismatch(section, "an object", keys);
    else {
      for (const [key, value] of Object.entries(keys)) {
        const schema = own(declared, key)?.schema;
        if (!schema) yield unknownKey(section, key);
        else yield* complaintsOfValue(`${section}.${key}`, value, schema);
      }
    }
  }
}

function* complaintsOfValue(name: string, value: unknown, schema: ValueSchema): Generator<string> {
  const { type, minimum, maximum, enum: allowed, items } = schema;
  if (!IS[type](value)) yield mismatch(name, article(type), value);
  else if (Array.isArray(value)) {
    if (items) for (const [at, item] of value.entries()) yield* complaintsOfValue(`${name}.${at}`, item, items);
  } else if (typeof value === "number") {
    if (minimum !== undefined && value < minimum) yield mismatch(name, `at least ${minimum}`, value);
    if (maximum !== undefined && value > maximum) yield mismatch(name, `at most ${maximum}`, value);
  } else if (allowed && !allowed.includes(String(value))) yield mismatch(name, `one of ${allowed.join(", ")}`, value);
}

type ValueSchema = Pick<KeySchema, "type" | "minimum" | "maximum" | "enum" | "items">;

const IS: Readonly<Record<KeySchema["type"], (value: unknown) => boolean>> = {
  integer: Number.isInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  array: Array.isArray,
};

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function mismatch(name: string, wanted: string, value: unknown): string {
  return `${name} must be ${wanted}, is ${JSON.stringify(value)}`;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function unknownKey(section: string, key: string): string {
  const names = [...allKeys()].map(({ name }) => name);
  const full = section === "" ? key : `${section}.${key}`;
  const sameKey = names.find((name) => name.endsWith(`.${key}`));
  const near = section === "" ? (nearest(key, Object.keys(SECTIONS)) ?? sameKey) : (nearest(full, names) ?? sameKey);
  return `unknown key ${full}${near ? `: did you mean ${near}?` : ", docs/CONFIGURATION.md lists them all"}`;
}
