/** Results that `scan` and `watch` have printed, read again. */
import { readFileSync } from "node:fs";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Coverage, Finding } from "@pqc-audit/reports/model/finding.ts";

export interface StoredResult {
  readonly findings: readonly Finding[];
  /** Where it was scanned, and what, as far as the result says. */
  readonly location?: string;
  readonly commit?: string;
  /** Absent where every file was looked at and one finding a line was printed. */
  readonly coverage?: Coverage;
}

/** JSON, or a finding a line. Throws `UsageError` for what is neither. */
export function readResult(file: string): StoredResult {
  try {
    return resultOf(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot read findings from ${file}: ${messageOf(error)}`, { cause: error });
  }
}

type Line = Finding & Coverage & { readonly record?: string };
interface Whole {
  readonly findings?: readonly Finding[];
  readonly target?: { readonly location?: string; readonly commit?: string };
  readonly coverage?: Coverage;
}

/** JSON as one object, or a finding a line; lines of another kind hold a `record`. */
function resultOf(text: string): StoredResult {
  const lines = text.trimEnd().split("\n");
  const isWhole = lines[0] === "{" || (lines.length === 1 && text.includes('"findings":'));
  if (!isWhole) {
    const records = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Line);
    const coverage = records.find(({ record }) => record === "coverage");
    const findings = records.filter((each) => each.record === undefined);
    if (findings.some((each) => typeof each.id !== "string")) throw new Error("it holds lines that are no findings");
    return {
      findings,
      ...(coverage && { coverage }),
    };
  }
  const { findings, target, coverage } = JSON.parse(text) as Whole;
  if (!Array.isArray(findings)) throw new Error("it holds no findings");
  const { location, commit } = target ?? {};
  return {
    findings,
    ...(location !== undefined && { location }),
    ...(commit !== undefined && { commit }),
    ...(coverage && { coverage }),
  };
}

/** The finding with this id, or the only one whose id begins so. Throws `UsageError`. */
export function findingNamed(findings: readonly Finding[], id: string): Finding {
  const exact = findings.find((each) => each.id === id);
  if (exact) return exact;
  const [first, second] = findings.filter((each) => each.id.startsWith(id));
  if (!first) throw new UsageError(`none of the ${findings.length} findings has the id ${id}`);
  if (second) throw new UsageError(`several findings begin with ${id}, such as ${first.id} and ${second.id}`);
  return first;
}
