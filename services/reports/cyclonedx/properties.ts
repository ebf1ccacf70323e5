/** `cryptoProperties` of CycloneDX 1.6 and 1.7: what an asset is, in the vocabulary of the specification. */
import { lookup } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Operation, Primitive } from "@pqc-audit/scanner/fact.ts";
import type { AlgorithmFacts } from "../inventory/algorithm.ts";
import type { Asset, LinkKind } from "../inventory/known-asset.ts";
import { materialOf } from "../inventory/material.ts";
import { registryCurve, registryFamily } from "./registry.ts";

export type SpecVersion = "1.6" | "1.7";

export function cryptoProperties(asset: Asset, version: SpecVersion): Readonly<Record<string, unknown>> {
  switch (asset.kind) {
    case "certificate":
      return { assetType: "certificate", certificateProperties: certificate(asset, version) };
    case "material":
      return { assetType: "related-crypto-material", relatedCryptoMaterialProperties: material(asset, version) };
    case "protocol":
      return { assetType: "protocol", protocolProperties: protocol(asset, version) };
    default:
      return { assetType: "algorithm", algorithmProperties: algorithm(asset, version) };
  }
}

const FUNCTIONS: Readonly<Record<Operation, string | undefined>> = {
  keygen: "keygen",
  sign: "sign",
  verify: "verify",
  encrypt: "encrypt",
  decrypt: "decrypt",
  encapsulate: "encapsulate",
  decapsulate: "decapsulate",
  // The vocabulary has no word for agreeing on a key; what both sides derive is a key.
  "key-agreement": "keyderive",
  derive: "keyderive",
  digest: "digest",
  mac: "tag",
  handshake: "other",
  load: undefined,
  unknown: undefined,
};

/** What the algorithm does, where the use is a part of something more: a digest that is signed, a MAC asked for as a digest. */
function functionOf(primitive: Primitive, operation: Operation): string | undefined {
  const named = FUNCTIONS[operation];
  if (primitive === "mac" && named === "digest") return "tag";
  return primitive === "hash" && (named === "sign" || named === "verify") ? "digest" : named;
}

function algorithm({ facts, operations }: Asset, version: SpecVersion): unknown {
  const { primitive, curve, mode, padding, strength, nist } = facts;
  const functions = [...new Set([...operations].flatMap((operation) => functionOf(primitive, operation) ?? []))].sort();
  const family = version === "1.7" ? registryFamily(facts) : undefined;
  const parameterSet = parameterSetOf(facts);
  return {
    primitive,
    ...(family !== undefined && { algorithmFamily: family }),
    ...(parameterSet !== undefined && { parameterSetIdentifier: parameterSet }),
    ...(curve !== undefined && curveOf(curve, version)),
    executionEnvironment: "unknown",
    implementationPlatform: "unknown",
    ...(mode !== undefined && { mode: MODES.has(mode) ? mode.toLowerCase() : "other" }),
    ...(padding !== undefined && { padding: PADDINGS[padding] ?? "other" }),
    cryptoFunctions: functions.length === 0 ? ["unknown"] : functions,
    ...(strength !== undefined && { classicalSecurityLevel: strength }),
    ...(nist !== undefined && { nistQuantumSecurityLevel: nist }),
  };
}

const MODES: ReadonlySet<string> = new Set(["CBC", "ECB", "CCM", "GCM", "CFB", "OFB", "CTR"]);
const PADDINGS: Readonly<Record<string, string>> = {
  "PKCS1-v1_5": "pkcs1v15",
  OAEP: "oaep",
  PKCS7: "pkcs7",
  NoPadding: "raw",
};

/** Curves that the registry does not have keep their name in the older field. */
function curveOf(curve: string, version: SpecVersion): Readonly<Record<string, string>> {
  const known = version === "1.7" ? registryCurve(curve) : undefined;
  return known === undefined ? { curve } : { ellipticCurve: known };
}

/** Bits of key or digest, or what a post-quantum name ends in: `2048`, `256`, `768`, `SHA2-128s`. A curve stands by itself. */
function parameterSetOf({ algorithm, family, keySize, primitive, quantum }: AlgorithmFacts): string | undefined {
  if (keySize !== undefined) return String(keySize);
  if (quantum === "post-quantum" && algorithm.startsWith(`${family}-`)) return algorithm.slice(family.length + 1);
  if (primitive !== "hash" && primitive !== "block-cipher" && primitive !== "xof") return undefined;
  const bits = lookup(algorithm)?.bits;
  return bits === undefined ? undefined : String(bits);
}

