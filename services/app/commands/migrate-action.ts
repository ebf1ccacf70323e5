/** What `migrate` does. One line on standard output: where, from which migration to which. */
import { existsSync } from "node:fs";
import { migrate, type SchemaState, schemaState } from "@pqc-audit/aggregator/store/migrate.ts";
import { connectStore, type StoreConfig } from "@pqc-audit/aggregator/store/store.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { orAborted } from "@pqc-audit/platform/lifecycle/signals.ts";
import { storeConfig } from "../compose/settings.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";

export interface MigrateOptions {
  readonly check?: boolean;
  readonly config?: string;
}

export async function runMigrate({ check = false, config: file }: MigrateOptions, context: Context): Promise<void> {
  const config = storeConfig(loadConfig(file, context.environment));
  // SQLite would make an empty one.
  if (config.kind === "sqlite" && !existsSync(config.file))
    throw new TerminalError(`there is no ${config.file}: serve makes it, with all its tables`);
  const store = connectStore(config);
  const work = async () => {
    const before = await schemaState(store);
    const missing = check ? before.missing : await migrate(store);
    const after = check ? before : await schemaState(store);
    const named = (state: SchemaState) => state.newest ?? "no tables";
    const many = `${missing.length} ${missing.length === 1 ? "migration" : "migrations"} (${missing.join(", ")})`;
    const said =
      missing.length === 0
        ? `up to date, ${named(after)}`
        : check
          ? `behind, ${named(before)}: lacks ${many}`
          : `migrated from ${named(before)} to ${named(after)}: ${many}`;
    context.stdout.write(`${placeOf(config)}: ${said}\n`);
    return check && missing.length > 0 ? EXIT.behind : EXIT.done;
  };
  const code = await orAborted(
    work().finally(() => store.close()),
    context.signal,
  );
  // The transaction ends with its connection: nothing of it was done.
  context.exit(code ?? EXIT.interrupted);
}

/** Without user and password. */
function placeOf(config: StoreConfig): string {
  if (config.kind === "sqlite") return config.file;
  const { host, pathname } = new URL(config.url);
  return `${host}${pathname}`;
}
