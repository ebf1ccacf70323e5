/** The one order of findings, the same on every machine: bytewise, never by locale. */
import type { Finding } from "./finding.ts";

/**
 * Orders strings as their UTF-8 bytes do. JavaScript compares UTF-16 code units, which puts surrogates (U+10000 and
 * above) before U+E000–U+FFFF; everything else agrees.
 */
export function compareBytewise(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Lifts surrogates above the rest of the basic plane. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Path, then position, then rule, then algorithm: the order in which results are listed. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareBytewise(a.path, b.path) || comparePlaces(a, b);
}

/** Order within one file; works on facts and findings alike. */
export function comparePlaces(a: Place, b: Place): number {
  return (
    a.line - b.line ||
    a.column - b.column ||
    compareBytewise(a.ruleId, b.ruleId) ||
    compareBytewise(a.algorithm, b.algorithm) ||
    a.endLine - b.endLine ||
    a.endColumn - b.endColumn
  );
}

type Place = Pick<Finding, "line" | "column" | "endLine" | "endColumn" | "ruleId" | "algorithm">;
