/**
 * Names of the Linux kernel's crypto API: templates around algorithms (`authenc(hmac(sha1),cbc(aes))`,
 * `rfc4106(gcm(aes))`, `pkcs1pad(rsa,sha256)`), and names of drivers (`cbc-aes-ni`, `__ecb-des3_ede-x86_64`).
 */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { modeName } from "../parameters.ts";
import { MAX_NAME } from "../spelling.ts";
import { distinct } from "./lists.ts";

const MAX_DEPTH = 8;
const CALL = /^([a-z0-9_-]+)\((.*)\)$/;
/** Templates that only change where or how the algorithm inside runs, or how its nonce is made. */
const AROUND =
  /^(?:cryptd|mcryptd|pcrypt|seqiv|echainiv|eseqiv|chainiv|simd|fpu|rfc4106|rfc4309|rfc3686|rfc7539(?:esp)?|__[a-z]+)$/;
const DRIVER =
  /-(?:generic|lib|ni|aesni|ce|neon|neonbs|avx\d*|avx512|ssse3|sse2|sse41|asm|x86_64|arm64|arm|s390|ppc|vx|padlock|simd|fixed-time|i586|2way|3way|4way|8way|16way|mb)(?=-|$)/g;
const SPECIAL: ReadonlyMap<string, readonly AlgorithmUse[]> = new Map([
  ["stdrng", [{ name: "system random" }]],
  ["drbg_nopr_ctr_aes256", [{ name: "CTR_DRBG", keySize: 256 }]],
  ["digest_null", []],
  ["cipher_null", [{ name: "null" }]],
  ["ecb-cipher_null", [{ name: "null" }]],
  ["curve25519", [{ name: "X25519" }]],
  ["arc4", [{ name: "RC4" }]],
  ["des3_ede", [{ name: "3DES" }]],
  ["poly1305", [{ name: "Poly1305" }]],
  ["chacha20", [{ name: "ChaCha20" }]],
  ["rmd160", [{ name: "RIPEMD-160" }]],
  ["wp512", [{ name: "Whirlpool" }]],
]);

export const linuxCrypto: Notation = {
  id: "linux-crypto",
  parse: (text) => (text.length > MAX_NAME ? [] : distinct(read(text.trim().toLowerCase(), 0))),
};

function read(text: string, depth: number): readonly AlgorithmUse[] {
  if (depth > MAX_DEPTH) return [];
  const name = text.replace(/^__/, "");
  const [, template, inside] = CALL.exec(name) ?? [];
  if (template === undefined || inside === undefined) return plain(name);
  const parts = split(inside);
  const [first = "", second = ""] = parts;
  if (template === "hmac") return around(read(first, depth + 1), (use) => ({ name: "HMAC", hash: use.name }));
  if (template === "pkcs1pad" || template === "pkcs1") {
    const hash = plain(second)[0]?.name;
    return [{ name: "RSA", padding: "PKCS1-v1_5", ...(hash === undefined ? {} : { hash, operation: "sign" }) }];
  }
  if (template === "cmac" || template === "xcbc" || template === "cbcmac") {
    return around(read(first, depth + 1), (use) => mac(template, use));
  }
  if (template === "rfc4543") return around(read(first, depth + 1), () => ({ name: "GMAC" }));
  if (template === "essiv") return read(first, depth + 1);
  if (template === "adiantum") return [...read(first, depth + 1), ...read(second, depth + 1)];
  if (template === "gcm" || template === "ccm")
    return around(read(first, depth + 1), (use) => ({ ...use, mode: template.toUpperCase() }));
  if (template === "gcm_base" || template === "ccm_base") {
    return around(read(inner(first), depth + 1), (use) => ({ ...use, mode: template.slice(0, 3).toUpperCase() }));
  }
  if (AROUND.test(template) && first.startsWith("chacha20")) return [{ name: "ChaCha20-Poly1305" }];
  if (AROUND.test(template)) return read(first, depth + 1);
  if (/^authenc(?:esn)?$/.test(template)) return parts.flatMap((part) => read(part, depth + 1));
  const group = /^ffdhe(\d{4})$/.exec(template);
  if (group !== null) return [{ name: "DH", keySize: Number(group[1]) }];
  const mode = modeName(template);
  return mode === undefined ? [] : around(read(first, depth + 1), (use) => ({ ...use, mode }));
}

/** `aes` of `ctr(aes)`. */
function inner(text: string): string {
  return CALL.exec(text)?.[2] ?? text;
}

function around(uses: readonly AlgorithmUse[], change: (use: AlgorithmUse) => AlgorithmUse): readonly AlgorithmUse[] {
  return uses.slice(0, 1).map(change);
}

function mac(template: string, { name }: AlgorithmUse): AlgorithmUse {
  if (template === "xcbc") return name === "AES" ? { name: "AES-XCBC-MAC" } : { name: "CBC-MAC" };
  if (template === "cbcmac") return { name: "CBC-MAC" };
  return name === "AES" ? { name: "AES-CMAC" } : name === "3DES" ? { name: "3DES-CMAC" } : { name: "CMAC" };
}

/** Cut at the commas outside parentheses. */
function split(text: string): readonly string[] {
  const parts: string[] = [];
  let open = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === "(") open++;
    else if (character === ")") open--;
    else if (at === text.length || (character === "," && open === 0)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts;
}

function plain(name: string): readonly AlgorithmUse[] {
  const bare = name.replace(DRIVER, "");
  const special = SPECIAL.get(bare);
  if (special !== undefined) return special;
  const curve = /^(ecdh|ecdsa)-nist-p(\d{3})$/.exec(bare);
  if (curve?.[1] !== undefined) return [{ name: curve[1].toUpperCase(), curve: `P-${curve[2]}` }];
  const size = /^(blake2[bs])-(\d{3})$/.exec(bare);
  const use = size?.[1] === undefined ? readCompound(bare) : readCompound(size[1]);
  return use === undefined ? [] : [use];
}
