/**
 * Configuration from environment variables: `PQC_AUDIT_<SECTION>_<KEY>` in upper case, lists separated by commas.
 * `PQC_AUDIT_PERFORMANCE_MAX_WORKERS=4` sets `performance.max_workers`.
 */
import { UsageError } from "../errors.ts";
import { FAILPOINT_VARIABLE } from "../failpoint.ts";
import { allKeys } from "./config.ts";
import type { KeySchema } from "./key.ts";
import { nearest } from "./nearest.ts";

const PREFIX = "PQC_AUDIT_";
/** Variables of the command itself, which are no keys. */
export const COMMAND_VARIABLES = [
  "PQC_AUDIT_CONFIG",
  "PQC_AUDIT_SERVER",
  "PQC_AUDIT_CA_FILE",
  "PQC_AUDIT_TOKEN",
  "PQC_AUDIT_TOKEN_FILE",
  "PQC_AUDIT_LAUNCHED",
  FAILPOINT_VARIABLE,
];

export function variableOf(name: string): string {
  return PREFIX + name.replace(".", "_").toUpperCase();
}

/** Values by section and key, converted but not checked; throws `UsageError` on a variable that names no key. */
export function fromEnvironment(environment: NodeJS.ProcessEnv): Record<string, Record<string, unknown>> {
  const keys = new Map([...allKeys()].map((key) => [variableOf(key.name), key]));
  const values: Record<string, Record<string, unknown>> = {};
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || text === undefined || COMMAND_VARIABLES.includes(variable)) continue;
    const key = keys.get(variable);
    if (!key) {
      const near = nearest(variable, [...keys.keys(), ...COMMAND_VARIABLES]);
      throw new UsageError(
        `environment variable ${variable} names no configuration key` +
          (near ? `: did you mean ${near}?` : ": docs/CONFIGURATION.md lists them all"),
      );
    }
    const section = values[key.section] ?? {};
    section[key.key] = convert(text, key.schema);
    values[key.section] = section;
  }
  return values;
}

/** What cannot be converted stays text, and the schema refuses it with the value in the message. */
function convert(text: string, schema: KeySchema): unknown {
  switch (schema.type) {
    case "integer":
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "boolean":
      return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text;
    case "array":
      return text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "");
    default:
      return text;
  }
}
