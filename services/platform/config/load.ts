/** Loads the configuration once, at start: defaults, then the file, then the environment. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { messageOf, UsageError } from "../errors.ts";
import { FAILPOINT_VARIABLE } from "../failpoint.ts";
import { checkTogether } from "./check.ts";
import { type Config, defaults } from "./config.ts";
import { fromEnvironment } from "./environment.ts";
import { checkShape } from "./shape.ts";

/** Ready-made files that can be named without a path: `--config production`. */
export const PROFILES = ["development", "production"] as const;

/**
 * `file` is a path or the name of a profile; absent, the environment's `PQC_AUDIT_CONFIG` is taken, and without it the
 * defaults. Throws `UsageError` for a file that cannot be read or parsed, and for wrong keys and values.
 */
export function loadConfig(file: string | undefined, environment: NodeJS.ProcessEnv = process.env): Config {
  const chosen = file ?? environment.PQC_AUDIT_CONFIG;
  if (chosen === "production" && environment[FAILPOINT_VARIABLE]) {
    throw new UsageError(
      `${FAILPOINT_VARIABLE} makes processes fail on purpose: unset it, production does not take it`,
    );
  }
  const fromFile = chosen === undefined || chosen === "" ? {} : readConfig(chosen);
  const fromVariables = fromEnvironment(environment);
  checkShape(fromVariables, "environment");
  const config = merge(merge(defaults(), fromFile), fromVariables) as Config;
  checkTogether(config);
  return config;
}

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function readConfig(file: string): Values {
  const path = profilePath(file) ?? file;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(
      `cannot read configuration ${file}: ${messageOf(error)}; give a YAML file or one of ${PROFILES.join(", ")}`,
    );
  }
  const document = parseDocument(text, { schema: "core", logLevel: "silent" });
  const [problem] = document.errors;
  if (problem) throw new UsageError(`${file} is not valid YAML: ${firstLine(problem.message)}`);
  let values: unknown;
  try {
    values = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new UsageError(`${file} is not valid YAML: ${firstLine(messageOf(error))}`);
  }
  const sections = withoutEmptySections(values);
  checkShape(sections, file);
  return sections as Values;
}

/** A file of that name wins over a profile. */
function profilePath(name: string): string | undefined {
  if (!PROFILES.some((profile) => profile === name) || existsSync(name)) return undefined;
  return fileURLToPath(new URL(`./profiles/${name}.yaml`, import.meta.url));
}

/** A section whose keys are all commented out reads as null; it means the defaults. */
function withoutEmptySections(values: unknown): unknown {
  if (values === null || typeof values !== "object" || Array.isArray(values)) return values;
  return Object.fromEntries(Object.entries(values).filter(([, section]) => section !== null));
}

function merge(base: Values, over: Values): Values {
  const sections = Object.entries(base).map(([section, keys]) => [section, { ...keys, ...over[section] }]);
  return Object.fromEntries(sections);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.replace(/:$/, "") ?? text;
}
