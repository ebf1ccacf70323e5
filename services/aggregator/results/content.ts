/** What a blob's outcome says, as a digest: key order and spelling of the JSON do not matter, content does. */
import { createHash } from "node:crypto";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]),
  );
}

/** Hex SHA-256. */
export function contentDigest(outcome: Outcome): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(outcome)))
    .digest("hex");
}

export const NOTHING_FOUND = contentDigest({ status: "scanned", facts: [] });
