/** JWA names (RFC 7518, RFC 8037, RFC 8812, RFC 9864 and the ML-DSA draft): `alg` and `enc` of JWS, JWE and JWK. */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { lookup } from "../registry.ts";
import { MAX_NAME, table } from "../spelling.ts";

const SHA = table<string>({ "1": "SHA-1", "256": "SHA-256", "384": "SHA-384", "512": "SHA-512" });
const CURVES = table<string>({
  "256": "P-256",
  "256K": "secp256k1",
  "384": "P-384",
  "512": "P-521",
});

/** An unsecured token, `none`, is reported: a signature that protects nothing. */
export const jose: Notation = {
  id: "jose",
  parse(text) {
    if (text.length > MAX_NAME) return [];
    // Libraries name constants `HS256`, `jwt.RS256`, `SignatureAlgorithm.HS256`, `SigningMethodRS256`, `JWSAlgorithm.ES256`.
    const name = (/(?<![^.])[^.]*$/.exec(text.trim())?.[0] ?? "").replace(/^SigningMethod/, "").replaceAll("_", "-");
    return readAlg(name.toUpperCase()) ?? [];
  },
};

function readAlg(name: string): readonly AlgorithmUse[] | undefined {
  const short = /^([A-Z]{2})(1|256K?|384|512)$/.exec(name);
  const hash = SHA.get((short?.[2] ?? "").replace("K", ""));
  if (short !== null && hash !== undefined) return signature(short[1] ?? "", short[2] ?? "", hash);
  const wrapped = /^(ECDH-ES|PBES2-HS(256|384|512))(?:[+-]A(128|192|256)KW)?$/.exec(name);
  if (wrapped !== null) {
    const wrap = wrapped[3];
    const first: AlgorithmUse =
      wrapped[2] === undefined
        ? { name: "ECDH", operation: "key-agreement" }
        : { name: "PBKDF2", hash: SHA.get(wrapped[2]) ?? "SHA-256", operation: "derive" };
    return wrap === undefined
      ? [first]
      : [first, { name: "AES", keySize: Number(wrap), mode: "KW", operation: "encrypt" }];
  }
  const aes = /^A(128|192|256)(KW|GCM|GCMKW|CBC-HS(?:256|384|512)|CBC|CTR)$/.exec(name);
  if (aes !== null) {
    const suffix = aes[2] ?? "";
    const mode = suffix.startsWith("GCM") ? "GCM" : suffix.slice(0, 3).replace("-", "");
    return [{ name: "AES", keySize: Number(aes[1]), mode, operation: "encrypt" }];
  }
  const oaep = /^RSA-?OAEP(?:-?(256|384|512))?$/.exec(name);
  if (oaep !== null) {
    return [{ name: "RSA", padding: "OAEP", hash: SHA.get(oaep[1] ?? "1") ?? "SHA-1", operation: "encrypt" }];
  }
  switch (name) {
    case "NONE":
      return [{ name: "none", operation: "sign" }];
    case "RSA1-5":
      return [{ name: "RSA", padding: "PKCS1-v1_5", operation: "encrypt" }];
    case "EDDSA":
      return [{ name: "EdDSA", operation: "sign" }];
    case "DIR":
      return [];
    default: {
      // ED25519, ML-DSA-65, SLH-DSA-SHA2-128S, ML-KEM-768, C20P, XC20P.
      const entry = lookup(name);
      return entry === undefined || entry.primitive === "hash" ? undefined : [{ name: entry.name }];
    }
  }
}

function signature(letters: string, size: string, hash: string): readonly AlgorithmUse[] | undefined {
  switch (letters) {
    case "HS":
      return [{ name: "HMAC", hash, operation: "mac" }];
    case "RS":
      return [{ name: "RSA", padding: "PKCS1-v1_5", hash, operation: "sign" }];
    case "PS":
      return [{ name: "RSA", padding: "PSS", hash, operation: "sign" }];
    case "ES": {
      const curve = CURVES.get(size);
      return curve === undefined ? undefined : [{ name: "ECDSA", curve, hash, operation: "sign" }];
    }
    default:
      return undefined;
  }
}
