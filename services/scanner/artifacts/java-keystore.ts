/**
 * Java key stores: JKS and JCEKS (sun.security.provider.JavaKeyStore, com.sun.crypto.provider.JceKeyStore): big-endian
 * numbers, names with a two-byte length, certificates in the clear, keys encrypted. Today's Java writes PKCS #12 under the same names.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import type { Artifact, ArtifactResult } from "./artifact.ts";
import { items } from "./ber.ts";
import { element, oidOf } from "./der.ts";
import { pki } from "./pki.ts";
import { digest, type ObjectUse, printable } from "./reading.ts";
import { readCertificate } from "./x509.ts";

const JKS = 0xfeedfeed;
const JCEKS = 0xcececece;
const MAX_ENTRIES = 5_000;
const MAX_CHAIN = 100;
/** PBEWithMD5AndTripleDES of JCEKS; the other OID of the vendor is JKS's own XOR with SHA-1. */
const JCEKS_PROTECTION = "1.3.6.1.4.1.42.2.19.1";

export const javaKeystore: Artifact = {
  id: "java-keystore",
  extensions: [".jks", ".jceks", ".keystore", ".ks", ".truststore"],
  fileNames: ["cacerts", "jssecacerts"],
  matches: (head) => magicOf(head) !== undefined,
  isOneObject: (head) => magicOf(head) !== undefined || pki.isOneObject?.(head) === true,
  read(bytes, anchors, wanted) {
    if (magicOf(bytes) === undefined) return pki.read(bytes, anchors, wanted);
    const uses: ObjectUse[] = [];
    let error: string | undefined;
    try {
      readEntries(new Fields(bytes), magicOf(bytes) === JCEKS ? "JCEKS" : "JKS", uses);
    } catch (thrown) {
      error = `malformed Java key store: ${printable(thrown instanceof Error ? thrown.message : String(thrown), 120)}`;
    }
    const placed = [...distinct(uses)].map((use) => ({ ...use, start: 0, end: bytes.length }));
    return { uses: placed, ...(error !== undefined && { error }) } satisfies ArtifactResult;
  },
};

function magicOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < 12) return undefined;
  const magic = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return magic === JKS || magic === JCEKS ? magic : undefined;
}

function readEntries(fields: Fields, type: string, uses: ObjectUse[]): void {
  fields.skip(4);
  const version = fields.number(4);
  if (version !== 1 && version !== 2) throw new Error(`version ${version}, known are 1 and 2`);
  const count = fields.number(4);
  if (count > MAX_ENTRIES) throw new Error(`${count} entries: at most ${MAX_ENTRIES} are read`);
  uses.push(storeUse("keystore.java.integrity", { name: "SHA-1" }, "digest", `${type}: SHA-1 guards its integrity`));
  for (let entry = 0; entry < count; entry++) {
    const tag = fields.number(4);
    fields.skip(fields.number(2));
    fields.skip(8);
    if (tag === 1) {
      uses.push(...protectionUses(fields.bytes(fields.number(4)), type));
      const chain = fields.number(4);
      if (chain > MAX_CHAIN) throw new Error(`a chain of ${chain} certificates: at most ${MAX_CHAIN} are read`);
      for (let link = 0; link < chain; link++) uses.push(...certificateUses(fields, version));
    } else if (tag === 2) uses.push(...certificateUses(fields, version));
    // A sealed secret key is a serialised Java object without a length: what follows cannot be found.
    else if (tag === 3 && type === "JCEKS") return void uses.push(...jceksProtection());
    else throw new Error(`unknown kind of entry ${tag}`);
  }
}

function certificateUses(fields: Fields, version: number): readonly ObjectUse[] {
  if (version === 2) fields.skip(fields.number(2));
  return readCertificate(fields.bytes(fields.number(4)));
}

/** EncryptedPrivateKeyInfo under one of the vendor's own algorithms. */
function protectionUses(der: Uint8Array, type: string): readonly ObjectUse[] {
  const [algorithm] = items(element(der));
  if (oidOf(items(algorithm)[0]) === JCEKS_PROTECTION) return jceksProtection();
  return [
    storeUse(
      "keystore.java.protection",
      { name: "SHA-1" },
      "encrypt",
      `${type}: private key under a key stream of SHA-1, without iterations`,
    ),
  ];
}

function jceksProtection(): readonly ObjectUse[] {
  const rule = "keystore.java.protection";
  const said = "JCEKS: key under PBEWithMD5AndTripleDES";
  return [
    storeUse(rule, { name: "PBES1", hash: "MD5" }, "derive", said),
    storeUse(rule, { name: "3DES", mode: "CBC" }, "decrypt", said),
  ];
}

function storeUse(ruleId: string, use: AlgorithmUse, operation: ObjectUse["operation"], snippet: string): ObjectUse {
  const common = { usage: "key-material", confidence: "high" } as const;
  return { ...common, ruleId, use, operation, context: digest(snippet), snippet };
}

function distinct(uses: readonly ObjectUse[]): Iterable<ObjectUse> {
  return new Map(uses.map((use) => [`${use.ruleId} ${use.use.name} ${use.context} ${use.snippet}`, use])).values();
}

/** Reads forward; throws at the end of the bytes. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(size: 2 | 4): number {
    return this.bytes(size).readUIntBE(0, size);
  }

  bytes(count: number): Buffer {
    const start = this.#at;
    if (start + count > this.#bytes.length) throw new Error("ends too early");
    this.#at += count;
    return this.#bytes.subarray(start, this.#at);
  }

  skip(count: number): void {
    this.bytes(count);
  }
}
