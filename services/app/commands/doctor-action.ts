/** What `doctor` does: every check, one line each, all of them even where the first fails. */
import { type Config, defaults } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import { maskText } from "@pqc-audit/platform/logging/secrets.ts";
import pc from "picocolors";
import type { Target } from "../compose/targets.ts";
import { type Context, wantsColor } from "../context.ts";
import type { Check, Outcome } from "../doctor/check.ts";
import { aggregatorCheck, databaseCheck, natsCheck, s3Check } from "../doctor/cluster.ts";
import { folderCheck, LOCAL_CHECKS } from "../doctor/local.ts";

export interface DoctorOptions {
  readonly target: Target;
  readonly config?: string;
}

/** Throws `TerminalError` where a check failed, after all of them were told. */
export async function doctor({ target, config: file }: DoctorOptions, context: Context): Promise<void> {
  const config = loadConfig(file, context.environment);
  const colors = pc.createColors(wantsColor(context.stdout, context.environment));
  let failed = 0;
  for (const check of checksFor(target, config)) {
    const { name, ok, text } = await outcomeOf(check);
    if (!ok) failed++;
    context.stdout.write(`${ok ? colors.green("ok  ") : colors.red("FAIL")}  ${name.padEnd(11)}  ${text}\n`);
  }
  if (failed > 0) throw new TerminalError(`${failed} of the checks failed: see above`);
}

/** What the target needs, and whatever else the configuration names. */
export function checksFor(target: Target, config: Config): readonly Check[] {
  const needs = (...targets: Target[]) => targets.includes(target);
  const standard = defaults();
  const configured = (section: "nats" | "s3" | "database" | "grpc") =>
    JSON.stringify(config[section]) !== JSON.stringify(standard[section]);
  const checks = [...LOCAL_CHECKS];
  if (needs("all") && config.database.url === "") checks.push(folderCheck(config.embedded.data_dir));
  if (needs("coordinator", "worker") || configured("nats")) checks.push(natsCheck(config));
  if (needs("coordinator", "worker") || configured("s3")) checks.push(s3Check(config));
  if (needs("aggregator") || configured("database")) checks.push(databaseCheck(config));
  if (needs("coordinator", "worker")) checks.push(aggregatorCheck(config));
  return checks;
}

async function outcomeOf({ name, keys, run }: Check): Promise<Outcome> {
  try {
    return { name, ok: true, text: await run() };
  } catch (thrown) {
    const where = keys === undefined ? "" : ` [configured by ${keys}]`;
    return { name, ok: false, text: `${maskText(messageOf(thrown)).replace(/\s+/g, " ")}${where}` };
  }
}
