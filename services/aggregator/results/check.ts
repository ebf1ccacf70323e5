/**
 * Looks at a result before it is believed: a worker's machine may be hostile, and a fact that is no fact would stop
 * every join that meets it. Answers why it is refused, or undefined.
 */
import type { UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { ANCHOR_SET } from "@pqc-audit/scanner/anchor-set.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string" && value.length <= 4_096;
const position: Check = (value) => Number.isSafeInteger(value) && Number(value) > 0;
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const truth: Check = (value) => typeof value === "boolean";
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && allowed.includes(value);
const annotation: Check = (value) => {
  if (typeof value !== "object" || value === null) return false;
  const { rules, until, reason } = value as Record<string, unknown>;
  return Array.isArray(rules) && rules.every(text) && maybe(text)(until) && maybe(text)(reason);
};

/** A record, so that a field of `Fact` cannot be forgotten here. */
const FACT: Record<keyof Fact, Check> = {
  ruleId: text,
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
  language: text,
  algorithm: text,
  family: text,
  primitive: text,
  operation: text,
  purpose: text,
  keySize: maybe(count),
  curve: maybe(text),
  mode: maybe(text),
  padding: maybe(text),
  library: maybe(text),
  protocol: maybe(text),
  expires: maybe(text),
  resolved: truth,
  usage: oneOf("call", "configuration", "key-material", "certificate", "dependency", "definition"),
  quantum: oneOf("broken", "weakened", "safe", "hybrid", "post-quantum", "unknown"),
  classical: oneOf("broken", "weak", "ok"),
  confidence: oneOf("high", "medium", "low"),
  snippet: text,
  fingerprint: text,
  ignore: maybe(annotation),
  inTest: maybe(truth),
  validFrom: maybe(text),
  serialNumber: maybe(text),
};
const FACT_FIELDS = Object.entries(FACT) as [keyof Fact, Check][];

function factFault(fact: unknown): string | undefined {
  if (typeof fact !== "object" || fact === null) return "is no object";
  const fields = fact as Record<string, unknown>;
  for (const [field, check] of FACT_FIELDS) {
    if (!check(fields[field])) return `has an impossible ${field}: ${JSON.stringify(fields[field])?.slice(0, 80)}`;
  }
  const unknown = Object.keys(fields).find((field) => !Object.hasOwn(FACT, field));
  return unknown === undefined ? undefined : `has the unknown field ${JSON.stringify(unknown.slice(0, 80))}`;
}

export function resultFault(result: UnitResult): string | undefined {
  for (const { blob, kind, outcome, anchors } of result.blobs) {
    const where = `blob ${blob.slice(0, 64)} (${kind.slice(0, 64)})`;
    if (anchors !== undefined && !ANCHOR_SET.test(anchors)) return `${where}: anchors that are none`;
    switch (outcome.status) {
      case "scanned":
        for (const [at, fact] of outcome.facts.entries()) {
          const fault = factFault(fact);
          if (fault !== undefined) return `${where}: fact ${at + 1} ${fault}`;
        }
        break;
      case "skipped":
        if (!text(outcome.reason)) return `${where}: skipped without a reason`;
        break;
      case "failed":
      case "quarantined":
        if (typeof outcome.error !== "string") return `${where}: ${outcome.status} without an error`;
        break;
      default:
        return `${where}: unknown status ${JSON.stringify((outcome as { status?: unknown }).status)?.slice(0, 80)}`;
    }
  }
  return undefined;
}
