import { CertificationRequest } from "@peculiar/asn1-csr";
import { judge } from "../algorithms/registry.ts";
import { parseDer } from "./der.ts";
import { keyUse, signatureUse } from "./key-algorithm.ts";
import { digest, type ObjectUse } from "./reading.ts";
import { certifiedKey, nameText } from "./x509.ts";

/** Certification request (PKCS #10, RFC 2986): `CERTIFICATE REQUEST`. One fact for the key, one for the signature. */
export function readCertificateRequest(der: Uint8Array): readonly ObjectUse[] {
  const request = parseDer(der, CertificationRequest);
  const { subject: name, subjectPKInfo: info } = request.certificationRequestInfo;
  const subject = nameText(name);
  const key = certifiedKey(keyUse(info.algorithm, info.subjectPublicKey), []);
  const signature = signatureUse(request.signatureAlgorithm);
  const common = {
    usage: "certificate" as const,
    confidence: "high" as const,
    context: digest(subject, new Uint8Array(info.subjectPublicKey)),
  };
  return [
    {
      ...common,
      ruleId: "pki.certificate-request.key",
      use: key.use,
      operation: key.operation,
      snippet: `certificate request of ${subject}: key ${judge(key.use, key.operation).algorithm}`,
    },
    {
      ...common,
      ruleId: "pki.certificate-request.signature",
      use: signature,
      operation: "sign",
      snippet: `certificate request of ${subject}: signed with ${judge(signature, "sign").algorithm}`,
    },
  ];
}
