/** What the canary plants, and what any correct scan must say of it. */
import type { Fact, SkipReason } from "@pqc-audit/scanner/fact.ts";

/** Fields of a finding that are the same wherever and whenever it is found; optional ones must be absent where absent here. */
export interface Expected
  extends Pick<
    Fact,
    | "line"
    | "ruleId"
    | "algorithm"
    | "language"
    | "operation"
    | "usage"
    | "quantum"
    | "classical"
    | "resolved"
    | "keySize"
    | "curve"
    | "mode"
    | "padding"
    | "expires"
  > {
  /** Reason of the annotation beside it; policy may honour it or not, a default service does. */
  readonly suppressed?: string;
}

export interface PlantedFile {
  readonly path: string;
  /** Of a symlink what it points to, of a submodule the commit. */
  readonly content: string | Uint8Array;
  readonly type?: "symlink" | "submodule";
  /** Why it must be skipped; scanned where absent. */
  readonly skipped?: SkipReason;
  /** It must be counted among the errors, and its scan be complete all the same. */
  readonly malformed?: true;
  readonly finds: readonly Expected[];
}

type Common = "language" | "usage" | "classical" | "resolved";

/** Findings of one language or format, of which most are resolved calls of algorithms that are in order today. */
export function finds(
  language: string,
  list: readonly (Omit<Expected, Common> & Partial<Pick<Expected, Common>>)[],
): readonly Expected[] {
  return list.map((each) => ({ language, usage: "call", classical: "ok", resolved: true, ...each }));
}
