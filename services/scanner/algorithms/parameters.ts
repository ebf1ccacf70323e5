/** Readers of single parameters, in any library's spelling; each gives the registry's spelling or nothing. */
import { entrySpellings } from "./entry.ts";
import { lastSegment, MAX_NAME, normalise } from "./spelling.ts";

/** Normalised spellings of modes of operation. */
export const MODES: ReadonlyMap<string, string> = new Map([
  ["ecb", "ECB"],
  ["cbc", "CBC"],
  ["cbccts", "CBC-CTS"],
  ["cts", "CBC-CTS"],
  ["pcbc", "PCBC"],
  ["propagatingcbc", "PCBC"],
  ["ctr", "CTR"],
  ["counter", "CTR"],
  ["icm", "CTR"],
  ["sic", "CTR"],
  ["segmentedintegercounter", "CTR"],
  ["cfb", "CFB"],
  ["cfb1", "CFB"],
  ["cfb8", "CFB"],
  ["cfb32", "CFB"],
  ["cfb64", "CFB"],
  ["cfb128", "CFB"],
  ["openpgp", "CFB"],
  ["openpgpcfb", "CFB"],
  ["ofb", "OFB"],
  ["ofb8", "OFB"],
  ["ofb32", "OFB"],
  ["ofb64", "OFB"],
  ["ofb128", "OFB"],
  ["gcm", "GCM"],
  ["galoiscounter", "GCM"],
  ["gcmsiv", "GCM-SIV"],
  ["ccm", "CCM"],
  ["ccm8", "CCM"],
  ["ccm64", "CCM"],
  ["ccm128", "CCM"],
  ["eax", "EAX"],
  ["ocb", "OCB"],
  ["ocb3", "OCB"],
  ["siv", "SIV"],
  ["cwc", "CWC"],
  ["xts", "XTS"],
  ["xtsplain64", "XTS"],
  ["xex", "XEX"],
  ["lrw", "LRW"],
  ["kw", "KW"],
  ["wrap", "KW"],
  ["keywrap", "KW"],
  ["kwp", "KWP"],
  ["wrappad", "KWP"],
  ["keywrapwithpadding", "KWP"],
  ["gmac", "GMAC"],
  ["ige", "IGE"],
]);

/** Normalised spellings of paddings. */
export const PADDINGS: ReadonlyMap<string, string> = new Map([
  ["pkcs1", "PKCS1-v1_5"],
  ["pkcs1v15", "PKCS1-v1_5"],
  ["pkcs1v15oaep", "OAEP"],
  ["pkcs15", "PKCS1-v1_5"],
  ["rsapkcs1v15", "PKCS1-v1_5"],
  ["rsapkcs1", "PKCS1-v1_5"],
  ["rsassapkcs1v15", "PKCS1-v1_5"],
  ["rsassapkcs1", "PKCS1-v1_5"],
  ["rsaespkcs1v15", "PKCS1-v1_5"],
  ["rsaespkcs1", "PKCS1-v1_5"],
  ["rsasslv23", "PKCS1-v1_5"],
  ["sslv23", "PKCS1-v1_5"],
  ["oaep", "OAEP"],
  ["pkcs1oaep", "OAEP"],
  ["rsapkcs1oaep", "OAEP"],
  ["rsaoaep", "OAEP"],
  ["rsaesoaep", "OAEP"],
  ["pss", "PSS"],
  ["pkcs1pss", "PSS"],
  ["rsapkcs1pss", "PSS"],
  ["rsapss", "PSS"],
  ["rsassapss", "PSS"],
  ["x931", "X9.31"],
  ["rsax931", "X9.31"],
  ["pkcs5", "PKCS7"],
  ["pkcs7", "PKCS7"],
  ["iso10126", "ISO10126"],
  ["iso97961", "ISO9796-1"],
  ["iso78164", "ISO7816-4"],
  ["ansix923", "X9.23"],
  ["x923", "X9.23"],
  ["tbc", "TBC"],
  ["zero", "Zero"],
  ["zerobyte", "Zero"],
  ["no", "NoPadding"],
  ["none", "NoPadding"],
  ["rsano", "NoPadding"],
]);

/** `MODE_CBC`, `modes.CBC`, `cbc`, `EVP_CIPH_GCM_MODE`, `NewCBCEncrypter`, `MBEDTLS_MODE_CBC` … to `CBC`. */
export function modeName(text: string): string | undefined {
  return read(
    text,
    MODES,
    /^(?:modesof|modes|mode|ciphermode|evpciph|new|mbedtlsmode|cipher)/,
    /(?:mode|encrypter|decrypter|blockcipher|cipher)$/,
  );
}

/** `PKCS1Padding`, `RSA_PKCS1_OAEP_PADDING`, `padding.OAEP`, `PKCS1v15` … to `PKCS1-v1_5`, `OAEP`, `PSS`, `PKCS7`, `NoPadding`. */
export function paddingName(text: string): string | undefined {
  const key = normalise(lastSegment(text)).slice(0, MAX_NAME);
  // JCA: OAEPPadding, OAEPWithSHA-256AndMGF1Padding.
  if (key.startsWith("oaepwith") || key.startsWith("oaepp")) return "OAEP";
  return read(text, PADDINGS, /^(?:padding|mbedtls)/, /(?:padding|paddingmode|pad)$/);
}

