/** Reads what `--format json` and `--format ndjson` print. A file may come from anybody: whatever a report relies on is looked at. */
import { digestOfFindings } from "./model/digest.ts";
import type { AuditResult, Coverage, FileError, Finding } from "./model/finding.ts";
import { SEVERITIES } from "./model/finding.ts";
import { compareFindings } from "./model/order.ts";
import { assertCoverage } from "./model/result.ts";
import { summarise } from "./model/summary.ts";
import { checkChanges, checkState } from "./parse-changes.ts";

export interface ParsedResult {
  readonly result: AuditResult;
  /** Of lines, which do not say what was scanned; nor how many files, where nothing was missed: files with findings are counted. */
  readonly untold: readonly ("target" | "coverage")[];
  /** What whoever asked has to know of the result, a line each. */
  readonly notes: readonly string[];
}

/** Throws `Error`, one line, where the text is neither. `name` is what it is called, for lines that do not say what was scanned. */
export function parseResult(text: string, name: string): ParsedResult {
  const start = text.trimStart();
  if (start === "") throw new Error("it is empty");
  if (!start.startsWith("{")) throw new Error("it is no result: --format json or ndjson prints one");
  const firstLine = start.slice(0, start.indexOf("\n") + 1 || undefined);
  const single = parsed(firstLine);
  if (isRecord(single) && !("schemaVersion" in single)) return readLines(text, name);
  const document = parsed(text);
  if (document === undefined)
    throw new Error("it is no JSON, or not all of it is there: was what wrote it broken off?");
  return readDocument(document);
}

function readDocument(document: unknown): ParsedResult {
  if (!isRecord(document)) throw new Error("it is no result: --format json or ndjson prints one");
  const { schemaVersion, findings, errors, coverage, target } = document;
  if (schemaVersion === undefined) throw new Error("it has no schemaVersion: it is no result of pqc-audit");
  if (schemaVersion !== "1") {
    throw new Error(
      `its schemaVersion is ${JSON.stringify(schemaVersion)}, this pqc-audit reads "1": use the one that wrote it`,
    );
  }
  if (!Array.isArray(findings)) throw new Error("it holds no findings");
  for (const [index, finding] of findings.entries()) checkFinding(finding, `finding ${index + 1}`);
  if (!Array.isArray(errors) || !errors.every(isFileError))
    throw new Error("its errors are no list of files with a reason");
  if (!isCoverage(coverage)) throw new Error("it has no coverage");
  assertCoverage(coverage);
  checkChanges(document);
  const { tool, startedAt, durationMs, digest } = document;
  if (!isRecord(tool) || typeof tool.version !== "string" || typeof tool.engineDigest !== "string") {
    throw new Error("it does not say which pqc-audit wrote it");
  }
  if (!isRecord(target) || typeof target.location !== "string") throw new Error("it does not say what was scanned");
  if (typeof startedAt !== "string" || Number.isNaN(Date.parse(startedAt))) throw new Error("its startedAt is no time");
  if (typeof durationMs !== "number" || typeof digest !== "string")
    throw new Error("it has no durationMs or no digest");
  const result = settled(document as unknown as AuditResult);
  const changed = result.digest !== digest;
  return {
    result,
    untold: [],
    notes: changed ? ["the findings are not those that its digest is of: they were changed, or some left out"] : [],
  };
}

/** A finding a line, and behind them lines with a `record`. */
function readLines(text: string, name: string): ParsedResult {
  const findings: Finding[] = [];
  const errors: FileError[] = [];
  let coverage: Coverage | undefined;
  let since: AuditResult["target"]["since"];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const entry = parsed(line);
    const where = `line ${index + 1}`;
    if (!isRecord(entry))
      throw new Error(`${where} is no JSON, or not all of it is there: was what wrote it broken off?`);
    const { record, ...rest } = entry;
    if (record === undefined) {
      checkFinding(entry, where);
      findings.push(entry as unknown as Finding);
    } else if (record === "error" && isFileError(rest)) errors.push(rest);
    else if (record === "coverage" && isCoverage(rest)) coverage = rest;
    else if (record === "partial" && isRecord(rest.since)) since = rest.since as AuditResult["target"]["since"];
    else throw new Error(`${where} is a record ${JSON.stringify(record)} that is not known`);
  }
  const files = new Set(findings.map(({ path }) => path)).size;
  const known = coverage ?? { present: files, scanned: files, skipped: {}, failed: 0, quarantined: 0 };
  assertCoverage(known);
  const result = settled({
    schemaVersion: "1",
    tool: { name: "pqc-audit", version: "unknown", engineDigest: "unknown" },
    target: { location: name, ...(since && { since }) },
    startedAt: new Date(0).toISOString(),
    durationMs: 0,
    summary: summarise([]),
    coverage: known,
    errors,
    digest: "",
    findings,
  });
  const note =
    "lines do not say what was scanned, nor how many files: files with findings are counted; --format json says it";
  return coverage
    ? { result, untold: ["target"], notes: [] }
    : { result, untold: ["target", "coverage"], notes: [note] };
}

