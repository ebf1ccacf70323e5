/**
 * `npm run precision -- --seed TEXT [--count N] OWNER/NAME@COMMIT=FOLDER …`: scans work trees, draws findings at random,
 * in equal parts from each repository, and prints them as the list that a reader then judges.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { stringify } from "yaml";
import { equalParts, sample } from "./sample.ts";

const COMMAND = fileURLToPath(new URL("../../services/app/main.ts", import.meta.url));
const PLACE = /^(?<repository>[^@=]+)@(?<commit>[0-9a-f]{40})=(?<folder>.+)$/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, count: { type: "string", default: "200" } },
});
const { seed } = values;
const count = Number(values.count);
const places = positionals.map((text) => ({ text, groups: PLACE.exec(text)?.groups }));
const odd = places.find(({ groups }) => groups === undefined);
if (seed === undefined || !Number.isInteger(count) || count < 1 || places.length === 0 || odd !== undefined) {
  console.error(`wrong: ${odd?.text ?? "a seed, a count of at least 1 and repositories are needed"}
usage: npm run precision -- --seed TEXT [--count N] OWNER/NAME@COMMIT=FOLDER …
FOLDER is a work tree of that commit (40 hexadecimal digits)`);
  process.exit(2);
}

const scans = places.map(({ groups }) => {
  const { repository = "", commit = "", folder = "" } = groups ?? {};
  return { repository, commit, result: scan(folder) };
});
const parts = equalParts(
  scans.map(({ result }) => result.findings.length),
  count,
);
const engines = new Set(scans.map(({ result }) => result.tool.engineDigest));
process.stdout.write(
  stringify(
    {
      seed,
      engine: [...engines].join(" "),
      repositories: scans.map(({ repository, commit, result }, at) => ({
        repository,
        commit,
        population: result.findings.length,
        findings: drawn(result.findings, parts[at] ?? 0, `${seed}\n${repository}`).map(row),
      })),
    },
    { lineWidth: 0 },
  ),
);

/** Of the folder as it is: the scanned repository may hide nothing from the draw. */
function scan(folder: string): AuditResult {
  const into = mkdtempSync(join(tmpdir(), "pqc-audit-precision-"));
  try {
    const output = join(into, "result.json");
    const args = ["scan", folder, "--no-policy", "--quiet", "--format", "json", "--output", output];
    try {
      execFileSync(process.execPath, [COMMAND, ...args], { stdio: ["ignore", "ignore", "inherit"] });
    } catch (error) {
      // 3: some file could not be read; what was found is whole all the same
      if ((error as { readonly status?: number }).status !== 3) throw error;
    }
    return JSON.parse(readFileSync(output, "utf8")) as AuditResult;
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

function drawn(findings: readonly Finding[], part: number, of: string): readonly Finding[] {
  const picked = sample(findings, part, of, ({ path, line, column, ruleId, algorithm }) =>
    [path, line, column, ruleId, algorithm].join("\n"),
  );
  return picked.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

function row({ path, line, language, ruleId, algorithm, usage, operation, scope, confidence }: Finding) {
  return { path, line, language, rule: ruleId, algorithm, usage, operation, scope, confidence };
}
