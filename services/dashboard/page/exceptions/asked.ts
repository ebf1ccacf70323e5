/** What a person fills in to ask for an exception; an address can begin it. */
import type { Exception, ExceptionAsked } from "../api/exceptions.ts";

export const SCOPE = ["target", "finding", "rule", "algorithm", "family", "filePattern"] as const;
export type ScopeKey = (typeof SCOPE)[number];

export const SCOPE_NAMES: Readonly<Record<ScopeKey, string>> = {
  target: "Repository",
  finding: "Finding",
  rule: "Rule",
  algorithm: "Algorithm",
  family: "Family",
  filePattern: "Path",
};

export type AskText = Readonly<Record<ScopeKey | "reason" | "until", string>>;

export function askTextOf(search: URLSearchParams): AskText {
  const given = (key: ScopeKey) => search.get(key) ?? "";
  return {
    target: given("target"),
    finding: given("finding"),
    rule: given("rule"),
    algorithm: given("algorithm"),
    family: given("family"),
    filePattern: given("filePattern"),
    reason: "",
    until: "",
  };
}

export function askedOf(text: AskText): ExceptionAsked {
  const scope = SCOPE.flatMap((key) => (text[key].trim() === "" ? [] : [[key, text[key].trim()] as const]));
  return { reason: text.reason.trim(), until: text.until, ...Object.fromEntries(scope) };
}

/** The page on which an exception for this finding is asked for. */
export function askPath(finding: { readonly target: string; readonly id: string }): string {
  return `/exceptions?${new URLSearchParams({ ask: "yes", target: finding.target, finding: finding.id })}`;
}

/** What it is for, part by part. */
export function scopeOf(exception: Exception): readonly (readonly [name: string, value: string])[] {
  return SCOPE.flatMap((key) => {
    const value = exception[key];
    return value === undefined ? [] : [[SCOPE_NAMES[key], value] as const];
  });
}
