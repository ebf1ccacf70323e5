/** Inline annotations: `pqc-audit: ignore[rule, rule] until=2027-01-31 reason`, on the line or the line before. */
import type { IgnoreAnnotation } from "../fact.ts";

const MARK = "pqc-audit:";
const FORM = /pqc-audit:\s*ignore(?:\[([^\]\n]{0,500})\])?(?:\s+until=(\d{4}-\d{2}-\d{2}))?(?:[ \t]+([^\n]{1,300}))?/;

/** Annotations of a text by 0-based line; empty without a search where the mark is absent. */
export function ignoreAnnotations(text: string): ReadonlyMap<number, IgnoreAnnotation> {
  const found = new Map<number, IgnoreAnnotation>();
  if (!text.includes(MARK)) return found;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const annotation = line.length < 2000 ? parse(line) : undefined;
    if (annotation) found.set(index, annotation);
  }
  return found;
}

function parse(line: string): IgnoreAnnotation | undefined {
  const match = FORM.exec(line);
  if (!match) return undefined;
  const [, rules, until, reason] = match;
  const trimmed = reason?.replace(/(?<!\s)\s*(?:\*\/|-->)\s*$/, "").trim();
  return {
    rules: (rules ?? "")
      .split(",")
      .map((rule) => rule.trim())
      .filter((rule) => rule !== ""),
    ...(until !== undefined && { until }),
    ...(trimmed && { reason: trimmed }),
  };
}

/** The annotation that covers a finding of this rule on this 0-based line. */
export function ignoreFor(
  annotations: ReadonlyMap<number, IgnoreAnnotation>,
  line: number,
  ruleId: string,
): IgnoreAnnotation | undefined {
  for (const at of [line, line - 1]) {
    const annotation = annotations.get(at);
    if (annotation && (annotation.rules.length === 0 || annotation.rules.includes(ruleId))) return annotation;
  }
  return undefined;
}
