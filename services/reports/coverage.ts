/** What became of the files, in words: the same in every place that says it. */
import type { AuditResult, Coverage, FileError, Work } from "./model/finding.ts";
import { isComplete, skippedTotal } from "./model/result.ts";

/** `scanned 9 of 12 files, skipped 2 (1 binary, 1 excluded), 1 quarantined`. */
export function coverageText(coverage: Coverage): string {
  const parts = [`scanned ${coverage.scanned} of ${plural(coverage.present, "file")}`];
  const skipped = skippedCounts(coverage).map(([reason, count]) => `${count} ${reason}`);
  if (skipped.length > 0) parts.push(`skipped ${skippedTotal(coverage)} (${skipped.join(", ")})`);
  if (coverage.failed > 0) parts.push(`${coverage.failed} failed`);
  if (coverage.quarantined > 0) parts.push(`${coverage.quarantined} quarantined`);
  return parts.join(", ");
}

/** Nobody may take a part for the whole. */
export function partialText({ asked, commit }: NonNullable<AuditResult["target"]["since"]>): string {
  const of = asked === commit ? "" : ` (${commit.slice(0, 12)})`;
  return `a part: only files that have changed since ${asked}${of}`;
}

/** `read 1 file, 78,578 results came from the cache`. */
export function workText({ read, fromCache }: Work): string {
  return `read ${plural(read, "file")}; ${plural(fromCache, "result")} came from the cache`;
}

/** Undefined for a complete scan. */
export function incompleteText(coverage: Coverage): string | undefined {
  if (isComplete(coverage)) return undefined;
  const missed = coverage.failed + coverage.quarantined;
  return `incomplete: ${missed} of ${plural(coverage.present, "file")} could not be scanned`;
}

/** Reasons that occurred, with how many files each. */
export function skippedCounts({ skipped }: Coverage): readonly (readonly [reason: string, count: number])[] {
  return Object.entries(skipped).filter(([, count]) => count > 0);
}

/** A file that is merely malformed was scanned; the others were not, and make the scan incomplete. */
export function wasScanned({ status }: Pick<FileError, "status">): boolean {
  return status === "malformed";
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
