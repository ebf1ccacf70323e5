/**
 * What a finding is evidence of. Findings are many and assets few: each finding belongs to exactly one asset, so the
 * occurrences of all assets together are the findings, no more and no fewer.
 *
 * - `algorithm`: an algorithm with its parameters, however often and wherever it is used
 * - `protocol`: a protocol in one version
 * - `certificate`: one certificate, by its fingerprint, wherever copies of it lie; its key is an asset of its own
 * - `material`: one key that a file holds, by its fingerprint; keys that code makes or loads, by type and algorithm
 * - `package`: a library that a manifest asks for, in one version
 */
import { createHash } from "node:crypto";
import { lookup } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Finding } from "../model/finding.ts";
import { materialOf } from "./material.ts";

export type AssetKind = "algorithm" | "certificate" | "material" | "package" | "protocol";

/** What decides which algorithm it is: two findings that differ in one of these are of two assets. */
export type AlgorithmParts = Pick<
  Finding,
  "algorithm" | "primitive" | "keySize" | "curve" | "mode" | "padding" | "resolved"
>;

/** The same for findings of the same asset, whatever the scan. Cheap: asked for each finding, again and again. */
export function assetKey(finding: Finding): string {
  switch (assetKind(finding)) {
    case "algorithm":
      return algorithmKey(finding);
    case "certificate":
      return `certificate ${finding.fingerprint} ${finding.algorithm}`;
    case "material": {
      const { type, identified } = materialOf(finding);
      return `material ${type} ${identified ? `${finding.fingerprint} ${finding.algorithm}` : algorithmKey(finding)}`;
    }
    case "package":
      return `package ${finding.ruleId} ${finding.library ?? ""} ${requirementOf(finding)}`;
    case "protocol":
      return protocolKey(finding.algorithm);
  }
}

export function assetKind(finding: Finding): AssetKind {
  if (finding.usage === "dependency") return "package";
  if (finding.usage === "certificate") return isCertificate(finding) ? "certificate" : "material";
  if (finding.usage === "key-material" && materialOf(finding).type !== "none") return "material";
  return finding.purpose === "protocol" ? "protocol" : "algorithm";
}

export function algorithmKey(parts: AlgorithmParts): string {
  const { algorithm, primitive, keySize = "", mode = "", padding = "", resolved } = parts;
  const curve = parts.curve ?? curveOfName(algorithm) ?? "";
  return `algorithm ${algorithm}|${primitive}|${keySize}|${curve}|${mode}|${padding}|${resolved}`;
}

/** Where the name alone fixes it: an API may leave out what `Ed25519` says already. */
export function curveOfName(algorithm: string): string | undefined {
  if (curves.has(algorithm)) return curves.get(algorithm);
  const curve = lookup(algorithm)?.curve;
  if (curves.size < 10_000) curves.set(algorithm, curve);
  return curve;
}
const curves = new Map<string, string | undefined>();

export function protocolKey(name: string): string {
  return `protocol ${name}`;
}

/** A certificate has two findings: what it is signed with stands for it, what is certified is a key of its own. */
function isCertificate({ ruleId }: Finding): boolean {
  return ruleId === "pki.certificate.signature" || ruleId === "ssh.certificate.signature";
}

/** Unlike any other asset's, and the same in every inventory. Says what it is to whoever reads it. */
export function assetRef(kind: AssetKind, key: string, name: string): string {
  const readable = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9.+_-]+/g, "-")
    .slice(0, 60);
  return `${kind}/${readable}@${createHash("sha256").update(key.toWellFormed()).digest("hex").slice(0, 16)}`;
}

/** What the manifest asks for, as it stands there: `==50.0.0`, `^1.2`, nothing. */
export function requirementOf({ library = "", snippet }: Finding): string {
  if (!snippet.startsWith(`${library} `)) return "";
  const end = snippet.indexOf(" (", library.length);
  return end < 0 ? "" : snippet.slice(library.length + 1, end);
}

/** Where the manifest asks for one very release, as `high` says; `1.78` of `==1.78`. Empty otherwise. */
export function releaseOf(finding: Finding): string {
  return finding.confidence === "high" ? requirementOf(finding).replace(/^[\s=v]+/, "") : "";
}
