/**
 * TLS cipher suites: IANA names, OpenSSL names and cipher lists, GnuTLS-like lists. A suite gives its key exchange,
 * authentication, cipher and (where it is not an AEAD) MAC, each once over the whole text.
 */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { lookup } from "../registry.ts";
import { normalise, table } from "../spelling.ts";
import { distinct, items } from "./lists.ts";

const ecdhe: AlgorithmUse = { name: "ECDH", operation: "key-agreement" };
const dhe: AlgorithmUse = { name: "DH", operation: "key-agreement" };
const rsaTransport: AlgorithmUse = { name: "RSA", padding: "PKCS1-v1_5", operation: "encrypt" };
const rsaSign: AlgorithmUse = { name: "RSA", operation: "sign" };
const dsaSign: AlgorithmUse = { name: "DSA", operation: "sign" };
const ecdsaSign: AlgorithmUse = { name: "ECDSA", operation: "sign" };
const gostSign: AlgorithmUse = { name: "GOST R 34.10", operation: "sign" };
const anonymous: AlgorithmUse = { name: "none", operation: "sign" };
const psk: AlgorithmUse = { name: "PSK", operation: "key-agreement" };
const srp: AlgorithmUse = { name: "SRP", operation: "key-agreement" };

// First parts of a suite's name. OpenSSL leaves RSA key transport out of the name.
const EXCHANGES = table<readonly AlgorithmUse[]>({
  rsa: [rsaTransport],
  dhersa: [dhe, rsaSign],
  edhrsa: [dhe, rsaSign],
  dhedss: [dhe, dsaSign],
  edhdss: [dhe, dsaSign],
  dhrsa: [dhe, rsaSign],
  dhdss: [dhe, dsaSign],
  dhanon: [dhe, anonymous],
  adh: [dhe, anonymous],
  ecdhersa: [ecdhe, rsaSign],
  ecdheecdsa: [ecdhe, ecdsaSign],
  ecdhrsa: [ecdhe, rsaSign],
  ecdhecdsa: [ecdhe, ecdsaSign],
  ecdhanon: [ecdhe, anonymous],
  aecdh: [ecdhe, anonymous],
  psk: [psk],
  dhepsk: [dhe, psk],
  ecdhepsk: [ecdhe, psk],
  rsapsk: [rsaTransport, psk],
  srpsha: [srp],
  srp: [srp],
  srpsharsa: [srp, rsaSign],
  srprsa: [srp, rsaSign],
  srpshadss: [srp, dsaSign],
  srpdss: [srp, dsaSign],
  krb5: [],
  gost2012: [gostSign],
  gost2001: [gostSign],
  gostr341112256: [gostSign],
  null: [],
});

// Selectors of OpenSSL cipher lists that stand for one thing, or for the few suites of a profile (RFC 6460).
const SELECTORS = table<readonly AlgorithmUse[]>({
  rsa: [rsaTransport],
  krsa: [rsaTransport],
  arsa: [rsaSign],
  dss: [dsaSign],
  adss: [dsaSign],
  ecdsa: [ecdsaSign],
  aecdsa: [ecdsaSign],
  ecdh: [ecdhe],
  ecdhe: [ecdhe],
  eecdh: [ecdhe],
  kecdhe: [ecdhe],
  keecdh: [ecdhe],
  kecdhr: [ecdhe],
  kecdhepsk: [ecdhe, psk],
  dh: [dhe],
  dhe: [dhe],
  edh: [dhe],
  kedh: [dhe],
  kdhe: [dhe],
  adh: [dhe, anonymous],
  aecdh: [ecdhe, anonymous],
  anull: [anonymous],
  enull: [{ name: "null" }],
  null: [{ name: "null" }],
  psk: [psk],
  kpsk: [psk],
  srp: [srp],
  low: [{ name: "DES", mode: "CBC" }],
  exp: [{ name: "RC4", keySize: 40 }],
  export: [{ name: "RC4", keySize: 40 }],
  export40: [{ name: "RC4", keySize: 40 }],
  export56: [{ name: "DES", mode: "CBC" }],
  md5: [{ name: "HMAC", hash: "MD5", operation: "mac" }],
  sha: [{ name: "HMAC", hash: "SHA-1", operation: "mac" }],
  sha1: [{ name: "HMAC", hash: "SHA-1", operation: "mac" }],
  sha256: [{ name: "HMAC", hash: "SHA-256", operation: "mac" }],
  sha384: [{ name: "HMAC", hash: "SHA-384", operation: "mac" }],
  aesgcm: [{ name: "AES", mode: "GCM" }],
  aesccm: [{ name: "AES", mode: "CCM" }],
  suiteb128: [ecdhe, ecdsaSign, { name: "AES", keySize: 128, mode: "GCM" }, { name: "AES", keySize: 256, mode: "GCM" }],
  suiteb128only: [ecdhe, ecdsaSign, { name: "AES", keySize: 128, mode: "GCM" }],
  suiteb192: [ecdhe, ecdsaSign, { name: "AES", keySize: 256, mode: "GCM" }],
});

