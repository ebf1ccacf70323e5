/**
 * PKCS #12 (RFC 7292) without its password: certificates and keys that stand in the clear, and how the rest is protected.
 * Nothing is decrypted and no iteration is run.
 */
import type { AsnType } from "asn1js";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import { encoded, isUniversal, items, octets, tagged } from "./ber.ts";
import { children, element, integerBits, oidOf } from "./der.ts";
import { known } from "./key-algorithm.ts";
import { encryptionUses } from "./key-encryption.ts";
import { readEncryptedPrivateKey, readPrivateKey } from "./private-key.ts";
import { digest, type ObjectUse } from "./reading.ts";
import { readCertificate, readRevocationList } from "./x509.ts";

const DATA = "1.2.840.113549.1.7.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const ENVELOPED_DATA = "1.2.840.113549.1.7.3";
const PBMAC1 = "1.2.840.113549.1.5.14";
const BAG = "1.2.840.113549.1.12.10.1.";
/** Safe bags may hold safe contents again. */
const MAX_DEPTH = 4;

/** PFX; throws where the bytes are none. */
export function readPkcs12(der: Uint8Array): readonly ObjectUse[] {
  const [version, safe, mac] = items(element(der));
  if (integerBits(version) !== 2) throw new Error("not PKCS #12");
  const [type, content] = items(safe);
  const kind = oidOf(type);
  if (kind !== DATA && kind !== SIGNED_DATA) throw new Error("not PKCS #12");
  const uses: ObjectUse[] = [];
  if (kind === DATA) {
    const safes = element(octets(children(content)[0]));
    for (const each of items(safes)) uses.push(...safeUses(each, der));
  }
  if (mac !== undefined && isUniversal(mac, 16)) uses.push(...macUses(mac, der));
  return distinct(uses);
}

/** One ContentInfo of the authenticated safe. */
function safeUses(info: AsnType, der: Uint8Array): readonly ObjectUse[] {
  const [type, content] = items(info);
  const inner = children(content)[0];
  switch (oidOf(type)) {
    case DATA:
      return bagUses(element(octets(inner)), 0);
    case ENCRYPTED_DATA: {
      const [, encrypted] = items(inner);
      const algorithm = items(encrypted)[1];
      if (algorithm === undefined) throw new Error("no encryption algorithm");
      return encryptionUses(algorithm).map((use) => protection("pki.pkcs12.encryption", use, der));
    }
    case ENVELOPED_DATA:
      return [];
    default:
      throw new Error("unknown content in PKCS #12");
  }
}

function bagUses(contents: AsnType, depth: number): readonly ObjectUse[] {
  if (depth > MAX_DEPTH) throw new Error("safe bags are nested too deep");
  return items(contents).flatMap((bag) => {
    const [type, value] = items(bag);
    const inner = children(value)[0];
    if (inner === undefined) return [];
    switch ((oidOf(type) ?? "").replace(BAG, "")) {
      case "1":
        return readPrivateKey(encoded(inner));
      case "2":
        return readEncryptedPrivateKey(encoded(inner));
      case "3":
        return readCertificate(taggedOctets(inner));
      case "4":
        return readRevocationList(taggedOctets(inner));
      case "6":
        return bagUses(inner, depth + 1);
      default:
        return [];
    }
  });
}

/** CertBag and CRLBag: type, then `[0]` with an OCTET STRING. */
function taggedOctets(bag: AsnType): Uint8Array {
  return octets(children(tagged(items(bag), 0))[0]);
}

function macUses(mac: AsnType, der: Uint8Array): readonly ObjectUse[] {
  const [info, , iterations] = items(mac);
  const [identifier, parameters] = items(items(info)[0]);
  const dotted = oidOf(identifier);
  if (dotted === undefined) throw new Error("no MAC algorithm");
  const rule = "pki.pkcs12.mac";
  if (dotted === PBMAC1) {
    const [derivation, scheme] = items(parameters);
    const prf = oidOf(children(children(children(derivation)[1]).at(-1))[0]);
    const authentication = oidOf(children(scheme)[0]);
    return [
      protection(rule, { name: "PBKDF2", hash: prf === undefined ? "SHA-1" : (known(prf).hash ?? "SHA-1") }, der),
      ...(authentication === undefined ? [] : [protection(rule, known(authentication), der)]),
    ];
  }
  const hash = known(dotted).name;
  // One iteration where the field is left out (RFC 7292 section 4).
  const count = iterations === undefined ? 1 : integerValue(iterations);
  const said = count === undefined ? "" : `, ${count} iterations`;
  return [protection(rule, { name: "PKCS12-KDF", hash }, der, said), protection(rule, { name: "HMAC", hash }, der)];
}

/** A number of at most four bytes, as text for people; nothing is done as often as it says. */
function integerValue(node: AsnType): number | undefined {
  const bits = integerBits(node);
  const bytes = new Uint8Array((node.valueBlock as unknown as { valueHexView?: Uint8Array }).valueHexView ?? []);
  return bits === undefined || bits > 32 ? undefined : bytes.reduce((value, byte) => value * 256 + byte, 0);
}

function protection(ruleId: string, use: AlgorithmUse, der: Uint8Array, more = ""): ObjectUse {
  const verdict = judge(use, "unknown");
  const operation = verdict.primitive === "kdf" ? "derive" : verdict.primitive === "mac" ? "mac" : "decrypt";
  return {
    ruleId,
    use,
    operation,
    usage: "key-material",
    confidence: "high",
    context: digest(der),
    snippet: `PKCS #12 key store protected with ${verdict.algorithm}${more}`,
  };
}

/** One of several bags that are protected alike is enough. */
function distinct(uses: readonly ObjectUse[]): readonly ObjectUse[] {
  return [...new Map(uses.map((use) => [`${use.ruleId} ${use.context} ${use.snippet}`, use])).values()];
}
