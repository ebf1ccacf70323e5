/**
 * The findings digest: what "identical" means everywhere. Two scans of the same content with the same engine have the
 * same digest, whatever deployment, number of workers, packing or order they used.
 *
 * A finding's canonical line is the JSON of its path and the pure fields of its fact, keys sorted: every field of
 * `Fact` except `ignore` and `inTest` (annotations, whose effect is policy), and nothing of the join (id, scope, severity,
 * suppression, replacement, deadlines), so that neither today's date nor policy changes it. The lines are sorted as
 * bytes, equal lines kept, each ended with a line feed, and hashed with SHA-256 (hex).
 */
import { createHash } from "node:crypto";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { compareBytewise } from "./order.ts";

export type PureFact = Omit<Fact, "ignore" | "inTest">;

/** A record so that the compiler refuses a field of `Fact` that is forgotten here. */
const PURE: Record<keyof PureFact, true> = {
  algorithm: true,
  classical: true,
  column: true,
  confidence: true,
  curve: true,
  endColumn: true,
  endLine: true,
  expires: true,
  family: true,
  fingerprint: true,
  keySize: true,
  language: true,
  library: true,
  line: true,
  mode: true,
  operation: true,
  padding: true,
  primitive: true,
  protocol: true,
  purpose: true,
  quantum: true,
  resolved: true,
  ruleId: true,
  serialNumber: true,
  snippet: true,
  usage: true,
  validFrom: true,
};
const FIELDS = ([...Object.keys(PURE), "path"] as (keyof PureFact | "path")[]).sort(compareBytewise);

/** One finding as one line of canonical JSON, without the line feed. Takes a fact or a finding: the line is the same. */
export function canonicalLine(path: string, fact: PureFact): string {
  const line: Partial<Record<keyof PureFact | "path", unknown>> = {};
  for (const field of FIELDS) {
    const value = field === "path" ? path : fact[field];
    if (value !== undefined) line[field] = value;
  }
  return JSON.stringify(line);
}

/** Collects findings in any order. Holds one line of text for each until `digest()`. */
export class FindingsDigest {
  readonly #lines: string[] = [];

  add(path: string, fact: PureFact): void {
    this.#lines.push(canonicalLine(path, fact));
  }

  /** Hex SHA-256 over what was added so far; more may be added afterwards. */
  digest(): string {
    return digestOfSorted(this.#lines.sort(compareBytewise));
  }
}

/** The digest of canonical lines that come sorted already, from a database for example; throws where they do not. */
export function digestOfSorted(lines: Iterable<string>): string {
  const hash = createHash("sha256");
  let before = "";
  for (const line of lines) {
    if (compareBytewise(before, line) > 0) throw new RangeError(`canonical lines are out of order at: ${line}`);
    hash.update(line).update("\n");
    before = line;
  }
  return hash.digest("hex");
}

/** The digest of a whole result at once. */
export function digestOfFindings(findings: Iterable<PureFact & { readonly path: string }>): string {
  const digest = new FindingsDigest();
  for (const finding of findings) digest.add(finding.path, finding);
  return digest.digest();
}
