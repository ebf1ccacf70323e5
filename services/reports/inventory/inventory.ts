/**
 * The assets of a result and how they depend on each other: one pass over the findings, in memory what there is of different
 * assets, never the findings. What reads the findings again finds their assets by `assetKey`.
 */

import { worst } from "@pqc-audit/scanner/algorithms/verdict.ts";
import type { Finding } from "../model/finding.ts";
import { compareBytewise } from "../model/order.ts";
import type { Many } from "../report.ts";
import { type AlgorithmFacts, algorithmFacts, factsOfName } from "./algorithm.ts";
import { type AssetKind, algorithmKey, assetKey, assetKind, assetRef, protocolKey } from "./asset.ts";
import type { Asset } from "./known-asset.ts";
import { FileLinks } from "./links.ts";

export class Inventory {
  /** By key. */
  readonly assets = new Map<string, Asset>();
  /** Library ids of code to the refs of algorithms and protocols that are called through them. */
  readonly provided = new Map<string, Set<string>>();
  findings = 0;
  readonly #links = new FileLinks((name) => this.protocol(name));

  static async of(findings: Many<Finding>): Promise<Inventory> {
    const inventory = new Inventory();
    for await (const finding of findings) inventory.add(finding);
    inventory.#links.end();
    return inventory;
  }

  /** In the order of bytes of their refs: the same assets in the same order, wherever they were found. */
  sorted(): readonly Asset[] {
    return [...this.assets.values()].sort((a, b) => compareBytewise(a.ref, b.ref));
  }

  add(finding: Finding): void {
    this.findings++;
    const asset = this.#assetOf(finding);
    asset.occurrences++;
    asset.classical = worst(asset.classical, finding.classical);
    asset.operations.add(finding.operation);
    asset.usages.add(finding.usage);
    asset.scopes.add(finding.scope);
    this.#provide(finding, asset);
    this.#links.add(finding, asset);
  }

  /** The algorithm that a key or certificate is about; there also where no code uses it. */
  algorithm(facts: AlgorithmFacts): Asset {
    const key = algorithmKey(facts);
    const known = this.assets.get(key);
    if (known) return known;
    const asset = this.#put("algorithm", key, facts);
    if (facts.digest !== undefined) {
      const digest = factsOfName(facts.digest);
      if (digest) asset.uses.set(this.algorithm(digest).ref, "part");
    }
    for (const half of facts.halves) {
      const part = factsOfName(half);
      if (part) asset.uses.set(this.algorithm(part).ref, "part");
    }
    return asset;
  }

  /** A protocol that settings belong to, whose version they do not say. */
  protocol(name: string): Asset {
    const known = this.assets.get(protocolKey(name));
    return known ?? this.#put("protocol", protocolKey(name), factsOfName(name) ?? PROTOCOL(name));
  }

  #assetOf(finding: Finding): Asset {
    const key = assetKey(finding);
    const known = this.assets.get(key);
    if (known?.sample) return known;
    const kind = assetKind(finding);
    const facts = algorithmFacts(finding);
    const asset =
      known ?? (kind === "algorithm" ? this.algorithm(facts) : this.#put(kind, key, facts, finding.library));
    asset.sample = finding;
    if (kind === "certificate") asset.uses.set(this.algorithm(facts).ref, "signature-algorithm");
    if (kind === "material") asset.uses.set(this.algorithm(facts).ref, "algorithm");
    return asset;
  }

  #put(kind: AssetKind, key: string, facts: AlgorithmFacts, library?: string): Asset {
    const ref = assetRef(kind, key, kind === "package" && library !== undefined ? library : facts.algorithm);
    const asset: Asset = {
      kind,
      key,
      ref,
      sample: undefined,
      facts,
      classical: facts.classical,
      occurrences: 0,
      operations: new Set(),
      usages: new Set(),
      scopes: new Set(),
      uses: new Map(),
      suites: new Map(),
    };
    this.assets.set(key, asset);
    return asset;
  }

  /** Whatever code calls through a library, that library brings. Products are configured, they implement by themselves. */
  #provide(finding: Finding, asset: Asset): void {
    const { library, usage, resolved } = finding;
    if (library === undefined || usage !== "call" || !resolved) return;
    if (asset.kind !== "algorithm" && asset.kind !== "protocol") return;
    const refs = this.provided.get(library) ?? new Set();
    this.provided.set(library, refs);
    refs.add(asset.ref);
  }
}

const PROTOCOL = (name: string): AlgorithmFacts => ({
  algorithm: name,
  family: name,
  primitive: "other",
  resolved: true,
  quantum: "unknown",
  classical: "ok",
  halves: [],
});
