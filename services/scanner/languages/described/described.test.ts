/** What the languages described by tables have in common, each in its own words. */
import { expect, test } from "vitest";
import type { Language } from "../language.ts";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { groovy } from "./groovy.ts";
import { kotlin } from "./kotlin.ts";
import { php } from "./php.ts";
import { ruby } from "./ruby.ts";
import { rust } from "./rust.ts";
import { scala } from "./scala.ts";

interface Case {
  readonly language: Language;
  readonly source: string;
  /** Name (its end is looked at), the site's form and first name, its arguments' values. */
  readonly sites: readonly (readonly [string, string, string])[];
}

const CASES: readonly Case[] = [
  {
    language: kotlin,
    source: `import java.security.KeyPairGenerator as KPG
import javax.crypto.*

class A(private val alg: String = "RSA") : Base() {
  private val c: Cipher = Cipher.getInstance("AES/" + "ECB")

  companion object {
    const val MD = "MD5"
  }

  fun f(bits: Int) {
    val kpg = KPG.getInstance(alg)
    kpg.initialize(bits)
    val d = Digests.of(A.MD)
  }

  fun g() {
    val made = KeyGenerator.getInstance("DES").apply { init(56) }
    made.generateKey()
    c.doFinal(name = 3)
    f(2048)
  }

  fun h() {
    val spec = ECGenParameterSpec("secp256r1")
    val q = pick(if (a) "x" else "y", when (z) { 1 -> "a" else -> "b" })
  }
}`,
    sites: [
      ["KPG.getInstance", "call java.security.KeyPairGenerator.getInstance", '"RSA"'],
      ["Cipher.getInstance", "call javax.crypto.Cipher.getInstance", '"AES/ECB"'],
      ["kpg.initialize", "call java.security.KeyPairGenerator.initialize", "2048"],
      ["Digests.of", "call javax.crypto.Digests.of", '"MD5"'],
      ["made.generateKey", "call javax.crypto.KeyGenerator.generateKey", ""],
      ["c.doFinal", "call javax.crypto.Cipher.doFinal", "name=3"],
      ["= ECGenParameterSpec", "new javax.crypto.ECGenParameterSpec", '"secp256r1"'],
      ["= pick", "call javax.crypto.Base.pick", '"x" or "y", "a" or "b"'],
    ],
  },
  {
    language: scala,
    source: `import java.security.{KeyPairGenerator => KPG, MessageDigest}
import javax.crypto._
class A(alg: String = "RSA") extends Base {
  private val k = new SecretKeySpec(bytes, "DES")
  def f(): Unit = {
    val kpg = KPG.getInstance(alg)
    kpg.initialize(A.Bits)
    val d = MessageDigest getInstance "SHA-1"
    use(if (a) "x" else "y", z match { case 1 => "a" case _ => "b" }, mode = 3)
  }
}
object A { val Bits = 1 << 11 }`,
    sites: [
      ["KPG.getInstance", "call java.security.KeyPairGenerator.getInstance", '"RSA"'],
      ["kpg.initialize", "call java.security.KeyPairGenerator.initialize", "2048"],
      ["MessageDigest getInstance", "call java.security.MessageDigest.getInstance", '"SHA-1"'],
      ["new SecretKeySpec", "new javax.crypto.SecretKeySpec", '@bytes, "DES"'],
      ["    use", "call javax.crypto.Base.use", '"x" or "y", "a" or "b", mode=3'],
    ],
  },
  {
    language: groovy,
    source: `import java.security.KeyPairGenerator as KPG
import java.security.*
class A {
  static final String ALG = "RS" + 'A'
  def f(String m = 'MD5') {
    def kpg = KPG.getInstance(ALG)
    kpg.initialize(2048)
    MessageDigest.getInstance(m)
    new Signer(key, on ? "x" : "y", mode: 3)
  }
}`,
    sites: [
      ["KPG.getInstance", "call java.security.KeyPairGenerator.getInstance", '"RSA"'],
      ["kpg.initialize", "call java.security.KeyPairGenerator.initialize", "2048"],
      ["MessageDigest.getInstance", "call java.security.MessageDigest.getInstance", '"MD5"'],
      ["new Signer", "new java.security.Signer", '@key, "x" or "y", mode=3'],
    ],
  },
  {
    language: rust,
    source: `use rsa::{RsaPrivateKey, pkcs1v15::SigningKey as SK};
use ring::{digest, signature};
const BITS: usize = 1024;
static ALG: &digest::Algorithm = &digest::SHA1_FOR_LEGACY_USE_ONLY;
type HmacSha1 = hmac::Hmac<sha1::Sha1>;
impl A {
  fn new(bits: usize) -> Self {
    let key = RsaPrivateKey::new(&mut rng, BITS).expect("key");
    let signer = SK::<Sha256>::new(key.clone());
    let h = md5::compute(b"abc");
    digest::digest(ALG, data);
    let t = pick(match a { 1 => "x", _ => "y" }, if c { 1 } else { 2 });
    let c = Config { version: Version::TLSv1_0, ..Default::default() };
    key.sign(t)
  }
}`,
    sites: [
      ["RsaPrivateKey::new", "call rsa::RsaPrivateKey::new", "@rng, 1024"],
      ["SK::<Sha256>::new", "call rsa::pkcs1v15::SigningKey::new", "rsa::RsaPrivateKey::new()"],
      ["md5::compute", "call md5::compute", '"abc"'],
      ["digest::digest(".slice(0, -1), "call ring::digest::digest", "@ring::digest::SHA1_FOR_LEGACY_USE_ONLY, @data"],
      ["hmac::Hmac", "name hmac::Hmac", "T0=@sha1::Sha1"],
      ["= pick", "call pick", '"x" or "y", 1 or 2'],
      ["= Config", "new Config", "version=@Version::TLSv1_0"],
      ["key.sign", "call rsa::RsaPrivateKey::sign", "pick()"],
    ],
  },
  {
    language: ruby,
    source: `module App
  ALG = 'SHA' + '1'
  class A < Base
    def initialize(bits = 2048)
      @key = OpenSSL::PKey::RSA.new(bits)
    end
    def f(data)
      Digest::MD5.hexdigest data
      OpenSSL::Digest.new(ALG)
      @key.sign(OpenSSL::Digest::SHA1.new, data)
      ctx.min_version = OpenSSL::SSL::TLS1_VERSION
      start(on ? :md5 : "x", ssl_version: :TLSv1)
    end
  end
end`,
    sites: [
      ["RSA.new", "call OpenSSL::PKey::RSA.new", "2048"],
      ["MD5.hexdigest", "call Digest::MD5.hexdigest", "?"],
      ["OpenSSL::Digest.new", "call OpenSSL::Digest.new", '"SHA1"'],
      ["@key.sign", "call OpenSSL::PKey::RSA.sign", "OpenSSL::Digest::SHA1.new(), ?"],
      ["ctx.min_version", "set ?.min_version", "@OpenSSL::SSL::TLS1_VERSION"],
      ["      start", "call Base.start", '"md5" or "x", ssl_version="TLSv1"'],
    ],
  },
  {
    language: php,
    source: `<?php
namespace App\\Sec;
use phpseclib3\\Crypt\\RSA;
use phpseclib3\\Crypt\\{AES as Cipher, Hash};
const ALG = 'sha' . "1";
class A {
  const METHOD = 'des-ecb';
  private string $alg = 'md5';
  public function __construct(private RSA $key, string $other = "sha1") { $this->other = $other; }
  function f(string $data) {
    \\hash(ALG, $data);
    hash_file($this->alg, $data);
    hash_init($this->other);
    $c = openssl_encrypt($data, self::METHOD, ['k' => 1]);
    $r = RSA::createKey(2048);
    $r->withHash('sha1');
    $this->key->sign($data);
    $b = new Cipher($on ? 'cbc' : 'ecb', match($q) { 1 => 'a', default => 'b' });
  }
}`,
    sites: [
      ["\\hash", "call hash", '"sha1", ?'],
      ["hash_file", "call hash_file", '"md5", ?'],
      ["hash_init", "call hash_init", '"sha1"'],
      ["openssl_encrypt", "call openssl_encrypt", '?, "des-ecb", {}'],
      ["RSA::createKey", "call phpseclib3\\Crypt\\RSA::createKey", "2048"],
      ["$r->withHash", "call phpseclib3\\Crypt\\RSA::withHash", '"sha1"'],
      ["key->sign", "call phpseclib3\\Crypt\\RSA::sign", "?"],
      ["new Cipher", "new phpseclib3\\Crypt\\AES", '"cbc" or "ecb", "a" or "b"'],
    ],
  },
];

test.each(CASES.map((each) => [each.language.id, each] as const))("%s", async (_id, { language, source, sites }) => {
  const file = await openSource(language, source);
  for (const [name, expected, values] of sites) {
    const site = siteOf(file, name);
    expect(spelled(site).split(" | ")[0], name).toBe(expected);
    expect(valuesOf(file, site), name).toBe(values);
  }
});
