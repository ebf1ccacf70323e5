/** From algorithm identifiers (RFC 5280 `AlgorithmIdentifier`) to uses in the registry's terms. */
import { RSAPublicKey, RsaSaPssParams } from "@peculiar/asn1-rsa";
import type { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { allCurves } from "../algorithms/curves.ts";
import { oid } from "../algorithms/notations/oid.ts";
import { lookup } from "../algorithms/registry.ts";
import { bitLength, children, element, integerBits, oidOf, parseDer } from "./der.ts";

/** A name every message can carry: an OID the registry does not know is said, not guessed. */
export class UnknownAlgorithm extends Error {
  constructor(dotted: string) {
    super(`algorithm ${printableOid(dotted)} is not known`);
  }
}

function printableOid(dotted: string): string {
  return dotted.replace(/[^0-9.]/g, "?").slice(0, 80);
}

/** The algorithm of a key, with size or curve. `publicKey` as in SubjectPublicKeyInfo, where there is one. */
export function keyUse(algorithm: AlgorithmIdentifier, publicKey?: ArrayBuffer): AlgorithmUse {
  const use = known(algorithm.algorithm);
  const parameters = algorithm.parameters ? new Uint8Array(algorithm.parameters) : undefined;
  const { operation: _operation, ...key } = use;
  switch (use.name) {
    case "RSA":
      return { ...key, ...(publicKey === undefined ? {} : { keySize: modulusBits(new Uint8Array(publicKey)) }) };
    case "DSA":
    case "DH":
      // Both parameter structures begin with the prime.
      return { ...key, ...size(parameters === undefined ? undefined : integerBits(children(element(parameters))[0])) };
    case "EC":
    case "ECDH":
    case "ECMQV":
      return { ...key, ...(parameters === undefined ? {} : curveOf(parameters)) };
    default:
      return key;
  }
}

/** The algorithm of a signature. */
export function signatureUse(algorithm: AlgorithmIdentifier): AlgorithmUse {
  const use = known(algorithm.algorithm);
  if (use.name !== "RSA" || use.padding !== "PSS" || use.hash !== undefined) return use;
  // Parameters that are left out mean SHA-1 (RFC 8017 appendix A.2.3).
  const hash = algorithm.parameters
    ? known(parseDer(new Uint8Array(algorithm.parameters), RsaSaPssParams).hashAlgorithm.algorithm).name
    : "SHA-1";
  return { ...use, hash };
}

/** The use an OID means; throws `UnknownAlgorithm`. */
export function known(dotted: string): AlgorithmUse {
  const use = oid.parse(dotted)[0];
  if (use === undefined || lookup(use.name) === undefined) throw new UnknownAlgorithm(dotted);
  return use;
}

/** Named curve, or the size of one that is written out; nothing for an inherited one. */
export function curveOf(parameters: Uint8Array): { readonly curve?: string; readonly keySize?: number } {
  const node = element(parameters);
  const dotted = oidOf(node);
  if (dotted !== undefined) {
    const curve = allCurves().find((each) => each.oid === dotted);
    if (curve === undefined) throw new UnknownAlgorithm(dotted);
    return { curve: curve.name };
  }
  // SpecifiedECDomain: version, field, curve, base point, order.
  return size(integerBits(children(node)[4]));
}

/** Bits of the modulus of an RSAPublicKey. */
export function modulusBits(der: Uint8Array): number {
  return bitLength(new Uint8Array(parseDer(der, RSAPublicKey).modulus));
}

function size(bits: number | undefined): { readonly keySize?: number } {
  return bits === undefined || bits === 0 ? {} : { keySize: bits };
}
