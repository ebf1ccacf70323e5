/** All notations by id: how APIs spell algorithms. Adding one is a file here and a line below. */
import type { Notation } from "../algorithm.ts";
import { cryptSalt } from "./crypt-salt.ts";
import { curve } from "./curve.ts";
import { dnssec } from "./dnssec.ts";
import { dotnetTls } from "./dotnet-tls.ts";
import { gcrypt } from "./gcrypt.ts";
import { gnutlsPriority } from "./gnutls-priority.ts";
import { ipsec } from "./ipsec.ts";
import { jca, jcaCipher } from "./jca.ts";
import { jose } from "./jose.ts";
import { linuxCrypto } from "./linux-crypto.ts";
import { oid } from "./oid.ts";
import { openssl, opensslNid } from "./openssl.ts";
import { registry } from "./registry.ts";
import { ssh } from "./ssh.ts";
import { tlsGroups } from "./tls-groups.ts";
import { tlsSignatures } from "./tls-signatures.ts";
import { tlsSuites } from "./tls-suites.ts";
import { tlsVersion, tlsVersions } from "./tls-version.ts";
import { webcrypto } from "./webcrypto.ts";
import { xmlSecurity } from "./xml-security.ts";

/**
 * - `registry`: names and aliases, with parameters in any common order (`AES-128-CBC`, `SHA256`, `rsa_2048`, `ECDSAWithSHA256`)
 * - `jca`: Java names for everything but `Cipher` (`SHA1withRSA`, `HmacSHA256`, `PBKDF2WithHmacSHA256`, `EC`)
 * - `jca-cipher`: Java `Cipher` transformations; a bare `AES`, `DES`, `DESede` is ECB (`AES/CBC/PKCS5Padding`)
 * - `openssl`: cipher, digest, key type and function names (`aes-128-cbc`, `RSA-SHA256`, `EVP_aes_128_cbc`, `EVP_sha1`)
 * - `openssl-nid`: `NID_…`, `EVP_PKEY_…`, `SN_…`, `LN_…`
 * - `jose`: JWA `alg` and `enc` values (`RS256`, `ECDH-ES+A128KW`, `A128GCM`, `none`)
 * - `webcrypto`: `RSASSA-PKCS1-v1_5`, `AES-CBC`, `ECDSA`, `HKDF`
 * - `tls-version`: one protocol version in any library's spelling
 * - `tls-versions`: a list of them (`TLSv1,TLSv1.2`)
 * - `dotnet-tls`: .NET's flags as text (`tls12, tls11, tls`)
 * - `tls-suites`: OpenSSL cipher lists, IANA suite names, lists; several uses
 * - `tls-groups`: key exchange groups, lists (`X25519MLKEM768:P-256`)
 * - `tls-signatures`: signature schemes, lists (`rsa_pss_rsae_sha256`, `ECDSAWithP256AndSHA256`)
 * - `ssh`: kex, host key, cipher, MAC names, lists
 * - `ipsec`: proposals (`aes256-sha2_256-modp2048!`), lists
 * - `dnssec`: mnemonics and numbers (`ecdsap256sha256`, `rsasha256 2048`, `13`)
 * - `curve`: a curve name; gives an `EC` use with that curve (parameters: `curveName` of `curves.ts`)
 * - `crypt-salt`: salts of `crypt(3)` (`$1$…`, `$6$…`, `ab`)
 * - `oid`: dotted object identifiers
 * - `gnutls-priority`: priority strings (`NORMAL:-VERS-TLS1.0:+3DES-CBC`); several uses
 * - `gcrypt`: S-expressions of keys (`(genkey (rsa (nbits 4:2048)))`)
 * - `linux-crypto`: templates of the kernel's crypto API (`authenc(hmac(sha1),cbc(aes))`); several uses
 * - `xml-security`: algorithm URIs of XML signature and encryption
 */
export const NOTATIONS: readonly Notation[] = [
  registry,
  jca,
  jcaCipher,
  openssl,
  opensslNid,
  jose,
  webcrypto,
  tlsVersion,
  tlsVersions,
  dotnetTls,
  tlsSuites,
  tlsGroups,
  tlsSignatures,
  ssh,
  ipsec,
  dnssec,
  curve,
  cryptSalt,
  oid,
  gnutlsPriority,
  gcrypt,
  linuxCrypto,
  xmlSecurity,
];

export const NOTATION_IDS: readonly string[] = NOTATIONS.map((one) => one.id);

const BY_ID: ReadonlyMap<string, Notation> = new Map(NOTATIONS.map((one) => [one.id, one]));

export function notation(id: string): Notation | undefined {
  return BY_ID.get(id);
}
