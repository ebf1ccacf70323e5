/** What a use is, apart from where it stands and what policy says of it: equal ones are one row for all scans. */
import { createHash } from "node:crypto";
import type { Fact } from "@pqc-audit/scanner/fact.ts";

const FIELDS = [
  "ruleId",
  "algorithm",
  "family",
  "primitive",
  "operation",
  "purpose",
  "keySize",
  "curve",
  "library",
  "protocol",
  "language",
  "resolved",
  "usage",
  "quantum",
  "classical",
] as const;

export type UseKind = Pick<Fact, (typeof FIELDS)[number]>;

/** Equal for equal kinds of use, and only for those. */
export function useText(fact: UseKind): string {
  return JSON.stringify(FIELDS.map((field) => fact[field] ?? null));
}

export function useOfText(text: string): UseKind {
  const values = JSON.parse(text) as readonly unknown[];
  const fields = FIELDS.map((field, at) => [field, values[at]] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== null)) as unknown as UseKind;
}

/** Asset: what an inventory lists as one thing, wherever it is used. */
const ASSET_FIELDS = [
  "algorithm",
  "family",
  "purpose",
  "usage",
  "library",
  "keySize",
  "curve",
  "quantum",
  "classical",
] as const;
export type AssetFields = Pick<UseKind, (typeof ASSET_FIELDS)[number]>;

/** The same on every server. */
export function assetId(use: UseKind): string {
  const text = JSON.stringify(ASSET_FIELDS.map((field) => use[field] ?? null));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

export function assetFields(use: UseKind): AssetFields {
  const fields = ASSET_FIELDS.map((field) => [field, use[field]] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as AssetFields;
}
