/** Certificates and requests for tests, made and signed at run time. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Extension,
  Extensions,
  id_ce_keyUsage,
  KeyUsage,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

export interface Signing {
  /** Dotted OID of the signature algorithm, and its digest for `node:crypto` (null where the key fixes it). */
  readonly oid: string;
  readonly digest: string | null;
  readonly parameters?: ArrayBuffer | null;
}

export interface CertificateOptions {
  readonly key: KeyObject;
  readonly signing: Signing;
  readonly commonName?: string;
  readonly notAfter?: Date;
  /** Bits of the key usage extension. */
  readonly usage?: number;
}

/** DER of a self-signed certificate. */
export function certificate(options: CertificateOptions): Buffer {
  const { key, signing, commonName = "test.example", notAfter = new Date("2031-05-06T07:08:09Z"), usage } = options;
  const algorithm = identifier(signing);
  const body = new TBSCertificate({
    version: Version.v3,
    serialNumber: new Uint8Array([1, 2, 3]).buffer,
    signature: algorithm,
    issuer: name(commonName),
    subject: name(commonName),
    validity: new Validity({ notBefore: new Date("2024-01-01T00:00:00Z"), notAfter }),
    subjectPublicKeyInfo: publicInfo(key),
    ...(usage === undefined
      ? {}
      : {
          extensions: new Extensions([
            new Extension({
              extnID: id_ce_keyUsage,
              critical: true,
              extnValue: new OctetString(AsnConvert.serialize(new KeyUsage(usage))),
            }),
          ]),
        }),
  });
  return Buffer.from(
    AsnConvert.serialize(
      new Certificate({
        tbsCertificate: body,
        signatureAlgorithm: algorithm,
        signatureValue: signature(key, signing, AsnConvert.serialize(body)),
      }),
    ),
  );
}

/** DER of a certification request. */
export function request(key: KeyObject, signing: Signing, commonName = "test.example"): Buffer {
  const info = new CertificationRequestInfo({ subject: name(commonName), subjectPKInfo: publicInfo(key) });
  return Buffer.from(
    AsnConvert.serialize(
      new CertificationRequest({
        certificationRequestInfo: info,
        signatureAlgorithm: identifier(signing),
        signature: signature(key, signing, AsnConvert.serialize(info)),
      }),
    ),
  );
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

export const SIGNINGS = {
  rsaSha256: { oid: "1.2.840.113549.1.1.11", digest: "sha256", parameters: null },
  rsaSha1: { oid: "1.2.840.113549.1.1.5", digest: "sha1", parameters: null },
  ecdsaSha256: { oid: "1.2.840.10045.4.3.2", digest: "sha256" },
  ecdsaSha384: { oid: "1.2.840.10045.4.3.3", digest: "sha384" },
  ed25519: { oid: "1.3.101.112", digest: null },
  mldsa65: { oid: "2.16.840.1.101.3.4.3.18", digest: null },
} satisfies Record<string, Signing>;

function identifier(signing: Signing): AlgorithmIdentifier {
  return new AlgorithmIdentifier({
    algorithm: signing.oid,
    ...(signing.parameters === undefined ? {} : { parameters: signing.parameters }),
  });
}

function publicInfo(key: KeyObject): SubjectPublicKeyInfo {
  const der = createPublicKey(createPrivateKey(key.export({ type: "pkcs8", format: "pem" }))).export({
    type: "spki",
    format: "der",
  });
  return AsnConvert.parse(der, SubjectPublicKeyInfo);
}

function signature(key: KeyObject, signing: Signing, body: ArrayBuffer): ArrayBuffer {
  return new Uint8Array(sign(signing.digest, Buffer.from(body), key)).buffer;
}

function name(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: "2.5.4.3", value })])]);
}
