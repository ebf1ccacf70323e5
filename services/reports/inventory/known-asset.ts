/** An asset with what its findings say of it, and what it depends on. */
import type { Finding } from "../model/finding.ts";
import type { AlgorithmFacts } from "./algorithm.ts";
import type { AssetKind } from "./asset.ts";

export interface Asset {
  readonly kind: AssetKind;
  readonly key: string;
  readonly ref: string;
  /** The first finding of it; absent where it is only known as a part of another (the digest of a signature). */
  sample: Finding | undefined;
  /** Of the algorithm itself, or of the one that the key, certificate or protocol is about. */
  readonly facts: AlgorithmFacts;
  /** The worst of its findings: RSA with PKCS #1 v1.5 padding is sound where it signs. */
  classical: Finding["classical"];
  occurrences: number;
  readonly operations: Set<Finding["operation"]>;
  readonly usages: Set<Finding["usage"]>;
  readonly scopes: Set<Finding["scope"]>;
  /** Refs of what it depends on, and why. */
  readonly uses: Map<string, LinkKind>;
  /** Of a protocol: names of cipher suites to the refs of their algorithms. */
  readonly suites: Map<string, ReadonlySet<string>>;
}

export type LinkKind = "algorithm" | "signature-algorithm" | "public-key" | "secured-by" | "part";
