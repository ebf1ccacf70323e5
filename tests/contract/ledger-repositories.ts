/** What the repositories of the model hold and declare, and what is found in them. */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { ENGINE } from "./aggregator-harness.ts";
import { blob, fact } from "./plan-fixtures.ts";

export interface Repository {
  /** Pages of blobs by name. */
  readonly pages: readonly (readonly string[])[];
  /** Digest of its functions of its own. */
  readonly declares: string;
}

/** Digests of what repositories declare. */
export const [ONE, OTHER] = ["1a".repeat(16), "2b".repeat(16)] as const;

/** They overlap, within one repository and between them; two declare the same, one something else. */
export const REPOSITORIES: readonly Repository[] = [
  { pages: [["a", "b", "c"], ["d"]], declares: ONE },
  { pages: [["c", "d", "e"], ["a"]], declares: ONE },
  { pages: [["f", "e"], [], ["b", "a", "f"]], declares: OTHER },
];

const NAMES = new Map([..."abcdef"].map((name) => [blob(name).blob, name]));
/** Files in which functions of a repository's own may stand. */
const READ_TWICE = new Set("acef");

/** What is declared where a plan is made for this engine: until a scan is started over for another, its branch has moved on. */
export function declaredBy({ declares }: Repository, engine: string): string {
  return engine === ENGINE ? declares : declares === ONE ? OTHER : ONE;
}

export function secondKind(name: string, wrappers: string | undefined): string | undefined {
  return wrappers !== undefined && READ_TWICE.has(name) ? `python@${wrappers}` : undefined;
}

export function isSecond({ kind }: BlobKey): boolean {
  return kind.includes("@");
}

/** What a file needs results of where these functions are looked for. */
export function keysOf(name: string, wrappers: string | undefined): readonly BlobKey[] {
  const kind = secondKind(name, wrappers);
  return kind === undefined ? [blob(name)] : [blob(name), { ...blob(name), kind }];
}

/** The same whoever scans it. Some files hold nothing, in the first pass, in the second or in either. */
export function factsOf(key: BlobKey): readonly Fact[] {
  const name = NAMES.get(key.blob) ?? "";
  const line = name.charCodeAt(0);
  const at = (from: number): Fact => fact({ line: from, endLine: from });
  if (isSecond(key)) return name === "f" ? [] : [{ ...at(line + 2), ruleId: `wrapper.${key.kind}`, algorithm: "RSA" }];
  return name === "e" ? [] : [at(line), at(line + 1)];
}
