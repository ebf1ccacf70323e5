/** X.509 certificates and revocation lists (RFC 5280). */
import { Certificate, CertificateList, id_ce_keyUsage, KeyUsage, type Name, type Time } from "@peculiar/asn1-x509";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import type { Operation, Purpose } from "../fact.ts";
import { parseDer } from "./der.ts";
import { keyUse, signatureUse } from "./key-algorithm.ts";
import { digest, type ObjectUse, printable } from "./reading.ts";

/** One fact for the key, one for the signature over it. Neither is left out when the other's algorithm is unknown: that throws. */
export function readCertificate(der: Uint8Array): readonly ObjectUse[] {
  const certificate = parseDer(der, Certificate);
  const body = certificate.tbsCertificate;
  const subject = nameText(body.subject);
  const serial = Buffer.from(body.serialNumber).toString("hex");
  const validFrom = timeText(body.validity.notBefore);
  const expires = timeText(body.validity.notAfter);
  const serialNumber = serialText(serial);
  const info = body.subjectPublicKeyInfo;
  const usages = keyUsages(certificate);
  const key = certifiedKey(keyUse(info.algorithm, info.subjectPublicKey), usages);
  const signature = signatureUse(certificate.signatureAlgorithm);
  const common = {
    usage: "certificate" as const,
    confidence: "high" as const,
    ...(validFrom !== undefined && { validFrom }),
    ...(expires !== undefined && { expires }),
    ...(serialNumber !== undefined && { serialNumber }),
    context: digest(subject, serial, new Uint8Array(info.subjectPublicKey)),
  };
  const issuer = nameText(body.issuer);
  const until = expires === undefined ? "" : `, until ${expires.slice(0, 10)}`;
  return [
    {
      ...common,
      ruleId: "pki.certificate.key",
      use: key.use,
      operation: key.operation,
      ...(key.purpose === undefined ? {} : { purpose: key.purpose }),
      snippet: `certificate of ${subject}: key ${judge(key.use, key.operation).algorithm}${until}`,
    },
    {
      ...common,
      ruleId: "pki.certificate.signature",
      use: signature,
      operation: "sign",
      snippet: `certificate of ${subject}: signed with ${judge(signature, "sign").algorithm}${until}, issued by ${issuer}`,
    },
  ];
}

/** `X509 CRL`: its signature. */
export function readRevocationList(der: Uint8Array): readonly ObjectUse[] {
  const list = parseDer(der, CertificateList);
  const issuer = nameText(list.tbsCertList.issuer);
  const use = signatureUse(list.signatureAlgorithm);
  return [
    {
      ruleId: "pki.revocation-list.signature",
      use,
      operation: "sign",
      usage: "certificate",
      confidence: "high",
      context: digest(issuer),
      snippet: `revocation list of ${issuer}: signed with ${judge(use, "sign").algorithm}`,
    },
  ];
}

export interface CertifiedKey {
  readonly use: AlgorithmUse;
  readonly operation: Operation;
  readonly purpose?: Purpose;
}

const SIGNS = ["digitalSignature", "nonRepudiation", "keyCertSign", "crlSign", "cRLSign"];
const ENCRYPTS = ["keyEncipherment", "dataEncipherment", "keyAgreement"];

/**
 * What a certified key is for, by its key usage. A key that may sign is a signature key, as is one without the
 * extension; an EC key that may only agree on keys is ECDH.
 */
export function certifiedKey(use: AlgorithmUse, usages: readonly string[]): CertifiedKey {
  const verdict = judge(use, "load");
  if (verdict.primitive === "kem" || (verdict.primitive === "combiner" && verdict.purpose === "key-establishment")) {
    return { use, operation: "encapsulate" };
  }
  if (verdict.primitive === "key-agree") return { use, operation: "key-agreement" };
  const onlyEncrypts =
    !usages.some((usage) => SIGNS.includes(usage)) && usages.some((usage) => ENCRYPTS.includes(usage));
  if (use.name === "EC") {
    return onlyEncrypts
      ? { use: { ...use, name: "ECDH" }, operation: "key-agreement" }
      : { use: { ...use, name: "ECDSA" }, operation: "verify" };
  }
  return onlyEncrypts ? { use, operation: "encrypt", purpose: "key-establishment" } : { use, operation: "verify" };
}

function keyUsages(certificate: Certificate): readonly string[] {
  const extension = certificate.tbsCertificate.extensions?.find((each) => each.extnID === id_ce_keyUsage);
  return extension === undefined ? [] : parseDer(new Uint8Array(extension.extnValue.buffer), KeyUsage).toJSON();
}

// RFC 4519 short names.
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
};

/** `CN=example.org, O=Example`, printable and short. */
export function nameText(name: Name): string {
  const parts: string[] = [];
  for (const relative of name) {
    for (const { type, value } of relative) {
      if (parts.length === 8) break;
      parts.push(`${ATTRIBUTES[type] ?? type}=${printable(value.toString(), 64)}`);
    }
  }
  return parts.length === 0 ? "(no name)" : printable(parts.join(", "), 120);
}

/** RFC 5280 4.1.2.2 allows 20 bytes; what is longer is no serial number that anything else would name. */
function serialText(hex: string): string | undefined {
  const digits = hex.replace(/^(?:00)+(?=[0-9a-f]{2})/, "");
  return digits === "" || digits.length > 64 ? undefined : digits;
}

function timeText(time: Time): string | undefined {
  const date = time.utcTime ?? time.generalTime;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
