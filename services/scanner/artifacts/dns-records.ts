/**
 * Keys and signatures in DNS zone files: DNSKEY, CDNSKEY, DS, CDS, RRSIG (RFC 4034, IANA "DNS Security Algorithm
 * Numbers"), TLSA (RFC 6698) and SSHFP (RFC 4255). Owner, TTL and class may stand before the type; parentheses join lines.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import type { Artifact, ArtifactUse } from "./artifact.ts";
import { bitLength } from "./der.ts";
import { digest } from "./reading.ts";

const MAX_RECORDS = 5_000;
const MAX_RECORD = 8_192;

const ALGORITHMS: Readonly<Record<string, AlgorithmUse>> = {
  1: { name: "RSA", padding: "PKCS1-v1_5", hash: "MD5" },
  3: { name: "DSA", hash: "SHA-1" },
  5: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-1" },
  6: { name: "DSA", hash: "SHA-1" },
  7: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-1" },
  8: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-256" },
  10: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-512" },
  12: { name: "GOST R 34.10", hash: "GOST R 34.11-94" },
  13: { name: "ECDSA", curve: "P-256", hash: "SHA-256" },
  14: { name: "ECDSA", curve: "P-384", hash: "SHA-384" },
  15: { name: "Ed25519", curve: "Edwards25519" },
  16: { name: "Ed448", curve: "Edwards448" },
  17: { name: "SM2", curve: "curveSM2", hash: "SM3" },
  23: { name: "GOST R 34.10", keySize: 256, hash: "Streebog-256" },
};
/** Digests of DS records. */
const DIGESTS: Readonly<Record<string, string>> = { 1: "SHA-1", 2: "SHA-256", 3: "GOST R 34.11-94", 4: "SHA-384" };
const MATCHING: Readonly<Record<string, string>> = { 1: "SHA-256", 2: "SHA-512" };
const HOST_KEYS: Readonly<Record<string, AlgorithmUse>> = {
  1: { name: "RSA" },
  2: { name: "DSA" },
  3: { name: "ECDSA" },
  4: { name: "Ed25519", curve: "Edwards25519" },
  6: { name: "Ed448", curve: "Edwards448" },
};
const PRINTS: Readonly<Record<string, string>> = { 1: "SHA-1", 2: "SHA-256" };

/** Before the type: owner, TTL, class in any order, or nothing. */
const RECORD =
  /^[^\S\n]{0,40}(?:[^\s;"]{1,255}[^\S\n]{1,40}){0,3}?(C?DNSKEY|C?DS|RRSIG|TLSA|SSHFP)[^\S\n]{1,40}(\S{1,12})[^\S\n]{1,40}(\S{1,12})[^\S\n]{1,40}(\S{1,128})(?=\s|$)/gm;

export const dnsRecords: Artifact = {
  id: "dns-records",
  extensions: [".zone"],
  anchors: ["DNSKEY", "RRSIG", "TLSA ", "TLSA\t", "SSHFP", "IN DS ", "IN\tDS\t", "IN\tDS "],
  within: "text",
  once: true,
  read(bytes, _anchors, wanted = { from: 0, to: bytes.length }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    // A signed zone has a signature on every name: one of each kind tells all there is.
    const seen = new Map<string, ArtifactUse>();
    let records = 0;
    for (const match of text.matchAll(RECORD)) {
      const start = match.index + match[0].search(/\S/);
      if (start < wanted.from) continue;
      if (start >= wanted.to) break;
      if (++records > MAX_RECORDS) return { uses: [...seen.values()], error: `more than ${MAX_RECORDS} DNS records` };
      const rest = text.slice(match.index + match[0].length, match.index + match[0].length + MAX_RECORD);
      for (const use of recordUses(match[1] ?? "", match.slice(2, 5), rest)) {
        const placed = { ...use, start, end: match.index + match[0].length };
        if (!seen.has(use.context)) seen.set(use.context, placed);
      }
    }
    return { uses: [...seen.values()] };
  },
};

type RecordUse = Omit<ArtifactUse, "start" | "end">;

function recordUses(type: string, fields: readonly string[], rest: string): readonly RecordUse[] {
  const [first = "", second = "", third = ""] = fields;
  switch (type) {
    case "DNSKEY":
    case "CDNSKEY": {
      // Flags, protocol 3 and nothing else, algorithm.
      const use = second === "3" && /^\d{1,5}$/.test(first) ? own(ALGORITHMS, third) : undefined;
      const key = Buffer.from(joined(rest).replace(/[^A-Za-z0-9+/=]/g, ""), "base64");
      return use === undefined
        ? []
        : [record("key", type, { ...use, ...(use.name === "RSA" && rsaSize(key)) }, "verify", digest(key))];
    }
    case "DS":
    case "CDS": {
      const use = own(ALGORITHMS, second);
      const hash = own(DIGESTS, third);
      if (use === undefined || hash === undefined || !/^\d{1,5}$/.test(first)) return [];
      return [record("delegation", type, { name: hash }, "digest", `${first} ${second} ${third}`)];
    }
    case "RRSIG": {
      const use = own(ALGORITHMS, second);
      return use === undefined || !/^[A-Z0-9]{1,12}$/.test(first) || !/^\d{1,3}$/.test(third)
        ? []
        : [record("signature", type, use, "sign", second)];
    }
    case "TLSA": {
      const hash = own(MATCHING, third);
      return hash === undefined || !/^[0-3]$/.test(first) || !/^[01]$/.test(second)
        ? []
        : [record("association", type, { name: hash }, "digest", `${first} ${second} ${third}`)];
    }
    default: {
      const use = own(HOST_KEYS, first);
      const hash = own(PRINTS, second);
      if (use === undefined || hash === undefined || !/^[0-9A-Fa-f(]/.test(third)) return [];
      return [
        record("host-key", type, use, "verify", `key ${first}`),
        record("host-key.fingerprint", type, { name: hash }, "digest", `print ${second}`),
      ];
    }
  }
}

function record(
  what: string,
  type: string,
  use: AlgorithmUse,
  operation: RecordUse["operation"],
  context: string,
): RecordUse {
  return {
    ruleId: `dns.${what}`,
    use,
    operation,
    usage: what === "key" ? "key-material" : "configuration",
    confidence: "high",
    context: `${type} ${context}`,
    snippet: `${type} record, ${judge(use, operation).algorithm}`,
  };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The rest of a record: to the end of its line, or to the closing parenthesis; comments left out. */
function joined(rest: string): string {
  const open = /^[^\S\n]*\(/.exec(rest);
  const end = open ? rest.indexOf(")") : rest.indexOf("\n");
  return rest.slice(open ? open[0].length : 0, end < 0 ? rest.length : end).replace(/;.*/g, "");
}

/** RFC 3110: length of the exponent in one or three bytes, exponent, modulus. */
function rsaSize(key: Buffer): { keySize?: number } {
  if (key.length < 3) return {};
  const first = key[0] ?? 0;
  const [header, exponent] = first === 0 ? [3, key.readUInt16BE(1)] : [1, first];
  const keySize = bitLength(key.subarray(header + exponent));
  return keySize >= 256 && keySize <= 16_384 ? { keySize } : {};
}
