/** OpenSSL's names of ciphers, digests, key types and functions: `openssl list`, include/openssl/{evp,objects}.h. */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { curveName } from "../curves.ts";
import { lookup } from "../registry.ts";
import { MAX_NAME, normalise, table } from "../spelling.ts";

// Names that mean more, or other, than their words say.
const SPECIAL = table<AlgorithmUse>({
  des: { name: "DES", mode: "CBC" },
  des3: { name: "3DES", mode: "CBC" },
  des3wrap: { name: "3DES", mode: "KW" },
  desede: { name: "3DES", keySize: 112, mode: "ECB" },
  desedeecb: { name: "3DES", keySize: 112, mode: "ECB" },
  desedecbc: { name: "3DES", keySize: 112, mode: "CBC" },
  desedecfb: { name: "3DES", keySize: 112, mode: "CFB" },
  desedecfb64: { name: "3DES", keySize: 112, mode: "CFB" },
  desedeofb: { name: "3DES", keySize: 112, mode: "OFB" },
  desede3: { name: "3DES", mode: "ECB" },
  desx: { name: "DESX", mode: "CBC" },
  bf: { name: "Blowfish", keySize: 128, mode: "CBC" },
  blowfish: { name: "Blowfish", keySize: 128, mode: "CBC" },
  cast: { name: "CAST5", keySize: 128, mode: "CBC" },
  castcbc: { name: "CAST5", keySize: 128, mode: "CBC" },
  idea: { name: "IDEA", mode: "CBC" },
  rc2: { name: "RC2", keySize: 128, mode: "CBC" },
  rc5: { name: "RC5", keySize: 128, mode: "CBC" },
  rc4: { name: "RC4", keySize: 128 },
  seed: { name: "SEED", mode: "CBC" },
  sm4: { name: "SM4", mode: "CBC" },
  encnull: { name: "null" },
  rsa2: { name: "RSA" },
  rsapss: { name: "RSA", padding: "PSS" },
  rsassapss: { name: "RSA", padding: "PSS" },
  rsaesoaep: { name: "RSA", padding: "OAEP" },
  dsawithsha: { name: "DSA", hash: "SHA-1", operation: "sign" },
  dss1: { name: "SHA-1" },
});

// Default key sizes of EVP ciphers whose name carries none.
const KEY_BITS = table<number>({ Blowfish: 128, CAST5: 128, RC2: 128, RC4: 128, RC5: 128 });

/** `aes-128-cbc`, `RSA-SHA256`, `sha256WithRSAEncryption`, `EVP_aes_128_cbc`, `EVP_sha1`, `ED25519`. */
export const openssl: Notation = { id: "openssl", parse: (text) => read(text, /^EVP_/) };

/** `NID_aes_128_cbc`, `NID_X9_62_prime256v1`, `EVP_PKEY_RSA`, `SN_sha256`. */
export const opensslNid: Notation = {
  id: "openssl-nid",
  parse: (text) => read(text, /^(?:NID|SN|LN|EVP_PKEY|OBJ|EVP)_/),
};

function read(text: string, prefix: RegExp): readonly AlgorithmUse[] {
  if (text.length > MAX_NAME) return [];
  const name = text.trim().replace(prefix, "");
  const special = SPECIAL.get(normalise(name));
  if (special !== undefined) return [special];
  const use = readCompound(name) ?? fromCurve(name);
  return use === undefined ? [] : [complete(use, name)];
}

function fromCurve(name: string): AlgorithmUse | undefined {
  const curve = curveName(name);
  return curve === undefined ? undefined : { name: "EC", curve };
}

function complete(use: AlgorithmUse, name: string): AlgorithmUse {
  if (use.name === "RSA" && use.hash !== undefined && use.padding === undefined) {
    return { ...use, padding: "PKCS1-v1_5", operation: "sign" };
  }
  const entry = lookup(use.name);
  if (entry?.primitive === "block-cipher" && use.mode === undefined && /\d$/.test(name)) {
    // `aes128`, `camellia256`: short names of the CBC form. `AES-128-WRAP` and the like have a mode.
    return { ...use, mode: "CBC" };
  }
  const bits = KEY_BITS.get(use.name);
  return bits !== undefined && use.keySize === undefined ? { keySize: bits, ...use } : use;
}
