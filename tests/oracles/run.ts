/**
 * `npm run oracles -- LANGUAGE [DIR] [--beyond]`: scans a folder (the language's own standard library), asks the language's oracle about it, and prints how much of what
 * the oracle lists was found and read right. Exit code 1 where that is less than is promised.
 */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createFilter } from "@pqc-audit/coordinator/filter.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { runCommand } from "../integration/command.ts";
import { type Comparison, compare } from "./compare.ts";
import { functionsOf, ModelsByName, modelsOf } from "./functions.ts";
import { ORACLES, oracleFor } from "./languages.ts";
import { ask, standardLibrary } from "./oracle.ts";

const RECALL = 0.99;
const LITERALS = 0.98;
/** Prints too what a scan reports beyond the oracle's list: to be read by a person, it is neither right nor wrong. */
const BEYOND = "--beyond";
const SCAN_TIMEOUT_MS = 60 * 60_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(given: readonly string[]): Promise<boolean> {
  const [language, named] = given.filter((each) => each !== BEYOND);
  const oracle = language === undefined ? undefined : oracleFor(language);
  const folder = named ?? (oracle && (await standardLibrary(oracle)));
  if (oracle === undefined || folder === undefined || !existsSync(folder)) {
    const languages = ORACLES.map((each) => each.language).join(", ");
    throw new Error(`say which language (${languages}) and which folder: npm run oracles -- python ../django`);
  }
  const root = resolve(folder);
  const models = modelsOf(oracle.models);
  const { calls, unread } = await ask(oracle, { functions: functionsOf(models) }, root);
  const filter = createFilter();
  const isScanned = (path: string): boolean =>
    filter.decide({ path, type: "file", size: statSync(join(root, path)).size }) === undefined;
  const scanned = calls.filter((call) => isScanned(call.path));
  const findings = await scan(root);
  const comparison = compare(scanned, findings, new ModelsByName(models));
  for (const each of comparison.misses) say(`missed  ${each}`);
  for (const each of comparison.wrong) say(`wrong   ${each}`);
  if (given.includes(BEYOND)) for (const each of comparison.beyond) say(`beyond  ${each}`);
  for (const each of unread) say(`unread  ${each.path}: ${each.unread}`);
  return summarise(comparison, unread.length, calls.length - scanned.length);
}

async function scan(root: string): Promise<AuditResult["findings"]> {
  const args = ["scan", root, "--format", "json", "--no-policy"];
  const { code, stdout, stderr } = await runCommand(args, { timeoutMs: SCAN_TIMEOUT_MS });
  if (code !== 0 && code !== 3) throw new Error(`the scan of ${root} ended with ${code}: ${stderr.trim()}`);
  const { findings, errors } = JSON.parse(stdout) as AuditResult;
  for (const error of errors) say(`error   ${error.path}: ${error.message}`);
  return findings;
}

function summarise({ listed, found, literals, right, beyond }: Comparison, unread: number, left: number): boolean {
  const percent = (part: number, of: number) => (of === 0 ? "-" : `${((100 * part) / of).toFixed(2)} %`);
  say(`calls listed by the oracle   ${listed}`);
  say(`  found                      ${found} (recall ${percent(found, listed)})`);
  say(`literal parameters           ${literals}`);
  say(`  read right                 ${right} (${percent(right, literals)})`);
  say(`reported beyond the list     ${beyond.length}`);
  if (unread > 0) say(`files the oracle cannot read ${unread}`);
  if (left > 0) say(`calls in files that a scan leaves out ${left}`);
  return found >= RECALL * listed && right >= LITERALS * literals;
}

process.exitCode = await main(process.argv.slice(2)).then(
  (passed) => (passed ? 0 : 1),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    return 2;
  },
);
