/** Assets: equal uses of cryptography as one thing, wherever they stand. */
import { SEVERITIES, type Severity } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import type { Dictionary } from "../inventory/dictionary.ts";
import type { Repository } from "../inventory/inventory.ts";
import { type AssetFields, assetFields } from "../inventory/use-kind.ts";
import type { Policy } from "../join/policy.ts";
import { eachKind, type KindFilter } from "./tallies.ts";

export const ASSET_ORDERS = ["-findings", "-repositories", "-severity", "algorithm", "deadline"] as const;
export type AssetOrder = (typeof ASSET_ORDERS)[number];

export interface FirstDeadline {
  readonly mandate: string;
  /** ISO date. */
  readonly date: string;
}

export interface Asset extends AssetFields {
  /** The same on every server. */
  readonly id: string;
  readonly findings: number;
  readonly repositories: number;
  /** The most severe of its findings. */
  readonly worst: Severity;
  /** Of those that are not suppressed. */
  readonly firstDeadline?: FirstDeadline;
}

export interface AssetsQuery {
  readonly filter: KindFilter;
  readonly policy: () => Policy;
}

/** Of all findings that the filter lets pass. */
export function assetsOf(
  dictionary: Dictionary,
  repositories: readonly Repository[],
  query: AssetsQuery,
  order: AssetOrder,
): readonly Asset[] {
  const { kinds, assets: ids } = dictionary;
  const assetOf = Int32Array.from(kinds, ({ asset }) => asset);
  const seen = new Uint8Array(kinds.length);
  const counts = new Float64Array(ids.length);
  const places = new Float64Array(ids.length);
  const last = new Int32Array(ids.length).fill(-1);
  eachKind(dictionary, repositories, query, (kind, findings, repository) => {
    const asset = assetOf[kind] ?? 0;
    seen[kind] = 1;
    counts[asset] = (counts[asset] ?? 0) + findings;
    if (last[asset] === repository) return;
    last[asset] = repository;
    places[asset] = (places[asset] ?? 0) + 1;
  });
  const told = new Map<number, { fields: AssetFields; worst: number; first: FirstDeadline | undefined }>();
  for (const [number, kind] of kinds.entries()) {
    if (seen[number] === 0) continue;
    const { severity, suppressed, deadlines } = kind.judgement;
    const asset = told.get(kind.asset) ?? { fields: assetFields(kind.use), worst: SEVERITIES.length, first: undefined };
    told.set(kind.asset, asset);
    asset.worst = Math.min(asset.worst, SEVERITIES.indexOf(severity));
    if (suppressed) continue;
    for (const { mandate, date, actBy = date } of deadlines) {
      if (!asset.first || actBy < asset.first.date) asset.first = { mandate, date: actBy };
    }
  }
  const assets = Array.from(told, ([asset, { fields, worst, first }]) => ({
    id: ids[asset] ?? "",
    ...fields,
    findings: counts[asset] ?? 0,
    repositories: places[asset] ?? 0,
    worst: SEVERITIES[worst] ?? "info",
    ...(first && { firstDeadline: first }),
  }));
  return assets.sort(
    (a, b) => inOrder(order, a, b) || compareBytewise(a.algorithm, b.algorithm) || (a.id < b.id ? -1 : 1),
  );
}

function inOrder(order: AssetOrder, a: Asset, b: Asset): number {
  switch (order) {
    case "-findings":
      return b.findings - a.findings;
    case "-repositories":
      return b.repositories - a.repositories;
    case "-severity":
      return SEVERITIES.indexOf(a.worst) - SEVERITIES.indexOf(b.worst) || b.findings - a.findings;
    case "algorithm":
      return 0;
    case "deadline":
      return compareBytewise(a.firstDeadline?.date ?? "~", b.firstDeadline?.date ?? "~") || b.findings - a.findings;
  }
}

export interface AssetInRepository {
  readonly target: string;
  readonly scan: string;
  readonly findings: number;
  readonly worst: Severity;
}

/** Where findings are: most first. */
export function repositoriesOf(
  dictionary: Dictionary,
  repositories: readonly Repository[],
  query: AssetsQuery,
): readonly AssetInRepository[] {
  const found = new Map<number, { findings: number; worst: number }>();
  eachKind(dictionary, repositories, query, (number, findings, repository) => {
    const severity = SEVERITIES.indexOf(dictionary.kinds[number]?.judgement.severity ?? "info");
    const known = found.get(repository) ?? { findings: 0, worst: severity };
    found.set(repository, { findings: known.findings + findings, worst: Math.min(known.worst, severity) });
  });
  return Array.from(found, ([at, { findings, worst }]) => ({
    target: repositories[at]?.target ?? "",
    scan: repositories[at]?.scan.id ?? "",
    findings,
    worst: SEVERITIES[worst] ?? "info",
  })).sort((a, b) => b.findings - a.findings || compareBytewise(a.target, b.target));
}