// Those that stand for many suites: a list of nothing else leaves the choice to the library and tells no more than TLS.
const CHOICES =
  /^(?:ALL|DEFAULT|COMPLEMENTOFALL|COMPLEMENTOFDEFAULT|HIGH|MEDIUM|FIPS|SSLv3|TLSv1(?:\.[0-3])?|PROFILE=SYSTEM)(?:@SECLEVEL=\d)?$/;

// Cipher parts that mean more than their words.
const CIPHERS = table<AlgorithmUse>({
  des: { name: "DES", mode: "CBC" },
  descbc: { name: "DES", mode: "CBC" },
  descbc40: { name: "DES40", mode: "CBC" },
  descbc3: { name: "3DES", mode: "CBC" },
  "3des": { name: "3DES", mode: "CBC" },
  "3desedecbc": { name: "3DES", mode: "CBC" },
  desede3cbc: { name: "3DES", mode: "CBC" },
  des192ede3cbc: { name: "3DES", mode: "CBC" },
  rc240: { name: "RC2", keySize: 40, mode: "CBC" },
  rc2cbc: { name: "RC2", mode: "CBC" },
  rc2cbc40: { name: "RC2", keySize: 40, mode: "CBC" },
  rc2128cbc: { name: "RC2", keySize: 128, mode: "CBC" },
  idea: { name: "IDEA", mode: "CBC" },
  seed: { name: "SEED", mode: "CBC" },
  null: { name: "null" },
});

const PREFIX =
  /^(?:MBEDTLS_|GNUTLS_|SSL_CK_|SSL3_CK_|SSL3_TXT_|TLS1_CK_|TLS1_TXT_|TLS1_3_RFC_|TLS1_RFC_|TLS_CT_)?(?:TLS13|TLS|SSL2|SSL3|SSL)?[_-]?/i;

export const tlsSuites: Notation = {
  id: "tls-suites",
  parse(text) {
    const uses: AlgorithmUse[] = [];
    let isChoice = false;
    let isOther = false;
    for (const item of items(text, ":,; \t\r\n\"'[]")) {
      // `!RC4` and `-RC4` take away, `+RC4` only moves, `@STRENGTH` orders.
      if (/^[!+@-]/.test(item) || item.length > 100) continue;
      const parts = item.split("+", 8);
      const read = readSuite(item) ?? parts.flatMap((part) => readSelector(part));
      if (parts.every((part) => CHOICES.test(part))) isChoice = true;
      else isOther ||= read.length === 0;
      uses.push(...read);
    }
    if (uses.length === 0 && isChoice && !isOther) uses.push({ name: "TLS", operation: "handshake" });
    return distinct(uses).map((use) => ({ ...use, protocol: "TLS" }));
  },
};

function readSelector(text: string): readonly AlgorithmUse[] {
  const key = normalise(text);
  const selected = SELECTORS.get(key);
  if (selected !== undefined) return selected;
  const cipher = readCipher(text);
  return cipher === undefined ? [] : [cipher];
}