function certificate(asset: Asset, version: SpecVersion): unknown {
  const { sample } = asset;
  const isSsh = sample?.ruleId.startsWith("ssh.") === true;
  const issuer = / issued by (.+)$/s.exec(sample?.snippet ?? "")?.[1];
  const key = refOf(asset, "public-key");
  const signature = refOf(asset, "signature-algorithm");
  return {
    // 1.6 has no place for it.
    ...(version === "1.7" && sample?.serialNumber !== undefined && { serialNumber: sample.serialNumber }),
    subjectName: subjectOf(asset),
    ...(issuer !== undefined && { issuerName: issuer }),
    ...(sample?.validFrom !== undefined && { notValidBefore: sample.validFrom }),
    ...(sample?.expires !== undefined && { notValidAfter: sample.expires }),
    // Deprecated in 1.7, and what most importers read; the same links stand in `relatedCryptographicAssets` there.
    ...(signature !== undefined && { signatureAlgorithmRef: signature }),
    ...(key !== undefined && { subjectPublicKeyRef: key }),
    certificateFormat: isSsh ? "OpenSSH" : "X.509",
    ...related(asset, version),
  };
}

/** Of findings' words only: `certificate of CN=example.org: signed with …`. */
export function subjectOf({ sample }: Asset): string {
  const text = sample?.snippet ?? "";
  return /^.*?(?:certificate|certificate request|revocation list) of (.*?): (?:key|signed) /s.exec(text)?.[1] ?? text;
}

function material(asset: Asset, version: SpecVersion): unknown {
  const { sample, facts } = asset;
  const { type } = sample ? materialOf(sample) : { type: "key" };
  const algorithm = refOf(asset, "algorithm");
  const protection = refOf(asset, "secured-by");
  return {
    type,
    ...(algorithm !== undefined && { algorithmRef: algorithm }),
    ...(sample?.expires !== undefined && { expirationDate: sample.expires }),
    ...(facts.keySize !== undefined && type !== "signature" && { size: facts.keySize }),
    ...(protection !== undefined && { securedBy: { mechanism: "encryption", algorithmRef: protection } }),
    ...related(asset, version),
  };
}

function protocol(asset: Asset, version: SpecVersion): unknown {
  const name = asset.facts.algorithm;
  const [, family = "", number] = /^(DTLS|TLS|SSL|SSH|IKE|QUIC)(?:v([\d.]+))?$/.exec(name) ?? [];
  const types = version === "1.7" ? { ...PROTOCOLS, ...PROTOCOLS_1_7 } : PROTOCOLS;
  const algorithms = [...asset.uses.keys()];
  const suites = [...asset.suites].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    type: types[family] ?? "other",
    ...(number !== undefined && { version: family === "SSL" ? name : number }),
    ...(suites.length > 0 && {
      cipherSuites: suites.map(([suite, refs]) => ({ name: suite, algorithms: [...refs].sort() })),
    }),
    ...(algorithms.length > 0 && version === "1.6" && { cryptoRefArray: algorithms.sort() }),
    ...related(asset, version),
  };
}

const PROTOCOLS: Readonly<Record<string, string>> = { DTLS: "tls", TLS: "tls", SSL: "tls", SSH: "ssh", IKE: "ike" };
const PROTOCOLS_1_7: Readonly<Record<string, string>> = { DTLS: "dtls", QUIC: "quic" };

function refOf({ uses }: Asset, kind: LinkKind): string | undefined {
  for (const [ref, each] of uses) if (each === kind) return ref;
  return undefined;
}

const RELATIONS: Readonly<Record<LinkKind, string>> = {
  algorithm: "algorithm",
  "signature-algorithm": "algorithm",
  "public-key": "public-key",
  "secured-by": "algorithm",
  part: "algorithm",
};

function related({ uses }: Asset, version: SpecVersion): Readonly<Record<string, unknown>> {
  if (version === "1.6" || uses.size === 0) return {};
  const links = [...uses].sort(([a], [b]) => (a < b ? -1 : 1));
  return { relatedCryptographicAssets: links.map(([ref, kind]) => ({ type: RELATIONS[kind], ref })) };
}
