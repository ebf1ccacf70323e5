/** Puts one result together and refuses to build one whose coverage does not add up. */
import { digestOfFindings } from "./digest.ts";
import type { AuditResult, Coverage, FileError, Finding, Work } from "./finding.ts";
import { compareBytewise, compareFindings } from "./order.ts";
import { summarise } from "./summary.ts";

export interface ResultParts {
  readonly version: string;
  readonly engineDigest: string;
  readonly target: AuditResult["target"];
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly coverage: Coverage;
  readonly work?: Work;
  readonly errors: readonly FileError[];
  /** In any order; the result lists them by path and place. */
  readonly findings: readonly Finding[];
}

/** Throws where `present` is not the sum of what became of the files: a file was lost or counted twice. */
export function buildResult(parts: ResultParts): AuditResult {
  assertCoverage(parts.coverage);
  const findings = [...parts.findings].sort(compareFindings);
  return {
    schemaVersion: "1",
    tool: { name: "pqc-audit", version: parts.version, engineDigest: parts.engineDigest },
    target: parts.target,
    startedAt: parts.startedAt.toISOString(),
    durationMs: Math.round(parts.durationMs),
    summary: summarise(findings),
    coverage: parts.coverage,
    ...(parts.work && { work: parts.work }),
    errors: [...parts.errors].sort(
      (a, b) =>
        compareBytewise(a.path, b.path) || compareBytewise(a.status, b.status) || compareBytewise(a.message, b.message),
    ),
    digest: digestOfFindings(findings),
    findings,
  };
}

export function skippedTotal(coverage: Coverage): number {
  return Object.values(coverage.skipped).reduce((total, count) => total + count, 0);
}

/** The invariant `present = scanned + skipped + failed + quarantined`. */
export function assertCoverage(coverage: Coverage): void {
  const accounted = coverage.scanned + skippedTotal(coverage) + coverage.failed + coverage.quarantined;
  if (accounted !== coverage.present) {
    throw new Error(
      `coverage does not add up: ${coverage.present} files present, but ${accounted} accounted for ` +
        `(${coverage.scanned} scanned, ${skippedTotal(coverage)} skipped, ${coverage.failed} failed, ` +
        `${coverage.quarantined} quarantined)`,
    );
  }
}

/** True where every file was looked at: a scan with failed or quarantined files is incomplete (exit code 3). */
export function isComplete(coverage: Coverage): boolean {
  return coverage.failed === 0 && coverage.quarantined === 0;
}