function readSuite(text: string): readonly AlgorithmUse[] | undefined {
  const name = (/(?<![^./])[^./]*$/.exec(text)?.[0] ?? "").replace(PREFIX, "");
  const cut = name.toUpperCase().indexOf("_WITH_");
  if (cut >= 0) return ianaSuite(name.slice(0, cut), name.slice(cut + 6));
  const parts = name.split(/[-_]/, 12);
  if (parts.length < 2) return undefined;
  const exported = /^EXP(?:ORT\d*|1024)?$/i.test(parts[0] ?? "");
  if (exported) parts.shift();
  return opensslSuite(parts, exported, text);
}

function ianaSuite(exchangeText: string, rest: string): readonly AlgorithmUse[] | undefined {
  const exported = /_EXPORT\d*$/i.test(exchangeText);
  const exchange = EXCHANGES.get(normalise(exchangeText.replace(/_EXPORT\d*$/i, "")));
  const tail = cipherAndMac(rest.split(/[-_]/, 12), exported);
  return exchange === undefined || tail === undefined ? undefined : [...exchange, ...tail];
}

/** `ECDHE-RSA-AES128-GCM-SHA256`, `AES128-SHA`, and TLS 1.3's `AES_128_GCM_SHA256`. */
function opensslSuite(parts: readonly string[], exported: boolean, text: string): readonly AlgorithmUse[] | undefined {
  for (let count = Math.min(3, parts.length - 1); count > 0; count--) {
    const key = normalise(parts.slice(0, count).join(""));
    const exchange = key === "null" || key === "rsa" ? undefined : EXCHANGES.get(key);
    const tail = exchange === undefined ? undefined : cipherAndMac(parts.slice(count), exported);
    if (exchange !== undefined && tail !== undefined) return [...exchange, ...tail];
  }
  const tail = cipherAndMac(parts, exported);
  if (tail === undefined) return undefined;
  // TLS 1.3 suites (`TLS_AES_128_GCM_SHA256`, written with `_`) name no key exchange; in OpenSSL's older names none means RSA.
  return text.includes("_") ? tail : [rsaTransport, ...tail];
}

function cipherAndMac(parts: readonly string[], exported: boolean): readonly AlgorithmUse[] | undefined {
  const last = parts.at(-1) ?? "";
  const digest = /^(?:MD5|SHA\d*|GOST94|GOST12|GOSTR3411|SM3|IMIT|MDC2)$/i.test(last)
    ? (lookup(last) ?? undefined)
    : undefined;
  const hasDigest = digest !== undefined || /^(?:GOST|IMIT)/i.test(last);
  const cipher = readCipher((hasDigest ? parts.slice(0, -1) : parts).join("_"), exported);
  if (cipher === undefined) return undefined;
  const entry = lookup(cipher.name);
  const authenticated = entry?.primitive === "ae" || ["GCM", "CCM", "OCB"].includes(cipher.mode ?? "");
  if (digest === undefined || authenticated) return hasDigest || authenticated ? [cipher] : undefined;
  return [cipher, { name: "HMAC", hash: digest.name, operation: "mac" }];
}

function readCipher(text: string, exported = false): AlgorithmUse | undefined {
  const key = normalise(text);
  const use = CIPHERS.get(key) ?? (key === "chacha20" ? undefined : readCompound(text));
  const chosen = key === "chacha20" ? { name: "ChaCha20-Poly1305" } : use;
  if (chosen === undefined) return undefined;
  const entry = lookup(chosen.name);
  const primitive = entry?.primitive;
  if (chosen.name !== "null" && primitive !== "block-cipher" && primitive !== "stream-cipher" && primitive !== "ae") {
    return undefined;
  }
  // OpenSSL names leave CBC out: AES128-SHA. Export suites cut the key to 40 bits.
  const mode = primitive === "block-cipher" && chosen.mode === undefined && chosen.keySize !== undefined;
  return {
    ...chosen,
    ...(mode ? { mode: "CBC" } : {}),
    ...(exported && (chosen.name === "RC4" || chosen.name === "RC2") ? { keySize: 40 } : {}),
    ...(exported && chosen.name === "DES" ? { name: "DES40" } : {}),
  };
}
