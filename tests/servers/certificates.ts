/** A certificate authority for one test, and certificates signed by it. Keys exist only for the time of the test. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

export interface CertificateFiles {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Authority {
  /** Writes a certificate for loopback with this name, or replaces the files of that name. */
  issue(name: string): Promise<CertificateFiles>;
}

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const commonName = "2.5.4.3";
const hour = 3_600_000;

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

function nameOf(text: string): Name {
  const value = new AttributeValue({ utf8String: text });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: commonName, value })])]);
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** A certificate in PEM over `publicKey`, signed with the issuer's key. */
function certify(
  subject: string,
  publicKey: KeyObject,
  issuer: { readonly name: string; readonly key: KeyObject },
  extensions: Extension[],
): string {
  const signature = new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const body = new TBSCertificate({
    version: Version.v3,
    // Positive, as serial numbers must be.
    serialNumber: new Uint8Array([1, ...randomBytes(15)]).buffer,
    signature,
    issuer: nameOf(issuer.name),
    validity: new Validity({ notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + hour) }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(publicKey.export({ type: "spki", format: "der" }), SubjectPublicKeyInfo),
    extensions: new Extensions(extensions),
  });
  const signatureValue = sign("sha256", Buffer.from(AsnConvert.serialize(body)), issuer.key);
  const certificate = new Certificate({
    tbsCertificate: body,
    signatureAlgorithm: signature,
    signatureValue: new Uint8Array(signatureValue).buffer,
  });
  const lines =
    Buffer.from(AsnConvert.serialize(certificate))
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

export async function createAuthority(folder: string, name = "test-authority"): Promise<Authority> {
  const own = newKeys();
  const issuer = { name, key: own.privateKey };
  const isAuthority = extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true }));
  const caFile = join(folder, `${name}.pem`);
  await writeFile(caFile, certify(name, own.publicKey, issuer, [isAuthority]));
  const loopback = ["localhost", "127.0.0.1"].map((host) =>
    isIP(host) === 0 ? new GeneralName({ dNSName: host }) : new GeneralName({ iPAddress: host }),
  );
  const hosts = extension(id_ce_subjectAltName, false, new SubjectAlternativeName(loopback));
  return {
    async issue(subject) {
      const { publicKey, privateKey } = newKeys();
      const files = { caFile, certFile: join(folder, `${subject}.pem`), keyFile: join(folder, `${subject}.key`) };
      await writeFile(files.certFile, certify(subject, publicKey, issuer, [hosts]));
      await writeFile(files.keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
      return files;
    },
  };
}