// What libraries put before and behind a digest's name.
const HASH_PREFIX = /^(?:evp|mgf1with|mgf1|nid|sn|ln|mbedtlsmd|hash|gcrymd|calg|bcrypt|wchashtype|kcchmacalg)/;
const HASH_SUFFIX = /(?:digest|managed|cng|cryptoserviceprovider|hash|hasher|algorithm|init|new)$/;

/** `sha256`, `hashes.SHA256`, `EVP_sha256`, `crypto.SHA256`, `MGF1SHA256`, `crypto/sha256.New` … to `SHA-256`. Only digests. */
export function hashName(text: string): string | undefined {
  if (text.length > MAX_NAME) return undefined;
  return digestOf(text) ?? digestOf(lastSegment(text)) ?? constructedHash(text);
}

function digestOf(text: string): string | undefined {
  const key = normalise(text);
  for (const form of [key, key.replace(HASH_PREFIX, ""), key.replace(HASH_SUFFIX, "")]) {
    const entry = entrySpellings().get(form);
    if (entry !== undefined && (entry.primitive === "hash" || entry.primitive === "xof")) return entry.name;
  }
  return undefined;
}

/** Constructors named for the package around them: `sha256.New`, `crypto/sha512.New384`, `sha3.NewShake128`, `blake2b.Sum256`, `SHA256.new`. */
export function constructedHash(text: string): string | undefined {
  const parts = /(?<![A-Za-z0-9_-])([A-Za-z0-9_-]+)[.:#]+(?:new|sum|create)(?:legacy)?([A-Za-z0-9_]*)$/i.exec(
    text.slice(-80),
  );
  if (parts === null) return undefined;
  const [, name = "", rest = ""] = parts;
  return rest === "" ? digestOf(name) : (digestOf(name + rest) ?? digestOf(`sha${rest}`) ?? digestOf(rest));
}

// Digits after TLS or SSL, in the order they are written: TLS10, TLSv1_2, tlsv12, TLS1.3, SSL30, 0x0303.
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ["ssl2", "SSLv2"],
  ["ssl20", "SSLv2"],
  ["ssl3", "SSLv3"],
  ["ssl30", "SSLv3"],
  ["tls1", "TLSv1.0"],
  ["tls10", "TLSv1.0"],
  ["tls11", "TLSv1.1"],
  ["tls12", "TLSv1.2"],
  ["tls13", "TLSv1.3"],
  ["dtls1", "DTLSv1.0"],
  ["dtls10", "DTLSv1.0"],
  ["dtls12", "DTLSv1.2"],
  ["dtls13", "DTLSv1.3"],
  ["ssh1", "SSHv1"],
  ["ssh2", "SSHv2"],
  ["ike1", "IKEv1"],
  ["ike2", "IKEv2"],
  ["0x0002", "SSLv2"],
  ["0x0300", "SSLv3"],
  ["0x0301", "TLSv1.0"],
  ["0x0302", "TLSv1.1"],
  ["0x0303", "TLSv1.2"],
  ["0x0304", "TLSv1.3"],
  ["0xfeff", "DTLSv1.0"],
  ["0xfefd", "DTLSv1.2"],
  ["0xfefc", "DTLSv1.3"],
]);

const VERSION_WORDS =
  /^(?:protocol|version|mbedtlssslversion|mbedtlssslminorversion|gnutls|secprotocol|kssl|sslprotocol|sslprotocols|securityprotocoltype|ssltxt|sslversion|tlsversion)/;

/**
 * One protocol version in any library's spelling: `PROTOCOL_TLSv1_2`, `TLS1_2_VERSION`, `VersionTLS12`, `TLSv1_method`,
 * `TLSv1.2_client_method`, `SSLv3`, `TLSv1`, `0x0303` … to `TLSv1.2`. `SSLv23` and `TLS` (negotiate) name no version.
 */
export function protocolName(text: string): string | undefined {
  if (text.length > MAX_NAME) return undefined;
  // The dot of `TLSv1.2` is no path separator: every suffix that starts a segment is tried, the longest first.
  for (const candidate of suffixes(text)) {
    let key = normalise(candidate);
    if (!VERSIONS.has(key)) {
      key = key
        .replace(VERSION_WORDS, "")
        .replace(/(?:server|client)?(?:method|version|protocol|hello)$/, "")
        .replace(/^(d?tls|ssl|ssh|ike)v/, "$1");
    }
    const found = VERSIONS.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function suffixes(text: string): string[] {
  const found = [text];
  for (let at = 0; at < text.length && found.length < 12; at++) {
    if (text[at] === "." || text[at] === ":" || text[at] === "/") found.push(text.slice(at + 1));
  }
  return found;
}

function read(text: string, table: ReadonlyMap<string, string>, prefix: RegExp, suffix: RegExp): string | undefined {
  if (text.length > MAX_NAME) return undefined;
  for (const candidate of [text, lastSegment(text)]) {
    const key = normalise(candidate);
    const found =
      table.get(key) ??
      table.get(key.replace(suffix, "")) ??
      table.get(key.replace(prefix, "")) ??
      table.get(key.replace(prefix, "").replace(suffix, ""));
    if (found !== undefined) return found;
  }
  return undefined;
}
