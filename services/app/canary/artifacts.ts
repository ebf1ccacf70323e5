/** Planted certificates and keys, made at run time and used for nothing, and files that must be skipped. */
import "reflect-metadata";
import { generateKeyPairSync, type KeyObject, webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";
import { finds, type PlantedFile } from "./planted.ts";

const YEAR_MS = 365 * 86_400_000;
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

export async function plantedArtifacts(run: string): Promise<readonly PlantedFile[]> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { publicKey } = generateKeyPairSync("ed25519");
  const key = { line: 1, operation: "load", usage: "key-material", quantum: "broken" } as const;
  return [
    await certificate(run),
    {
      path: "config/signing.key",
      content: privateKey.export({ type: "pkcs8", format: "pem" }),
      finds: finds("pki", [{ ...key, ruleId: "pki.private-key", algorithm: "EC-P-256", curve: "P-256" }]),
    },
    {
      path: "config/peer.der",
      content: publicKey.export({ type: "spki", format: "der" }),
      finds: finds("pki", [{ ...key, ruleId: "pki.public-key", algorithm: "Ed25519", curve: "Edwards25519" }]),
    },
    { path: "config/cut.pem", content: cutCertificate(publicKey), malformed: true, finds: [] },
  ];
}

/** Valid for a year, so that its expiry is another in each run. */
async function certificate(run: string): Promise<PlantedFile> {
  const keys = await webcrypto.subtle.generateKey(RSA, true, ["sign", "verify"]);
  const now = Math.floor(Date.now() / 1000) * 1000;
  const notAfter = new Date(now + YEAR_MS);
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: `00${run}`,
    name: "CN=canary",
    keys,
    signingAlgorithm: RSA,
    notBefore: new Date(now),
    notAfter,
  });
  const both = { line: 1, usage: "certificate", quantum: "broken", expires: notAfter.toISOString() } as const;
  return {
    path: "config/service.pem",
    content: made.toString("pem"),
    finds: finds("pki", [
      { ...both, ruleId: "pki.certificate.key", algorithm: "RSA-2048", keySize: 2048, operation: "verify" },
      {
        ...both,
        ruleId: "pki.certificate.signature",
        algorithm: "RSA-PKCS1-v1_5-SHA-256",
        padding: "PKCS1-v1_5",
        operation: "sign",
      },
    ]),
  };
}

function cutCertificate(key: KeyObject): string {
  const der = key.export({ type: "spki", format: "der" });
  return `-----BEGIN CERTIFICATE-----\n${der.subarray(0, 30).toString("base64")}\n-----END CERTIFICATE-----\n`;
}

export function plantedSkips(run: string): readonly PlantedFile[] {
  const weak = `require("crypto").createHash("md5"); // canary ${run}\n`;
  return [
    { path: "assets/image.bin", content: Buffer.from(`\0\x01 hashlib.md5() ${run}`), skipped: "binary", finds: [] },
    { path: "node_modules/left-out/index.js", content: weak, skipped: "excluded", finds: [] },
    { path: "src/link.py", content: "tokens.py", type: "symlink", skipped: "symlink", finds: [] },
    { path: "third-party", content: "1".repeat(40), type: "submodule", skipped: "submodule", finds: [] },
  ];
}
