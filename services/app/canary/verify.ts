/** Holds a result against what was planted. Every difference is one line that says what was expected and what came. */
import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import type { AuditResult, Coverage, Finding } from "@pqc-audit/reports/model/finding.ts";
import { summarise } from "@pqc-audit/reports/model/summary.ts";
import type { Expected, PlantedFile } from "./planted.ts";

/** What is compared; a label of the metrics. */
export const CHECKS = [
  "state",
  "target",
  "findings",
  "parameters",
  "coverage",
  "errors",
  "summary",
  "digest",
  "api",
  "join",
  "cache",
] as const;
export type Check = (typeof CHECKS)[number];

export interface Difference {
  readonly check: Check;
  readonly what: string;
}

const FIELDS = [
  "language",
  "operation",
  "usage",
  "quantum",
  "classical",
  "resolved",
  "keySize",
  "curve",
  "mode",
  "padding",
  "expires",
] as const satisfies readonly (keyof Expected & keyof Finding)[];

/** `direct` is the same commit scanned in this process, without any of the services. */
export function* verifyResult(
  files: readonly PlantedFile[],
  commit: string,
  result: AuditResult,
  direct: AuditResult,
): Generator<Difference> {
  yield* different("target", "commit", commit, result.target.commit);
  yield* different("target", "engine", direct.tool.engineDigest, result.tool.engineDigest);
  const byPath = Map.groupBy(result.findings, (finding) => finding.path);
  for (const { path, finds } of files) yield* verifyFindings(path, finds, byPath.get(path) ?? []);
  const planted = new Set(files.map((file) => file.path));
  for (const path of byPath.keys()) {
    if (!planted.has(path)) yield { check: "findings", what: `a finding in ${path}, which was not planted` };
  }
  yield* different("coverage", "coverage", shown(coverageOf(files)), shown(result.coverage));
  yield* verifyErrors(files, result);
  yield* different("summary", "summary", JSON.stringify(summarise(result.findings)), JSON.stringify(result.summary));
  yield* different("digest", "digest of the findings that came", digestOfFindings(result.findings), result.digest);
  yield* different("digest", "digest of the direct scan", direct.digest, result.digest);
}

/** Found and expected are paired by line, rule and algorithm; what has no partner is missing or too much. */
function* verifyFindings(
  path: string,
  expected: readonly Expected[],
  found: readonly Finding[],
): Generator<Difference> {
  const left = [...found];
  for (const each of expected) {
    const at = left.findIndex((finding) => isSame(each, finding));
    const [finding] = at < 0 ? [] : left.splice(at, 1);
    if (finding === undefined) yield { check: "findings", what: `missing ${nameOf(path, each)}` };
    else yield* verifyParameters(nameOf(path, each), each, finding);
  }
  for (const finding of left) yield { check: "findings", what: `unexpected ${nameOf(path, finding)}` };
}

type Named = Pick<Expected, "line" | "ruleId" | "algorithm">;

function isSame(a: Named, b: Named): boolean {
  return a.line === b.line && a.ruleId === b.ruleId && a.algorithm === b.algorithm;
}

function nameOf(path: string, { line, ruleId, algorithm }: Named): string {
  return `${algorithm} at ${path}:${line} (${ruleId})`;
}

function* verifyParameters(name: string, expected: Expected, finding: Finding): Generator<Difference> {
  for (const field of FIELDS) {
    const [wanted, came] = [expected[field], finding[field]];
    // Times are written in more than one way.
    const equal = field === "expires" ? Date.parse(`${wanted}`) === Date.parse(`${came}`) : wanted === came;
    if (!equal && (wanted ?? came) !== undefined) yield* different("parameters", `${field} of ${name}`, wanted, came);
  }
  yield* different("parameters", `suppression of ${name}`, expected.suppressed, finding.suppressed?.reason);
}

export function coverageOf(files: readonly PlantedFile[]): Coverage {
  const skipped: Record<string, number> = {};
  for (const { skipped: reason } of files) if (reason !== undefined) skipped[reason] = (skipped[reason] ?? 0) + 1;
  const scanned = files.filter((file) => file.skipped === undefined).length;
  return { present: files.length, scanned, skipped, failed: 0, quarantined: 0 };
}

function* verifyErrors(files: readonly PlantedFile[], { errors }: AuditResult): Generator<Difference> {
  const wanted = files.filter((file) => file.malformed).map((file) => `${file.path} malformed`);
  const came = errors.map(({ path, status }) => `${path} ${status}`);
  yield* different("errors", "files with errors", wanted.sort().join(", "), came.sort().join(", "));
}

export function* different(check: Check, what: string, wanted: unknown, came: unknown): Generator<Difference> {
  if (wanted !== came) yield { check, what: `${what}: expected ${text(wanted)}, came ${text(came)}` };
}

function text(value: unknown): string {
  return value === undefined || value === "" ? "none" : String(value);
}

export function shown({ present, scanned, skipped, failed, quarantined }: Coverage): string {
  const reasons = Object.entries(skipped).sort(([a], [b]) => (a < b ? -1 : 1));
  const counts = reasons.map(([reason, count]) => `${count} ${reason}`).join(", ");
  return `${scanned} scanned of ${present}, ${failed} failed, ${quarantined} quarantined, skipped: ${counts || "none"}`;
}
