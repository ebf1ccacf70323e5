/** A finding or a rule explained to a person: why, how it was resolved, what to write instead, by when, and who says so. */
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { isWrapperRule } from "@pqc-audit/scanner/wrappers/rule.ts";
import type { Deadline, Finding } from "./model/finding.ts";
import { terminalText } from "./terminal.ts";

/** How the code was read; absent where the file is not at hand or the finding is of no library model. */
export interface Resolution {
  /** Qualified name that the site was resolved to. */
  readonly name: string;
  readonly reads: readonly {
    readonly what: string;
    readonly value: string;
    readonly steps: readonly { readonly line: number; readonly text: string }[];
  }[];
}

export interface RuleInfo {
  readonly rule: string;
  readonly title: string;
  readonly library: string;
  readonly languages: readonly string[];
  /** What it matches, as the model writes it. */
  readonly matches: readonly string[];
  /** Where the algorithm is read, in a sentence. */
  readonly algorithm: string;
  readonly example?: string;
  readonly instead: readonly { readonly code: string; readonly since: string; readonly source: string }[];
  readonly sources: readonly string[];
}

export interface FindingInfo {
  readonly finding: Finding;
  /** The row of the severity table that decided, and what lowered it. */
  readonly severity: readonly string[];
  readonly resolution?: Resolution;
  readonly rule?: RuleInfo;
  /** Where the mandates of its deadlines were read. */
  readonly mandates: readonly { readonly id: string; readonly title: string; readonly source: string }[];
}

type Section = readonly [heading: string, lines: readonly string[]];

export function explainFinding({ finding, severity, resolution, rule, mandates }: FindingInfo): string {
  const { path, line, column, snippet, algorithm, id } = finding;
  return layout(`${algorithm}  ${path}:${line}:${column}  ${finding.severity}`, [
    ["", [snippet.trim(), `finding ${id}, rule ${finding.ruleId}`]],
    ["Why", [...verdictLines(finding), ...severity]],
    ["How it was read", howLines(finding, resolution, rule)],
    ["Instead", insteadLines(finding, rule)],
    ["By when", finding.deadlines.map(deadlineLine)],
    ["Sources", [...(rule?.sources ?? []), ...mandates.map((each) => `${each.id}: ${each.title}; ${each.source}`)]],
  ]);
}

export function explainRule(rule: RuleInfo): string {
  return layout(`${rule.rule}  ${rule.title}`, [
    ["", [`library ${rule.library}, for ${rule.languages.join(", ")}`]],
    ["What it finds", [...rule.matches, rule.algorithm]],
    ["For example", rule.example === undefined ? [] : rule.example.trim().split("\n")],
    ["Instead", rule.instead.map(insteadLine)],
    ["Sources", rule.sources],
  ]);
}

function verdictLines(finding: Finding): string[] {
  const { quantum, classical, algorithm, halves, resolved, suppressed, purpose } = finding;
  return [
    `${algorithm}: quantum ${quantum}, ${QUANTUM[quantum]}; today ${classical === "ok" ? "in order" : classical}`,
    ...(halves ?? []).map((half) => `its half ${half.algorithm}: quantum ${half.quantum}, today ${half.classical}`),
    `it is for ${purpose === "unknown" ? "a purpose that the file does not tell" : purpose}: ${finding.usage}, ${finding.operation}, in ${finding.scope} code`,
    ...(resolved ? [] : ["which algorithm it is gets decided at run time"]),
    ...(suppressed ? [`suppressed: ${suppressed.reason}${suppressed.until ? `, until ${suppressed.until}` : ""}`] : []),
  ];
}

const QUANTUM: Readonly<Record<Finding["quantum"], string>> = {
  broken: "Shor's algorithm computes the private key from the public one",
  weakened: "Grover's algorithm halves its strength",
  safe: "no quantum algorithm is known that matters",
  hybrid: "it holds as long as one of its halves does",
  "post-quantum": "made to withstand quantum computers",
  unknown: "the algorithm is not known",
};

function howLines(finding: Finding, resolution: Resolution | undefined, rule: RuleInfo | undefined): string[] {
  const by = rule
    ? `${rule.title} (${rule.library})`
    : `read as ${finding.language} by ${finding.library ?? finding.ruleId}${declared(finding)}`;
  const lines = [`${by}, confidence ${finding.confidence}`];
  if (!resolution) return rule ? [...lines, rule.algorithm] : lines;
  lines.push(`the site is ${resolution.name}`);
  for (const { what, value, steps } of resolution.reads) {
    lines.push(`${what}: ${value}`, ...steps.map((step) => `  line ${step.line}: ${step.text}`));
  }
  return lines;
}

/** Of a function that the repository declares as its own, the declaration may not be at hand. */
function declared({ ruleId }: Finding): string {
  return isWrapperRule(ruleId) ? `, declared in ${POLICY_FILE}` : "";
}

function insteadLines({ replacement }: Finding, rule: RuleInfo | undefined): string[] {
  const to = replacement ? [`${replacement.algorithm} (${replacement.standard})`] : [];
  if (to.length === 0) return ["nothing has to change"];
  return [...to, ...(rule?.instead ?? []).map(insteadLine)];
}

function insteadLine({ code, since, source }: RuleInfo["instead"][number]): string {
  return `${code}  ${since}; ${source}`;
}

function deadlineLine({ actBy, date, mandate, requirement }: Deadline): string {
  return `${actBy === undefined ? date : `${actBy} (${date} less the life of the data)`}  ${mandate}: ${requirement}`;
}

/** What comes from a repository is made harmless for a terminal. */
function layout(title: string, sections: readonly Section[]): string {
  const parts = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => {
      const body = lines.map((line) => `  ${terminalText(line)}\n`).join("");
      return heading === "" ? body : `${heading}\n${body}`;
    });
  return `${terminalText(title)}\n${parts.join("\n")}`;
}
