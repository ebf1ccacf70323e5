/**
 * Planted sources, one of each language. `run` stands in a comment of each, so that no service has seen their contents
 * before and its workers must really scan them. Lines are counted by hand: what is expected comes from nowhere else.
 */
import { finds, type PlantedFile } from "./planted.ts";

const UNKNOWN = { algorithm: "unknown", operation: "digest", quantum: "unknown", resolved: false } as const;
const DIGEST = { operation: "digest", quantum: "weakened", classical: "broken" } as const;
const KEY = { operation: "keygen", quantum: "broken" } as const;

export function plantedSources(run: string): readonly PlantedFile[] {
  const tokens = python(run);
  return [
    { path: "src/tokens.py", ...tokens },
    // One content at two paths: scanned once, found twice.
    { path: "tests/copy/tokens.py", ...tokens },
    { path: "src/Keys.java", ...java(run) },
    { path: "src/sum.go", ...go(run) },
    { path: "src/session.js", ...javascript(run) },
    { path: "src/digest.ts", ...typescript(run) },
    { path: "src/tls.c", ...c(run) },
    { path: "src/group.cpp", ...cpp(run) },
    { path: "src/wide.py", ...utf16(run) },
    { path: "src/latin1.py", ...latin1(run) },
  ];
}

type Content = Pick<PlantedFile, "content" | "finds">;

const python = (run: string): Content => ({
  content: `# canary ${run}
import hashlib
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BITS = 3072


def keys():
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS), ec.generate_private_key(ec.SECP384R1())


def token(value, key, iv, chosen):
    Cipher(algorithms.AES(key), modes.CBC(iv))
    hashlib.new(chosen)
    # pqc-audit: ignore[python.hashlib.digest] until=2999-12-31 planted
    hashlib.md5(value)
    return hashlib.sha256(value).hexdigest()


# hashlib.sha1(value) in a comment is no use
TEXT = "hashlib.sha1(value)"
`,
  finds: finds("python", [
    { line: 10, ruleId: "python.cryptography.rsa-generate", algorithm: "RSA-3072", keySize: 3072, ...KEY },
    { line: 10, ruleId: "python.cryptography.ec-generate", algorithm: "EC-P-384", curve: "P-384", ...KEY },
    {
      line: 14,
      ruleId: "python.cryptography.cipher",
      algorithm: "AES-CBC",
      mode: "CBC",
      operation: "encrypt",
      quantum: "unknown",
    },
    { line: 15, ruleId: "python.hashlib.new", ...UNKNOWN },
    { line: 17, ruleId: "python.hashlib.digest", algorithm: "MD5", suppressed: "planted", ...DIGEST },
    { line: 18, ruleId: "python.hashlib.digest", algorithm: "SHA-256", operation: "digest", quantum: "safe" },
  ]),
});

const java = (run: string): Content => ({
  content: `// canary ${run}
import java.security.KeyPairGenerator;
import javax.crypto.Cipher;

class Keys {
  static final String NAME = "RSA";

  Object pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  Cipher cipher() throws Exception {
    return Cipher.getInstance("AES/ECB/PKCS5Padding");
  }
}
`,
  finds: finds("java", [
    { line: 9, ruleId: "java.jca.key-pair-generator", algorithm: "RSA-2048", keySize: 2048, ...KEY },
    {
      line: 15,
      ruleId: "java.jca.cipher",
      algorithm: "AES-ECB",
      mode: "ECB",
      padding: "PKCS7",
      operation: "encrypt",
      quantum: "unknown",
      classical: "weak",
    },
  ]),
});

const go = (run: string): Content => ({
  content: `// canary ${run}
package sum

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
)

func Sum(b []byte) [20]byte { return sha1.Sum(b) }

func Key() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }
`,
  finds: finds("go", [
    { line: 11, ruleId: "go.crypto.digest", algorithm: "SHA-1", ...DIGEST },
    { line: 13, ruleId: "go.crypto.ecdsa-generate", algorithm: "ECDSA-P-256", curve: "P-256", ...KEY },
  ]),
});

const javascript = (run: string): Content => ({
  content: `// canary ${run}
const crypto = require("node:crypto");

exports.pair = () => crypto.generateKeyPairSync("rsa", { modulusLength: 4096 });
exports.seal = (key, iv) => crypto.createCipheriv("aes-128-cbc", key, iv);
`,
  finds: finds("javascript", [
    { line: 4, ruleId: "javascript.node-crypto.generate-key-pair", algorithm: "RSA-4096", keySize: 4096, ...KEY },
    {
      line: 5,
      ruleId: "javascript.node-crypto.create-cipher-iv",
      algorithm: "AES-128-CBC",
      keySize: 128,
      mode: "CBC",
      operation: "encrypt",
      quantum: "weakened",
    },
  ]),
});

const typescript = (run: string): Content => ({
  content: `// canary ${run}
import { createHash } from "node:crypto";

export function digest(data: Uint8Array, name: string): string {
  createHash(name);
  return createHash("sha512").update(data).digest("hex");
}
`,
  finds: finds("typescript", [
    { line: 5, ruleId: "javascript.node-crypto.create-hash", ...UNKNOWN },
    {
      line: 6,
      ruleId: "javascript.node-crypto.create-hash",
      algorithm: "SHA-512",
      operation: "digest",
      quantum: "safe",
    },
  ]),
});

const c = (run: string): Content => ({
  content: `/* canary ${run} */
#include <openssl/evp.h>
#include <openssl/rsa.h>

const EVP_MD *md(void) { return EVP_sha1(); }
const EVP_CIPHER *cipher(void) { return EVP_aes_256_gcm(); }
EVP_PKEY *key(void) { return EVP_RSA_gen(1024); }
`,
  finds: finds("c", [
    { line: 5, ruleId: "openssl.evp.digest", algorithm: "SHA-1", ...DIGEST },
    {
      line: 6,
      ruleId: "openssl.evp.cipher",
      algorithm: "AES-256-GCM",
      keySize: 256,
      mode: "GCM",
      operation: "encrypt",
      quantum: "safe",
    },
    { line: 7, ruleId: "openssl.evp.rsa-gen", algorithm: "RSA-1024", keySize: 1024, classical: "weak", ...KEY },
  ]),
});

const cpp = (run: string): Content => ({
  content: `// canary ${run}
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

namespace canary {
EC_KEY *key() { return EC_KEY_new_by_curve_name(NID_X9_62_prime256v1); }
}
`,
  finds: finds("cpp", [
    { line: 6, ruleId: "openssl.lowlevel.ec-by-curve", algorithm: "EC-P-256", curve: "P-256", ...KEY },
  ]),
});

const utf16 = (run: string): Content => ({
  content: Buffer.from(`\ufeff# canary ${run}\nimport hashlib\nhashlib.sha1(b"")\n`, "utf16le"),
  finds: finds("python", [{ line: 3, ruleId: "python.hashlib.digest", algorithm: "SHA-1", ...DIGEST }]),
});

const latin1 = (run: string): Content => ({
  content: Buffer.from(`# canary ${run} caf\xe9\nimport hashlib\nhashlib.md5(b"")\n`, "latin1"),
  finds: finds("python", [{ line: 3, ruleId: "python.hashlib.digest", algorithm: "MD5", ...DIGEST }]),
});
