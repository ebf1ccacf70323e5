import { SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import { children, element, integerBits, parseDer } from "./der.ts";
import { curveOf, keyUse, modulusBits } from "./key-algorithm.ts";
import { digest, type ObjectUse } from "./reading.ts";

/** SubjectPublicKeyInfo (RFC 5280): `PUBLIC KEY`. */
export function readPublicKey(der: Uint8Array): readonly ObjectUse[] {
  const info = parseDer(der, SubjectPublicKeyInfo);
  return [publicKey(keyUse(info.algorithm, info.subjectPublicKey), der)];
}

/** RSAPublicKey (PKCS #1): `RSA PUBLIC KEY`. */
export function readRsaPublicKey(der: Uint8Array): readonly ObjectUse[] {
  return [publicKey({ name: "RSA", keySize: modulusBits(der) }, der)];
}

/** `DH PARAMETERS` (PKCS #3), `X9.42 DH PARAMETERS`, `DSA PARAMETERS`: all begin with the prime. */
export function parametersReader(name: "DH" | "DSA"): (der: Uint8Array) => readonly ObjectUse[] {
  return (der) => {
    const keySize = integerBits(children(element(der))[0]);
    if (keySize === undefined) throw new Error("no prime");
    return [parameters({ name, keySize }, der)];
  };
}

/** `EC PARAMETERS`: a named curve, or one written out. */
export function readEcParameters(der: Uint8Array): readonly ObjectUse[] {
  return [parameters({ name: "EC", ...curveOf(der) }, der)];
}

function publicKey(use: AlgorithmUse, der: Uint8Array): ObjectUse {
  return {
    ruleId: "pki.public-key",
    use,
    operation: "load",
    usage: "key-material",
    confidence: "high",
    context: digest(der),
    snippet: `public key, ${judge(use, "load").algorithm}`,
  };
}

function parameters(use: AlgorithmUse, der: Uint8Array): ObjectUse {
  return {
    ...publicKey(use, der),
    ruleId: "pki.parameters",
    usage: "configuration",
    snippet: `domain parameters, ${judge(use, "load").algorithm}`,
  };
}
