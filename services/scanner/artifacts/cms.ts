/**
 * PKCS #7 and CMS (RFC 5652; KEM recipients RFC 9629): `.p7b`, `.p7s`, `.p7m`, `PKCS7` and `CMS` blocks. Certificates and
 * revocation lists within, signatures, how content keys reach their recipients, and the cipher of the content.
 */

import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import type { AsnType } from "asn1js";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge, lookup } from "../algorithms/registry.ts";
import type { Operation } from "../fact.ts";
import { encoded, isUniversal, items, tagged } from "./ber.ts";
import { children, element, oidOf, parseDer } from "./der.ts";
import { known, signatureUse } from "./key-algorithm.ts";
import { digest, type ObjectUse } from "./reading.ts";
import { readCertificate, readRevocationList } from "./x509.ts";

const SIGNED = "1.2.840.113549.1.7.2";
const ENVELOPED = "1.2.840.113549.1.7.3";
const ENCRYPTED = "1.2.840.113549.1.7.6";
const AUTH_ENVELOPED = "1.2.840.113549.1.9.16.1.23";
/** dhSinglePass-… and X25519/X448 key agreement schemes with their KDF. */
const STANDARD_ECDH =
  /^(?:1\.3\.133\.16\.840\.63\.0\.[23]|1\.3\.132\.1\.1[145]\.\d{1,2}|1\.2\.840\.113549\.1\.9\.16\.3\.(?:19|2[0-5]))$/;
const ESDH = "1.2.840.113549.1.9.16.3.5";
const KEM_RECIPIENT = "1.2.840.113549.1.9.16.13.3";

/** ContentInfo; throws where the bytes are none. */
export function readCms(der: Uint8Array): readonly ObjectUse[] {
  const [type, content] = items(element(der));
  const inner = children(content)[0];
  switch (oidOf(type)) {
    case SIGNED:
      return signedUses(items(inner), der);
    case ENVELOPED:
    case AUTH_ENVELOPED:
      return envelopedUses(items(inner), der);
    case ENCRYPTED:
      return cipherUses(items(inner)[1], der);
    default:
      throw new Error("not signed, enveloped or encrypted data");
  }
}

function signedUses(fields: readonly AsnType[], der: Uint8Array): readonly ObjectUse[] {
  const certificates = children(tagged(fields, 0)).filter((node) => isUniversal(node, 16));
  const lists = children(tagged(fields, 1)).filter((node) => isUniversal(node, 16));
  const signers = fields.findLast((node) => isUniversal(node, 17));
  return [
    ...certificates.slice(0, 2_000).flatMap((node) => readCertificate(encoded(node))),
    ...lists.slice(0, 2_000).flatMap((node) => readRevocationList(encoded(node))),
    // digestAlgorithms is a SET too: the signers come last.
    ...items(signers).flatMap((signer) => signerUses(signer, der)),
  ];
}

/** SignerInfo: version, sid, digest, [0] attributes, signature algorithm, signature. */
function signerUses(signer: AsnType, der: Uint8Array): readonly ObjectUse[] {
  const sequences = children(signer).filter((node) => isUniversal(node, 16));
  // A signer named by key identifier ([0]) leaves digest and signature algorithm alone.
  const [hashNode, signatureNode] = sequences.slice(-2);
  const hashOid = oidOf(children(hashNode)[0]);
  if (signatureNode === undefined || hashOid === undefined) throw new Error("no signer");
  const use = signatureUse(parseDer(encoded(signatureNode), AlgorithmIdentifier));
  const named = use.hash === undefined && PLAIN_KEYS.has(use.name);
  const full: AlgorithmUse = named ? { ...withPadding(use), hash: known(hashOid).name } : use;
  return [cmsUse("pki.cms.signature", full, "sign", "signed message", der)];
}

/** Keys that CMS names without a digest: it stands beside them. */
const PLAIN_KEYS: ReadonlySet<string> = new Set(["RSA", "DSA", "EC", "ECDSA"]);

function withPadding(use: AlgorithmUse): AlgorithmUse {
  if (use.name === "RSA" && use.padding === undefined) return { ...use, padding: "PKCS1-v1_5" };
  return use.name === "EC" ? { ...use, name: "ECDSA" } : use;
}

function envelopedUses(fields: readonly AsnType[], der: Uint8Array): readonly ObjectUse[] {
  const at = fields.findIndex((node) => isUniversal(node, 17));
  const uses = items(fields[at]).flatMap((recipient) => recipientUses(recipient, der));
  const keys = new Map(uses.map((use) => [use.snippet, use]));
  return [...keys.values(), ...cipherUses(fields[at + 1], der)];
}

function recipientUses(recipient: AsnType, der: Uint8Array): readonly ObjectUse[] {
  const fields = children(recipient);
  const rule = "pki.cms.recipient";
  if (isUniversal(recipient, 16)) {
    // KeyTransRecipientInfo: version, rid, algorithm, key; an rid by key identifier is [0].
    const use = algorithmOf(fields[2]);
    const transport = use.name === "RSA" && use.padding === undefined ? { ...use, padding: "PKCS1-v1_5" } : use;
    return [cmsUse(rule, transport, "encrypt", "message to a key", der)];
  }
  const sequences = fields.filter((node) => isUniversal(node, 16));
  switch (recipient.idBlock.tagNumber) {
    case 1:
      return [cmsUse(rule, agreement(oidOf(children(sequences[0])[0])), "key-agreement", "message to a key", der)];
    case 2:
      return [cmsUse(rule, algorithmOf(sequences.at(-1)), "encrypt", "message to a shared key", der)];
    case 4: {
      if (oidOf(fields[0]) !== KEM_RECIPIENT) return [];
      const kem = children(fields[1]).find((node) => lookup(nameOf(node))?.primitive === "kem");
      return kem === undefined ? [] : [cmsUse(rule, algorithmOf(kem), "encapsulate", "message to a key", der)];
    }
    default:
      return [];
  }
}

function agreement(dotted: string | undefined): AlgorithmUse {
  if (dotted === ESDH) return { name: "DH" };
  return dotted !== undefined && STANDARD_ECDH.test(dotted) ? { name: "ECDH" } : known(dotted ?? "");
}

/** EncryptedContentInfo: type, cipher, [0] content. */
function cipherUses(info: AsnType | undefined, der: Uint8Array): readonly ObjectUse[] {
  return [cmsUse("pki.cms.content", algorithmOf(items(info)[1]), "encrypt", "encrypted message", der)];
}

function algorithmOf(node: AsnType | undefined): AlgorithmUse {
  return known(oidOf(items(node)[0]) ?? "");
}

function nameOf(node: AsnType): string {
  try {
    return algorithmOf(node).name;
  } catch {
    return "";
  }
}

function cmsUse(ruleId: string, given: AlgorithmUse, operation: Operation, what: string, der: Uint8Array): ObjectUse {
  const { operation: _operation, ...use } = given;
  return {
    ruleId,
    use,
    operation,
    ...(operation === "encrypt" && use.name === "RSA" && { purpose: "key-establishment" as const }),
    usage: "certificate",
    confidence: "high",
    context: digest(der),
    snippet: `${what}, ${judge(use, operation).algorithm}`,
  };
}
