/**
 * SARIF 2.1.0 (OASIS), as code-scanning services read it: one result per finding, in as many runs as their limits ask for,
 * rules with titles, stable partial fingerprints, suppressions. Columns count UTF-16 code units, as findings do.
 */
import { writeChunks } from "./chunks.ts";
import { incompleteText, plural, skippedCounts, wasScanned } from "./coverage.ts";
import { type AuditResult, type FileError, type Finding, SEVERITIES, type Severity } from "./model/finding.ts";
import type { ReportOptions, WriteReport } from "./report.ts";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};
/** The scale code-scanning services sort by (as CVSS, 0 to 10). */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
  info: "0.0",
};

export const writeSarif: WriteReport = (result, out, options) => writeChunks(sarifTexts(result, options), out);

/** What code-scanning services take of one file: more results in a run, or more runs, and they refuse all of it. */
const RESULTS_IN_A_RUN = 25_000;
const RUNS = 20;

function* sarifTexts(result: AuditResult, options: ReportOptions): Generator<string> {
  const listed = mostUrgent(result.findings, RESULTS_IN_A_RUN * RUNS);
  const runs = Math.max(1, Math.ceil(listed.length / RESULTS_IN_A_RUN));
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[`;
  for (let run = 0; run < runs; run++) {
    const findings = listed.slice(run * RESULTS_IN_A_RUN, (run + 1) * RESULTS_IN_A_RUN);
    const part = { findings, leftOut: result.findings.length - listed.length, ...(runs > 1 && { number: run + 1 }) };
    if (run > 0) yield ",";
    yield* runTexts(result, part, options);
  }
  yield "]}\n";
}

/** All in their order, or as many as fit: the least urgent are left out. */
function mostUrgent(findings: readonly Finding[], most: number): readonly Finding[] {
  let excess = findings.length - most;
  if (excess <= 0) return findings;
  const dropped = new Map<Severity, number>();
  for (const severity of [...SEVERITIES].reverse()) {
    const some = findings.reduce((count, finding) => (finding.severity === severity ? count + 1 : count), 0);
    dropped.set(severity, Math.min(some, excess));
    excess -= Math.min(some, excess);
  }
  return findings.filter(({ severity }) => {
    const left = dropped.get(severity) ?? 0;
    dropped.set(severity, Math.max(0, left - 1));
    return left === 0;
  });
}

interface Part {
  readonly findings: readonly Finding[];
  /** Findings that no run has. */
  readonly leftOut: number;
  /** Where there is more than one: services tell runs of one tool apart by it. */
  readonly number?: number;
}

function* runTexts(result: AuditResult, part: Part, options: ReportOptions): Generator<string> {
  const rules = rulesOf(part.findings);
  const indexes = new Map([...rules.keys()].map((id, index) => [id, index]));
  yield `{"tool":{"driver":`;
  yield JSON.stringify({
    name: result.tool.name,
    semanticVersion: result.tool.version,
    properties: { engineDigest: result.tool.engineDigest },
    rules: [...rules].map(([id, worst]) => rule(id, worst, options)),
    notifications: NOTIFICATIONS,
  });
  yield "}";
  const apart = categoryOf(result, part);
  if (apart !== undefined) yield `,"automationDetails":${JSON.stringify({ id: `pqc-audit/${apart}` })}`;
  yield `,"columnKind":"utf16CodeUnits","invocations":[`;
  yield JSON.stringify(invocation(result, part));
  const { digest, coverage, target } = result;
  yield `],"properties":${JSON.stringify({ digest, coverage, ...(target.since && { since: target.since }) })}`;
  if (result.target.commit !== undefined && isUri(result.target.location)) {
    const source = { repositoryUri: result.target.location, revisionId: result.target.commit };
    yield `,"versionControlProvenance":[${JSON.stringify(source)}]`;
  }
  yield `,"results":[`;
  for (const [index, finding] of part.findings.entries()) {
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(resultOf(finding, indexes.get(finding.ruleId) ?? 0))}`;
  }
  yield "\n]}";
}

/** A service takes what a run does not have for mended; of a scan of what changed it must take it for unknown. */
function categoryOf({ target }: AuditResult, { number }: Part): string | undefined {
  const since = target.since ? "since/" : "";
  if (number !== undefined) return `${since}part-${number}/`;
  return since === "" ? undefined : since;
}

/** Rules in order of name with the most urgent severity among their findings. */
function rulesOf(findings: readonly Finding[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { ruleId, severity } of findings) {
    const before = worst.get(ruleId);
    if (before === undefined || Number(SCORES[severity]) > Number(SCORES[before])) worst.set(ruleId, severity);
  }
  return new Map([...worst].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rule(id: string, worst: Severity, options: ReportOptions): unknown {
  return {
    id,
    shortDescription: { text: options.ruleTitle(id) ?? id },
    defaultConfiguration: { level: LEVELS[worst] },
    properties: { tags: ["security", "cryptography"], "security-severity": SCORES[worst] },
  };
}

function resultOf(finding: Finding, ruleIndex: number): unknown {
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    // Section 3.27.10: whatever is no failure has the level "none".
    ...(finding.severity === "info"
      ? { kind: "informational", level: "none" }
      : { kind: "fail", level: LEVELS[finding.severity] }),
    message: { text: message(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: relativeUri(finding.path), uriBaseId: "%SRCROOT%" },
          region: {
            startLine: finding.line,
            startColumn: finding.column,
            endLine: finding.endLine,
            endColumn: finding.endColumn,
            snippet: { text: finding.snippet },
          },
        },
      },
    ],
    ...(finding.baseline && { baselineState: finding.baseline === "new" ? "new" : "unchanged" }),
    partialFingerprints: { "pqcAudit/v1": finding.fingerprint, "pqcAuditId/v1": finding.id },
    ...(finding.suppressed && {
      suppressions: [
        {
          kind: finding.suppressed.by === "policy" ? "external" : "inSource",
          justification: finding.suppressed.reason,
        },
      ],
    }),
    properties: {
      algorithm: finding.algorithm,
      family: finding.family,
      quantum: finding.quantum,
      classical: finding.classical,
      purpose: finding.purpose,
      scope: finding.scope,
      severity: finding.severity,
      confidence: finding.confidence,
    },
  };
}

function message(finding: Finding): string {
  const verdict =
    finding.quantum === "broken"
      ? "is broken by a quantum computer"
      : finding.classical !== "ok"
        ? `is ${finding.classical} today`
        : finding.quantum === "weakened"
          ? "is weakened by a quantum computer"
          : finding.resolved
            ? `is ${finding.quantum}`
            : "is decided at run time";
  const to = finding.replacement ? ` Move to ${finding.replacement.algorithm} (${finding.replacement.standard}).` : "";
  const [first] = finding.deadlines;
  const by = first ? ` First deadline ${first.date} (${first.mandate}).` : "";
  return `${finding.algorithm} ${verdict}.${to}${by}`;
}

/** What notifications are about, in the order their `descriptor.index` counts. */
const NOTIFICATIONS = [
  { id: "quarantined", shortDescription: { text: "A file that stopped its scanner and was not scanned" } },
  { id: "failed", shortDescription: { text: "A file that could not be scanned" } },
  { id: "malformed", shortDescription: { text: "A file that was scanned and is not what its format says" } },
  { id: "skipped", shortDescription: { text: "Files that are left out by rule, counted by reason" } },
  { id: "left-out", shortDescription: { text: "Findings that the format has no room for, the least urgent" } },
] as const;

function invocation(result: AuditResult, { leftOut }: Part): unknown {
  const incomplete = incompleteText(result.coverage);
  return {
    executionSuccessful: incomplete === undefined,
    ...(incomplete !== undefined && { exitCodeDescription: incomplete }),
    startTimeUtc: result.startedAt,
    endTimeUtc: new Date(Date.parse(result.startedAt) + result.durationMs).toISOString(),
    toolExecutionNotifications: [
      ...result.errors.map(fileNotification),
      ...skippedCounts(result.coverage).map(skippedNotification),
      ...(leftOut > 0 ? [leftOutNotification(leftOut)] : []),
    ],
  };
}

function fileNotification(error: FileError): unknown {
  return {
    descriptor: descriptor(error.status),
    level: wasScanned(error) ? "warning" : "error",
    message: { text: `${error.status}: ${error.message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: relativeUri(error.path), uriBaseId: "%SRCROOT%" } } }],
  };
}

function skippedNotification([reason, count]: readonly [string, number]): unknown {
  return {
    descriptor: descriptor("skipped"),
    level: "note",
    message: { text: `skipped ${plural(count, "file")}: ${reason}` },
    properties: { reason, files: count },
  };
}

function leftOutNotification(count: number): unknown {
  return {
    descriptor: descriptor("left-out"),
    level: "warning",
    message: {
      text: `${plural(count, "finding")} of the least urgent left out: ${RUNS} runs of ${RESULTS_IN_A_RUN} are full`,
    },
  };
}

function descriptor(id: (typeof NOTIFICATIONS)[number]["id"]): unknown {
  return { id, index: NOTIFICATIONS.findIndex((each) => each.id === id) };
}

/** Each segment escaped, so that a path from a hostile repository stays a relative reference. */
function relativeUri(path: string): string {
  return path
    .split("/")
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join("/");
}

function isUri(location: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(location);
}
