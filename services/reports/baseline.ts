/**
 * Baselines: what is accepted as it is, so that a gate stops only what is new. A baseline counts equal uses by file and
 * fingerprint, so they stay known when lines move, and a second identical use in the same file is new. A file that
 * moved as a whole is known at its new place. Suppressed findings are in no baseline: when their acceptance ends, they
 * are new.
 */
import { writeChunks } from "./chunks.ts";
import type { AuditResult, Finding } from "./model/finding.ts";
import { compareBytewise } from "./model/order.ts";
import type { ReportedResult, WriteReport } from "./report.ts";

/** Uses by path and fingerprint. */
export type Baseline = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The format `baseline`: one line a file, so that a change of it can be reviewed. */
export const writeBaseline: WriteReport = (result, out) => writeChunks(baselineTexts(result), out);

/** Findings come by path: one file's counts are held at a time. */
async function* baselineTexts({ tool, findings }: ReportedResult): AsyncGenerator<string> {
  yield `{\n  "baselineVersion": "1",\n  "tool": ${JSON.stringify(tool)},\n  "files": {`;
  let separator = "";
  let file: string | undefined;
  let uses = new Map<string, number>();
  const fileText = () => {
    if (file === undefined || uses.size === 0) return "";
    const sorted = Object.fromEntries([...uses].sort(([a], [b]) => compareBytewise(a, b)));
    const text = `${separator}\n    ${JSON.stringify(file)}: ${JSON.stringify(sorted)}`;
    separator = ",";
    return text;
  };
  for await (const { path, fingerprint, suppressed } of findings) {
    if (path !== file) {
      yield fileText();
      [file, uses] = [path, new Map()];
    }
    if (!suppressed) uses.set(fingerprint, (uses.get(fingerprint) ?? 0) + 1);
  }
  yield fileText();
  yield separator === "" ? "}\n}\n" : "\n  }\n}\n";
}

function countsOf(findings: Iterable<Finding>): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { path, fingerprint, suppressed } of findings) {
    if (suppressed) continue;
    const uses = counts.get(path) ?? new Map<string, number>();
    counts.set(path, uses.set(fingerprint, (uses.get(fingerprint) ?? 0) + 1));
  }
  return counts;
}

/** Throws `Error`, one line, where the text is no baseline. */
export function readBaseline(text: string): Baseline {
  const document: unknown = JSON.parse(text);
  if (!isRecord(document) || document.baselineVersion !== "1" || !isRecord(document.files)) {
    throw new Error("it is no baseline of version 1 (pqc-audit baseline writes one)");
  }
  const baseline = new Map<string, ReadonlyMap<string, number>>();
  for (const [path, uses] of Object.entries(document.files)) {
    if (!isRecord(uses)) throw new Error(`${JSON.stringify(path)} has no counts`);
    const counts = new Map<string, number>();
    for (const [fingerprint, count] of Object.entries(uses)) {
      if (typeof count !== "number" || !Number.isInteger(count) || count < 1) {
        throw new Error(`${JSON.stringify(path)} counts ${JSON.stringify(count)} of ${fingerprint}`);
      }
      counts.set(fingerprint, count);
    }
    baseline.set(path, counts);
  }
  return baseline;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The result with each finding marked, and the summary's counts. Of equal uses in one file the first are the existing ones. */
export function againstBaseline(result: AuditResult, baseline: Baseline): AuditResult {
  const partial = result.target.since !== undefined;
  const left = budgets(result.findings, baseline, partial);
  const counts = { existing: 0, new: 0 };
  const findings = result.findings.map((finding): Finding => {
    if (finding.suppressed) return finding;
    const uses = left.get(finding.path);
    const remaining = uses?.get(finding.fingerprint) ?? 0;
    if (remaining > 0) uses?.set(finding.fingerprint, remaining - 1);
    const state = remaining > 0 ? "existing" : "new";
    counts[state]++;
    return { ...finding, baseline: state };
  });
  // Of files that were not looked at nothing is known to be fixed.
  const seen = new Set(result.findings.map(({ path }) => path));
  const judged = [...baseline].filter(([path]) => !partial || seen.has(path));
  const total = judged.flatMap(([, uses]) => [...uses.values()]).reduce((sum, count) => sum + count, 0);
  return {
    ...result,
    summary: { ...result.summary, baseline: { ...counts, fixed: total - counts.existing } },
    findings,
  };
}

/** What may still be used up, by the path of today. */
function budgets(findings: readonly Finding[], baseline: Baseline, partial: boolean): Map<string, Map<string, number>> {
  const now = countsOf(findings);
  const budget = new Map<string, Map<string, number>>();
  for (const path of now.keys()) {
    const known = baseline.get(path);
    if (known) budget.set(path, new Map(known));
  }
  // What lies at other places now is not known.
  if (partial) return budget;
  // A file is the same one elsewhere if it has the very same uses, and its old place has none any more.
  const gone = new Map<string, number>();
  for (const [path, uses] of baseline) {
    if (!now.has(path)) gone.set(keyOf(uses), (gone.get(keyOf(uses)) ?? 0) + 1);
  }
  for (const [path, uses] of now) {
    const key = keyOf(uses);
    const copies = gone.get(key) ?? 0;
    if (budget.has(path) || copies === 0) continue;
    gone.set(key, copies - 1);
    budget.set(path, new Map(uses));
  }
  return budget;
}

function keyOf(uses: ReadonlyMap<string, number>): string {
  return JSON.stringify([...uses].sort(([a], [b]) => compareBytewise(a, b)));
}
