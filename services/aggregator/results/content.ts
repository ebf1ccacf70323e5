/** Facts as they are stored and compared: fields in one order, so that the same content is the same text. */
import { createHash } from "node:crypto";
import type { Fact, IgnoreAnnotation } from "@pqc-audit/scanner/fact.ts";

/** A record, so that a field of `Fact` cannot be forgotten here. */
const FIELDS: Record<keyof Fact, true> = {
  ruleId: true,
  line: true,
  column: true,
  endLine: true,
  endColumn: true,
  language: true,
  algorithm: true,
  family: true,
  primitive: true,
  operation: true,
  purpose: true,
  keySize: true,
  curve: true,
  mode: true,
  padding: true,
  library: true,
  protocol: true,
  expires: true,
  resolved: true,
  usage: true,
  quantum: true,
  classical: true,
  confidence: true,
  snippet: true,
  fingerprint: true,
  ignore: true,
  inTest: true,
  validFrom: true,
  serialNumber: true,
};
const ORDER = Object.keys(FIELDS) as (keyof Fact)[];
const FACTS_IN_A_ROW = 100;

function ordered(fact: Fact): Partial<Record<keyof Fact, unknown>> {
  const copy: Partial<Record<keyof Fact, unknown>> = {};
  for (const field of ORDER) {
    const value = fact[field];
    if (value !== undefined) copy[field] = field === "ignore" ? orderedIgnore(value as IgnoreAnnotation) : value;
  }
  return copy;
}

function orderedIgnore({ rules, until, reason }: IgnoreAnnotation): IgnoreAnnotation {
  return { rules, ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) };
}

/** JSON arrays of at most a hundred facts each. */
export function factBodies(facts: readonly Fact[]): string[] {
  const bodies: string[] = [];
  for (let from = 0; from < facts.length; from += FACTS_IN_A_ROW) {
    bodies.push(JSON.stringify(facts.slice(from, from + FACTS_IN_A_ROW).map(ordered)));
  }
  return bodies;
}

/** Number of the first fact of each body. */
export function firstFact(body: number): number {
  return body * FACTS_IN_A_ROW;
}

/** Hex SHA-256 over everything an outcome says. */
export function contentDigest(status: string, detail: string | null, bodies: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([status, detail]));
  for (const body of bodies) hash.update(`\n${body}`);
  return hash.digest("hex");
}
