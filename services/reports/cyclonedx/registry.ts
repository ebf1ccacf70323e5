/**
 * Names of the CycloneDX cryptography registry (1.7): families and curves, in its spelling. What it has no name for
 * (plain RSA, whose use is not known; EC; drafts such as Kyber) has none here. A test holds both against the registry.
 */
import type { AlgorithmFacts } from "../inventory/algorithm.ts";

/** Families that are called the same there. */
const FAMILIES: ReadonlySet<string> = new Set(
  (
    "3DES A5/1 A5/2 AES ARIA Argon2 Ascon BLAKE2 BLAKE3 BLS Blowfish CAMELLIA CAST5 CAST6 CMAC CTR_DRBG ChaCha20 DES DSA " +
    "ECDH ECDSA ECIES EdDSA ElGamal Fortuna GOST HC HKDF HMAC HMAC_DRBG HPKE Hash_DRBG IDEA J-PAKE LMS MD2 MD4 MD5 " +
    "ML-DSA ML-KEM MQV OPAQUE PBES1 PBES2 PBKDF1 PBKDF2 PBMAC1 Poly1305 RABBIT RC2 RC4 RC5 RC6 RIPEMD SEED SHA-1 SHA-2 " +
    "SHA-3 SLH-DSA SM2 SM3 SM4 SM9 SNOW3G SP800-108 SPAKE2 SRP Salsa20 Serpent SipHash Skipjack Twofish UMAC Whirlpool " +
    "XMSS Yarrow ZUC bcrypt scrypt yescrypt"
  ).split(" "),
);

const RSA: Readonly<Record<string, string>> = {
  "signature PSS": "RSASSA-PSS",
  "signature PKCS1-v1_5": "RSASSA-PKCS1",
  "pke OAEP": "RSAES-OAEP",
  "pke PKCS1-v1_5": "RSAES-PKCS1",
};

export function registryFamily({ family, primitive, padding = "", quantum }: AlgorithmFacts): string | undefined {
  // A hybrid has two.
  if (quantum === "hybrid") return undefined;
  if (family === "RSA") return RSA[`${primitive} ${padding}`];
  if (family === "DH") return "FFDH";
  if (family === "GMAC") return "AES";
  if (family === "KMAC") return "SHA-3";
  return FAMILIES.has(family) ? family : undefined;
}

const CURVES: Readonly<Record<string, string>> = {
  BN254: "bn/bn254",
  Curve25519: "other/Curve25519",
  Curve448: "other/Curve448",
  Curve41417: "other/Curve41417",
  "E-521": "other/E-521",
  Edwards25519: "other/Ed25519",
  Edwards448: "other/Ed448",
  FRP256v1: "anssi/FRP256v1",
  FourQ: "other/FourQ",
  "GostR3410-2001-CryptoPro-A": "gost/id-GostR3410-2001-CryptoPro-A-ParamSet",
  "GostR3410-2001-CryptoPro-B": "gost/id-GostR3410-2001-CryptoPro-B-ParamSet",
  "GostR3410-2012-512-A": "gost/id-tc26-gost-3410-12-512-paramSetA",
  "BLS12-381": "bls/BLS12-381",
  "M-511": "other/M-511",
  Pallas: "other/Pallas",
  Vesta: "other/Vesta",
  curveSM2: "oscaa/SM2",
};

const FAMILIES_OF_CURVES: readonly (readonly [RegExp, string])[] = [
  [/^[BKP]-\d+$/, "nist"],
  [/^sec[pt]\d/, "secg"],
  [/^brainpool/, "brainpool"],
  [/^(?:prime|c2)/, "x962"],
];

export function registryCurve(curve: string): string | undefined {
  if (Object.hasOwn(CURVES, curve)) return CURVES[curve];
  const family = FAMILIES_OF_CURVES.find(([names]) => names.test(curve))?.[1];
  return family === undefined ? undefined : `${family}/${curve}`;
}

/** As the patterns of the registry put it: padding before digest before size for RSA, X25519 in small letters. */
export function registryName({ algorithm, family, keySize, padding, digest, resolved }: AlgorithmFacts): string {
  if (!resolved) return algorithm;
  if (algorithm === "X25519" || algorithm === "X448") return algorithm.toLowerCase();
  if (family === "DH" && algorithm.startsWith("DH")) return `FF${algorithm}`;
  if (family !== "RSA" || padding === undefined) return algorithm;
  const scheme = padding === "PKCS1-v1_5" ? "PKCS1-1.5" : padding;
  return ["RSA", scheme, digest, keySize].filter((part) => part !== undefined).join("-");
}
