/**
 * SARIF 2.1.0 (OASIS), as code-scanning services read it: one result per finding, in as many runs as their limits ask for,
 * rules with titles, stable partial fingerprints, suppressions. Columns count UTF-16 code units, as findings do.
 */
import type { Instead } from "@pqc-audit/scanner/models/instead.ts";
import { writeChunks } from "./chunks.ts";
import { incompleteText, plural, skippedCounts, wasScanned } from "./coverage.ts";
import type { FindingState } from "./model/changes.ts";
import { type FileError, type Finding, SEVERITIES, type Severity } from "./model/finding.ts";
import type { ReportedResult, ReportOptions, WriteReport } from "./report.ts";
import { standingOf } from "./standing.ts";
import { adviceText, verdictText } from "./verdict.ts";
import { writeInstead } from "./write-instead.ts";

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

async function* sarifTexts(result: ReportedResult, options: ReportOptions): AsyncGenerator<string> {
  const { listed, runs, leftOut } = await planOf(result);
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[`;
  let at = 0;
  let part: Part | undefined;
  for await (const finding of listed()) {
    if (at % RESULTS_IN_A_RUN === 0) {
      if (part) yield "\n]},";
      const number = at / RESULTS_IN_A_RUN;
      part = partOf(runs[number] ?? new Map(), leftOut, runs.length > 1 ? number + 1 : undefined);
      yield* headTexts(result, part, options);
    } else yield ",";
    yield `\n${JSON.stringify(resultOf(finding, part?.indexes.get(finding.ruleId) ?? 0, standingOf(finding, result)))}`;
    at++;
  }
  if (!part) yield* headTexts(result, partOf(new Map(), leftOut, undefined), options);
  yield "\n]}]}\n";
}

/** What is known of a rule from its findings. */
interface RuleUse {
  /** The most urgent severity among them. */
  worst: Severity;
  /** What to write instead, by its code, and what to move to. */
  readonly instead: Map<string, Instead>;
  readonly replacements: Set<string>;
}
type Rules = Map<string, RuleUse>;

/** A use can be replaced in so many ways; a repository's own names do not make more of them. */
const MOST_ADVICE = 8;

interface Plan {
  readonly listed: () => AsyncGenerator<Finding>;
  readonly runs: readonly Rules[];
  /** Findings that no run has. */
  readonly leftOut: number;
}

/** Goes through all findings once or twice before anything is written: a run begins with its rules. */
async function planOf({ findings }: ReportedResult): Promise<Plan> {
  const counts = new Map<Severity, number>();
  const everyRun: Rules[] = [];
  let total = 0;
  for await (const finding of findings) {
    counts.set(finding.severity, (counts.get(finding.severity) ?? 0) + 1);
    noteRule(everyRun, Math.floor(total++ / RESULTS_IN_A_RUN), finding);
  }
  const leftOut = Math.max(0, total - RESULTS_IN_A_RUN * RUNS);
  const listed = () => mostUrgent(findings, counts, leftOut);
  if (leftOut === 0) return { listed, runs: everyRun, leftOut };
  const runs: Rules[] = [];
  let at = 0;
  for await (const finding of listed()) noteRule(runs, Math.floor(at++ / RESULTS_IN_A_RUN), finding);
  return { listed, runs, leftOut };
}

function noteRule(runs: Rules[], run: number, finding: Finding): void {
  const { ruleId, severity, replacement } = finding;
  const rules: Rules = runs[run] ?? new Map();
  runs[run] = rules;
  const rule = rules.get(ruleId) ?? { worst: severity, instead: new Map(), replacements: new Set() };
  rules.set(ruleId, rule);
  if (Number(SCORES[severity]) > Number(SCORES[rule.worst])) rule.worst = severity;
  if (!replacement || rule.replacements.size >= MOST_ADVICE) return;
  rule.replacements.add(`${replacement.algorithm} (${replacement.standard})`);
  for (const each of writeInstead(finding)) if (rule.instead.size < MOST_ADVICE) rule.instead.set(each.code, each);
}

/** All in their order, or as many as fit: the least urgent are left out. */
async function* mostUrgent(
  findings: ReportedResult["findings"],
  counts: ReadonlyMap<Severity, number>,
  leftOut: number,
): AsyncGenerator<Finding> {
  let excess = leftOut;
  const dropped = new Map<Severity, number>();
  for (const severity of [...SEVERITIES].reverse()) {
    const some = Math.min(counts.get(severity) ?? 0, excess);
    dropped.set(severity, some);
    excess -= some;
  }
  for await (const finding of findings) {
    const left = dropped.get(finding.severity) ?? 0;
    if (left === 0) yield finding;
    else dropped.set(finding.severity, left - 1);
  }
}

interface Part {
  /** In order of name. */
  readonly rules: readonly (readonly [id: string, use: RuleUse])[];
  /** Where a rule stands among them. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly leftOut: number;
  /** Where there is more than one: services tell runs of one tool apart by it. */
  readonly number: number | undefined;
}

function partOf(used: Rules, leftOut: number, number: number | undefined): Part {
  const rules = [...used].sort(([a], [b]) => (a < b ? -1 : 1));
  return { rules, indexes: new Map(rules.map(([id], index) => [id, index])), leftOut, number };
}

/** A run up to its results. */
async function* headTexts(result: ReportedResult, part: Part, options: ReportOptions): AsyncGenerator<string> {
  yield `{"tool":{"driver":`;
  yield JSON.stringify({
    name: result.tool.name,
    semanticVersion: result.tool.version,
    properties: { engineDigest: result.tool.engineDigest },
    rules: part.rules.map(([id, use]) => rule(id, use, options)),
    notifications: NOTIFICATIONS,
  });
  yield "}";
  const apart = categoryOf(result, part);
  if (apart !== undefined) yield `,"automationDetails":${JSON.stringify({ id: `pqc-audit/${apart}` })}`;
  yield `,"columnKind":"utf16CodeUnits","invocations":[`;
  yield* invocationTexts(result, part);
  const { digest, coverage, target } = result;
  yield `],"properties":${JSON.stringify({ digest, coverage, ...(target.since && { since: target.since }) })}`;
  if (result.target.commit !== undefined && isUri(result.target.location)) {
    const source = { repositoryUri: result.target.location, revisionId: result.target.commit };
    yield `,"versionControlProvenance":[${JSON.stringify(source)}]`;
  }
  yield `,"results":[`;
}

/** A service takes what a run does not have for mended; of a scan of what changed it must take it for unknown. */
function categoryOf({ target }: ReportedResult, { number }: Part): string | undefined {
  const since = target.since ? "since/" : "";
  if (number !== undefined) return `${since}part-${number}/`;
  return since === "" ? undefined : since;
}

function rule(id: string, { worst, instead, replacements }: RuleUse, options: ReportOptions): unknown {
  const help = helpOf([...replacements], [...instead.values()]);
  return {
    id,
    shortDescription: { text: options.ruleTitle(id) ?? id },
    ...(help && { help }),
    defaultConfiguration: { level: LEVELS[worst] },
    properties: { tags: ["security", "cryptography"], "security-severity": SCORES[worst] },
  };
}

/** What to do, as the page of an alert shows it. `fixes` would have to say which characters to change. */
function helpOf(replacements: readonly string[], instead: readonly Instead[]): object | undefined {
  if (replacements.length === 0) return undefined;
  const to = `Move to ${replacements.join(", or to ")}.`;
  const text = instead.map(({ code, since, source }) => `Write instead: ${code} (${since}; ${source})`);
  const markdown = instead.map(({ code, since, source }) => `- \`${code}\`: ${since}; [source](${source})`);
  return {
    text: [to, ...text].join("\n"),
    markdown: markdown.length > 0 ? `${to}\n\nWrite instead:\n\n${markdown.join("\n")}` : to,
  };
}

function resultOf(finding: Finding, ruleIndex: number, standing: FindingState | undefined): unknown {
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    // Section 3.27.10: whatever is no failure has the level "none".
    ...(finding.severity === "info"
      ? { kind: "informational", level: "none" }
      : { kind: "fail", level: LEVELS[finding.severity] }),
    message: { text: `${verdictText(finding)}.${adviceText(finding)}` },
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
    ...(standing && { baselineState: standing === "existing" ? "unchanged" : "new" }),
    partialFingerprints: { "pqcAudit/v1": finding.fingerprint, "pqcAuditId/v1": finding.id },
    ...(finding.suppressed && {
      suppressions: [
        {
          kind: ["policy", "exception"].includes(finding.suppressed.by ?? "") ? "external" : "inSource",
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

/** What notifications are about, in the order their `descriptor.index` counts. */
const NOTIFICATIONS = [
  { id: "quarantined", shortDescription: { text: "A file that stopped its scanner and was not scanned" } },
  { id: "failed", shortDescription: { text: "A file that could not be scanned" } },
  { id: "malformed", shortDescription: { text: "A file that was scanned and is not what its format says" } },
  { id: "skipped", shortDescription: { text: "Files that are left out by rule, counted by reason" } },
  { id: "left-out", shortDescription: { text: "Findings that the format has no room for, the least urgent" } },
] as const;

async function* invocationTexts(result: ReportedResult, { leftOut }: Part): AsyncGenerator<string> {
  const incomplete = incompleteText(result.coverage);
  const head = {
    executionSuccessful: incomplete === undefined,
    ...(incomplete !== undefined && { exitCodeDescription: incomplete }),
    startTimeUtc: result.startedAt,
    endTimeUtc: new Date(Date.parse(result.startedAt) + result.durationMs).toISOString(),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"toolExecutionNotifications":[`;
  let separator = "";
  for await (const error of result.errors) {
    yield separator + JSON.stringify(fileNotification(error));
    separator = ",";
  }
  const others = skippedCounts(result.coverage).map(skippedNotification);
  for (const other of leftOut > 0 ? [...others, leftOutNotification(leftOut)] : others) {
    yield separator + JSON.stringify(other);
    separator = ",";
  }
  yield "]}";
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
