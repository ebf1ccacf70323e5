/** Keys and certificates, in PEM (any number in a file, combined, inside other text) and DER. */
import type { Artifact, ArtifactResult, ArtifactUse } from "./artifact.ts";
import { readBcfks } from "./bcfks.ts";
import { readCms } from "./cms.ts";
import { readCertificateRequest } from "./csr.ts";
import { readDamagedKey } from "./damaged-key.ts";
import { readOpensshPrivateKey } from "./openssh-key.ts";
import { MAX_BLOCKS, type PemBlock, pemBlocks } from "./pem.ts";
import { readPkcs12 } from "./pkcs12.ts";
import {
  readDsaPrivateKey,
  readEcPrivateKey,
  readEncryptedPrivateKey,
  readLegacyEncrypted,
  readPrivateKey,
  readRsaPrivateKey,
} from "./private-key.ts";
import { parametersReader, readEcParameters, readPublicKey, readRsaPublicKey } from "./public-key.ts";
import { type ObjectReader, printable } from "./reading.ts";
import { readCertificate, readRevocationList } from "./x509.ts";

/** Readers by PEM label; other labels (PGP, Tor, age) are not this format's. */
const READERS: Readonly<Record<string, ObjectReader>> = {
  CERTIFICATE: readCertificate,
  "X509 CERTIFICATE": readCertificate,
  "TRUSTED CERTIFICATE": readCertificate,
  "CERTIFICATE REQUEST": readCertificateRequest,
  "NEW CERTIFICATE REQUEST": readCertificateRequest,
  "X509 CRL": readRevocationList,
  "PRIVATE KEY": readPrivateKey,
  "ENCRYPTED PRIVATE KEY": readEncryptedPrivateKey,
  "RSA PRIVATE KEY": readRsaPrivateKey,
  "EC PRIVATE KEY": readEcPrivateKey,
  "DSA PRIVATE KEY": readDsaPrivateKey,
  "OPENSSH PRIVATE KEY": readOpensshPrivateKey,
  "PUBLIC KEY": readPublicKey,
  "RSA PUBLIC KEY": readRsaPublicKey,
  "DH PARAMETERS": parametersReader("DH"),
  "X9.42 DH PARAMETERS": parametersReader("DH"),
  "DSA PARAMETERS": parametersReader("DSA"),
  "EC PARAMETERS": readEcParameters,
  PKCS7: readCms,
  CMS: readCms,
  "PKCS #7 SIGNED DATA": readCms,
  PKCS12: readPkcs12,
};

/** What a DER file may hold, tried in this order: no two of these structures accept the same bytes. */
const DER_READERS: readonly ObjectReader[] = [
  readCertificate,
  readCertificateRequest,
  readPublicKey,
  readPrivateKey,
  readEncryptedPrivateKey,
  readRsaPrivateKey,
  readEcPrivateKey,
  readRevocationList,
  readPkcs12,
  readCms,
  readBcfks,
];

/** A DER object larger than this is none of ours. */
const MAX_DER = 4 << 20;

export const pki: Artifact = {
  id: "pki",
  extensions: [
    ...[".pem", ".crt", ".cer", ".cert", ".der", ".key", ".csr", ".req", ".p8", ".pk8", ".p10", ".crl"],
    ...[".p12", ".pfx", ".pkcs12", ".p7b", ".p7c", ".p7s", ".p7m", ".spc", ".bcfks"],
  ],
  fileNames: ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "ca-bundle.crt", "cacert.pem"],
  anchors: ["-----BEGIN "],
  matches: looksLikeDer,
  isOneObject: isSequence,
  read(bytes, _anchors, wanted) {
    const blocks = pemBlocks(bytes, wanted?.from, wanted?.to);
    if (blocks.length > 0) return readBlocks(blocks);
    if (wanted && wanted.from > 0) return { uses: [] };
    if (isSequence(bytes)) return readDer(bytes);
    // A short object (an Ed25519 key has 48 bytes) is told from a text that begins with `0` only by being read.
    return bytes[0] === 0x30 && bytes[1] === bytes.length - 2 ? { uses: readDer(bytes).uses } : { uses: [] };
  },
};

function readBlocks(blocks: readonly PemBlock[]): ArtifactResult {
  const uses: ArtifactUse[] = [];
  let error: string | undefined;
  for (const block of blocks) {
    const { label, start, end } = block;
    const reader = Object.hasOwn(READERS, label) ? READERS[label] : undefined;
    if (reader === undefined) continue;
    try {
      const dekInfo = block.headers.get("dek-info");
      const found = dekInfo === undefined ? reader(block.der) : readLegacyEncrypted(label, dekInfo, block.der);
      uses.push(...found.map((use) => ({ ...use, start, end })));
    } catch (thrown) {
      const cut = block.complete ? "" : ", the END line is missing";
      error ??= `malformed ${label.toLowerCase()} at byte ${start}${cut}: ${reason(thrown)}`;
      uses.push(...readDamagedKey(label, block.der).map((use) => ({ ...use, start, end })));
    }
  }
  if (blocks.length >= MAX_BLOCKS) error ??= `more than ${MAX_BLOCKS} PEM blocks: the rest is not read, split the file`;
  return error === undefined ? { uses } : { uses, error };
}

function readDer(bytes: Uint8Array): ArtifactResult {
  if (bytes.length > MAX_DER)
    return { uses: [], error: `DER object of ${bytes.length} bytes: at most ${MAX_DER} are read` };
  let first: unknown;
  for (const reader of DER_READERS) {
    try {
      return { uses: reader(bytes).map((use) => ({ ...use, start: 0, end: bytes.length })) };
    } catch (thrown) {
      first ??= thrown;
    }
  }
  return {
    uses: [],
    error: `malformed DER: neither certificate, request, key, revocation list nor key store (${reason(first)})`,
  };
}

function reason(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return printable(message.split("\n", 1)[0] ?? "", 120);
}

/** A SEQUENCE with a long, or in BER an indefinite, length: the first bytes of any object of more than 127 bytes. */
function isSequence(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80 && (bytes[1] ?? 0) <= 0x83;
}

// What follows the outer SEQUENCE header, of objects that files hold without a name that tells.
const CERTIFICATE_V3 = [0xa0, 0x03, 0x02, 0x01, 0x02];
const PKCS8 = [0x02, 0x01, 0x00, 0x30];
const SPKI = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48];
const PKCS12 = [0x02, 0x01, 0x03, 0x30];
/** ContentInfo: an OID of nine octets below PKCS #7. */
const PKCS7 = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

function looksLikeDer(head: Uint8Array): boolean {
  if (!isSequence(head)) return false;
  const body = headerLength(head, 0);
  if (startsWith(head, body, PKCS8) || startsWith(head, body, SPKI)) return true;
  if (startsWith(head, body, PKCS12) || startsWith(head, body, PKCS7)) return true;
  return head[body] === 0x30 && startsWith(head, body + headerLength(head, body), CERTIFICATE_V3);
}

function headerLength(bytes: Uint8Array, at: number): number {
  const length = bytes[at + 1] ?? 0;
  return length > 0x80 ? 2 + (length & 0x7f) : 2;
}

function startsWith(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[at + index] === byte);
}
