/** What `config schema` and `config show` do. */
import { configSchema } from "@pqc-audit/platform/config/json-schema.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { maskSecrets } from "@pqc-audit/platform/logging/secrets.ts";
import { stringify } from "yaml";
import type { Context } from "../context.ts";

export function printSchema({ stdout }: Context): void {
  stdout.write(`${JSON.stringify(configSchema(), undefined, 2)}\n`);
}

export function printConfig(file: string | undefined, { stdout, environment }: Context): void {
  stdout.write(stringify(maskSecrets(loadConfig(file, environment))));
}
