/**
 * Proposals of IPsec, one or a list: `aes256-sha2_256-modp2048!`, `aes128gcm16-prfsha256-ecp256,3des-md5`,
 * `aes-sha1;dh14`. Keywords of strongSwan, Libreswan, racoon and of network devices; groups by RFC 2409, 3526, 5114,
 * 5903, 6954, 8031, additional key exchanges by RFC 9370.
 */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { lookup } from "../registry.ts";
import { normalise, table } from "../spelling.ts";
import { distinct, items } from "./lists.ts";

const dh = (keySize: number): AlgorithmUse => ({ name: "DH", keySize, operation: "key-agreement" });
const ecdh = (curve: string): AlgorithmUse => ({ name: "ECDH", curve, operation: "key-agreement" });
const x25519: AlgorithmUse = { name: "X25519", curve: "Curve25519", operation: "key-agreement" };
const x448: AlgorithmUse = { name: "X448", curve: "Curve448", operation: "key-agreement" };
const hmac = (hash: string): AlgorithmUse => ({ name: "HMAC", hash, operation: "mac" });

const GROUPS = table<AlgorithmUse>({
  1: dh(768),
  2: dh(1024),
  5: dh(1536),
  14: dh(2048),
  15: dh(3072),
  16: dh(4096),
  17: dh(6144),
  18: dh(8192),
  19: ecdh("P-256"),
  20: ecdh("P-384"),
  21: ecdh("P-521"),
  22: dh(1024),
  23: dh(2048),
  24: dh(2048),
  25: ecdh("P-192"),
  26: ecdh("P-224"),
  27: ecdh("brainpoolP224r1"),
  28: ecdh("brainpoolP256r1"),
  29: ecdh("brainpoolP384r1"),
  30: ecdh("brainpoolP512r1"),
  31: x25519,
  32: x448,
});

const WORDS = table<AlgorithmUse>({
  curve25519: x25519,
  x25519,
  curve448: x448,
  x448,
  ecp192: ecdh("P-192"),
  ecp224: ecdh("P-224"),
  ecp256: ecdh("P-256"),
  ecp384: ecdh("P-384"),
  ecp521: ecdh("P-521"),
  ecp224bp: ecdh("brainpoolP224r1"),
  ecp256bp: ecdh("brainpoolP256r1"),
  ecp384bp: ecdh("brainpoolP384r1"),
  ecp512bp: ecdh("brainpoolP512r1"),
  des: { name: "DES", mode: "CBC" },
  "3des": { name: "3DES", mode: "CBC" },
  blowfish: { name: "Blowfish", keySize: 128, mode: "CBC" },
  chacha20poly1305: { name: "ChaCha20-Poly1305" },
  null: { name: "null" },
  aesxcbc: { name: "AES-XCBC-MAC", operation: "mac" },
  aescmac: { name: "AES-CMAC", operation: "mac" },
  prfaesxcbc: { name: "AES-XCBC-MAC", operation: "mac" },
  prfaescmac: { name: "AES-CMAC", operation: "mac" },
});

export const ipsec: Notation = {
  id: "ipsec",
  parse(text) {
    const uses: AlgorithmUse[] = [];
    for (const item of items(text, "-,;+ \t\r\n\"'[]!=")) {
      const use = readWord(item.toLowerCase());
      if (use !== undefined) uses.push({ ...use, protocol: "IKE" });
    }
    return distinct(uses);
  },
};

function readWord(word: string): AlgorithmUse | undefined {
  const name = normalise(word.slice(0, 40)).replace(/^ke\d(?=\D)/, "");
  return WORDS.get(name) ?? group(name) ?? cipher(name) ?? mac(name) ?? keyEncapsulation(name);
}

function group(name: string): AlgorithmUse | undefined {
  const modp = /^modp(\d{3,4})(?:s\d{3})?$/.exec(name);
  if (modp) return dh(Number(modp[1]));
  const numbered = /^(?:dh|group|dhgroup|pfsgroup)(\d{1,2})$/.exec(name);
  return numbered ? GROUPS.get(numbered[1] ?? "") : undefined;
}

function cipher(name: string): AlgorithmUse | undefined {
  const block =
    /^(aes|camellia|blowfish|cast|serpent|twofish)(128|192|256)?(cbc|ctr|gcm|ccm|gmac)?(?:8|12|16|64|96|128)?$/.exec(
      name,
    );
  if (block === null) return undefined;
  const entry = lookup(block[1] ?? "");
  if (entry === undefined) return undefined;
  const keySize = block[2] === undefined ? {} : { keySize: Number(block[2]) };
  return { name: entry.name, ...keySize, mode: (block[3] ?? "cbc").toUpperCase(), operation: "encrypt" };
}

function mac(name: string): AlgorithmUse | undefined {
  const digest =
    /^(?:hmac|prf|auth)?(md5|sha2256|sha2384|sha2512|sha256|sha384|sha512|sha1|sha)(?:96|128|160|192|256)?$/.exec(
      name,
    )?.[1];
  if (digest === undefined) return undefined;
  return hmac(digest === "md5" ? "MD5" : digest === "sha" || digest === "sha1" ? "SHA-1" : `SHA-${digest.slice(-3)}`);
}

function keyEncapsulation(name: string): AlgorithmUse | undefined {
  const entry = lookup(name);
  return entry?.primitive === "kem" || entry?.primitive === "combiner"
    ? { name: entry.name, operation: "key-agreement" }
    : undefined;
}