/** Findings in their order, with counts and a digest that are theirs. */
function settled(read: AuditResult): AuditResult {
  const findings = [...read.findings].sort(compareFindings);
  const { baseline } = isRecord(read.summary) ? read.summary : {};
  return {
    ...read,
    summary: { ...summarise(findings), ...(baseline && { baseline }) },
    digest: digestOfFindings(findings),
    findings,
  };
}

const TEXTS = [
  ...["id", "fingerprint", "path", "ruleId", "language", "algorithm", "family", "primitive", "operation", "purpose"],
  ...["usage", "quantum", "classical", "confidence", "snippet", "scope"],
] as const;
/** Names of ours: reports write them as they are. */
const WORDS = ["operation", "purpose", "usage", "quantum", "classical", "confidence", "scope", "primitive"] as const;
const NUMBERS = ["line", "column", "endLine", "endColumn"] as const;

/** `where` names it in the message. */
function checkFinding(finding: unknown, where: string): void {
  if (!isRecord(finding)) throw new Error(`${where} is none`);
  for (const field of TEXTS) {
    if (typeof finding[field] !== "string") throw new Error(`${where} has no ${field}`);
  }
  for (const field of NUMBERS) {
    const value = finding[field];
    if (!Number.isSafeInteger(value) || Number(value) < 1) throw new Error(`${where} has no ${field} of 1 or more`);
  }
  for (const field of WORDS) {
    if (!/^[a-z][a-z-]{0,40}$/.test(String(finding[field]))) {
      throw new Error(`${where} has the ${field} ${JSON.stringify(finding[field])}`);
    }
  }
  checkState(finding, where);
  const { severity, resolved, deadlines, replacement, suppressed, halves, library } = finding;
  if (!SEVERITIES.some((each) => each === severity))
    throw new Error(`${where} has the severity ${JSON.stringify(severity)}`);
  if (typeof resolved !== "boolean") throw new Error(`${where} does not say whether it is resolved`);
  const due = (each: unknown) => isRecord(each) && areTexts(each, ["mandate", "date", "requirement"]);
  if (!Array.isArray(deadlines) || !deadlines.every(due)) throw new Error(`${where} has no deadlines`);
  if (replacement !== undefined && !(isRecord(replacement) && areTexts(replacement, ["algorithm", "standard"]))) {
    throw new Error(`${where} has a replacement without algorithm or standard`);
  }
  if (suppressed !== undefined && !(isRecord(suppressed) && areTexts(suppressed, ["reason"]))) {
    throw new Error(`${where} is suppressed without a reason`);
  }
  const half = (each: unknown) => isRecord(each) && areTexts(each, ["algorithm", "quantum", "classical"]);
  if (halves !== undefined && !(Array.isArray(halves) && halves.every(half)))
    throw new Error(`${where} has halves that are none`);
  const owners = finding.owners ?? [];
  if (!Array.isArray(owners) || !owners.every((each) => typeof each === "string")) {
    throw new Error(`${where} has owners that are no texts`);
  }
  if (library !== undefined && typeof library !== "string") throw new Error(`${where} has a library that is no text`);
}

function areTexts(record: Record<string, unknown>, fields: readonly string[]): boolean {
  return fields.every((field) => typeof record[field] === "string");
}

function isFileError(value: unknown): value is FileError {
  if (!isRecord(value) || !areTexts(value, ["path", "message"])) return false;
  return value.status === "malformed" || value.status === "failed" || value.status === "quarantined";
}

function isCoverage(value: unknown): value is Coverage {
  if (!isRecord(value) || !isRecord(value.skipped)) return false;
  const counts = [value.present, value.scanned, value.failed, value.quarantined, ...Object.values(value.skipped)];
  return counts.every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
