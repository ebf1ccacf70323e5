/**
 * DNSSEC algorithms by mnemonic or number (IANA's registry, RFC 8624), also with the key size behind them:
 * `ecdsap256sha256`, `RSASHA1-NSEC3-SHA1`, `lifetime unlimited algorithm rsasha256 2048`, `13`.
 */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { normalise, table } from "../spelling.ts";
import { items } from "./lists.ts";

const rsa = (hash: string): AlgorithmUse => ({ name: "RSA", padding: "PKCS1-v1_5", hash, operation: "sign" });
const ecdsa = (curve: string, hash: string): AlgorithmUse => ({ name: "ECDSA", curve, hash, operation: "sign" });
const dsa: AlgorithmUse = { name: "DSA", hash: "SHA-1", operation: "sign" };
const ed25519: AlgorithmUse = { name: "Ed25519", curve: "Edwards25519", operation: "sign" };
const ed448: AlgorithmUse = { name: "Ed448", curve: "Edwards448", operation: "sign" };
const p256 = ecdsa("P-256", "SHA-256");
const p384 = ecdsa("P-384", "SHA-384");

const MNEMONICS = table<AlgorithmUse>({
  rsamd5: rsa("MD5"),
  dsa,
  dsansec3sha1: dsa,
  rsasha1: rsa("SHA-1"),
  nsec3rsasha1: rsa("SHA-1"),
  rsasha1nsec3sha1: rsa("SHA-1"),
  rsasha256: rsa("SHA-256"),
  rsasha512: rsa("SHA-512"),
  ecdsap256sha256: p256,
  ecdsa256: p256,
  ecdsap384sha384: p384,
  ecdsa384: p384,
  ed25519,
  ed448,
});

const NUMBERS = table<AlgorithmUse>({
  1: rsa("MD5"),
  3: dsa,
  5: rsa("SHA-1"),
  6: dsa,
  7: rsa("SHA-1"),
  8: rsa("SHA-256"),
  10: rsa("SHA-512"),
  13: p256,
  14: p384,
  15: ed25519,
  16: ed448,
});

export const dnssec: Notation = {
  id: "dnssec",
  parse(text) {
    const words = items(text, " \t\r\n,;\"'[]");
    const at = words.findIndex((word) => normalise(word) === "algorithm");
    const word = words[at + 1] ?? "";
    const use = word.length > 40 ? undefined : (MNEMONICS.get(normalise(word)) ?? NUMBERS.get(word));
    if (use === undefined) return [];
    const bits = Number(words[at + 2]);
    return [use.name === "RSA" && bits >= 512 && bits <= 16_384 ? { ...use, keySize: bits } : use];
  },
};
