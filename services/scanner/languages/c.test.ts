import { expect, test } from "vitest";
import { c } from "./c.ts";
import { looksLikeCpp } from "./c-or-cpp.ts";
import { cpp } from "./cpp.ts";
import { objc } from "./objc.ts";
import { openSource, shown, siteOf, spelled, valuesOf } from "./source-under-test.ts";

/** Values of the arguments of `f`, called in `main` after the declarations. */
async function argumentsIn(before: string, inside: string, language = c): Promise<string> {
  const file = await openSource(language, `${before}\nint main(void) {\n${inside}\n}\n`);
  return valuesOf(file, siteOf(file, "use"));
}

test("plain functions, constants, fields", async () => {
  const file = await openSource(
    c,
    `#include <openssl/evp.h>
int f(void) {
  EVP_DigestInit_ex(ctx, EVP_sha1(), NULL);
  EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
  s->options.min = TLS1_VERSION;
  s->method->digest(x);
  return RSA_generate_key_ex(rsa, 2048, e, NULL);
}
struct config conf = { .min_version = TLS1_1_VERSION };`,
  );
  expect(spelled(siteOf(file, "EVP_sha1"))).toBe("call EVP_sha1");
  expect(spelled(siteOf(file, "NID_X9_62_prime256v1"))).toBe("name NID_X9_62_prime256v1");
  expect(spelled(siteOf(file, "s->options.min"))).toBe("set ?.min");
  expect(spelled(siteOf(file, "TLS1_VERSION"))).toBe("name TLS1_VERSION");
  expect(spelled(siteOf(file, "s->method->digest"))).toBe("call ?.digest");
  expect(spelled(siteOf(file, ".min_version"))).toBe("set ?.min_version");
  expect(valuesOf(file, siteOf(file, "EVP_DigestInit_ex"))).toBe("@ctx, EVP_sha1(), none");
  expect(valuesOf(file, siteOf(file, "RSA_generate_key_ex"))).toBe("@rsa, 2048, @e, none");
});

test.each([
  ["RSA *RSA_generate_key(int bits, unsigned long e);"],
  ["OSSL_DEPRECATEDIN_3_0 RSA *RSA_generate_key(int bits, unsigned long e);"],
  ["DEPRECATED(RSA *RSA_generate_key(int bits, unsigned long e, void (*callback)(int, int, void *), void *arg));"],
  ["RSA *RSA_generate_key(int bits, unsigned long e) { return 0; }"],
  ["#define RSA_generate_key my_generate_key"],
  ["#define RSA_generate_key(a, b) my_generate_key(a, b)"],
  ["#ifdef RSA_generate_key\n#endif"],
  ["#if defined(RSA_generate_key) && X\n#endif"],
  ["#include <RSA_generate_key>"],
  ['char *s = "RSA_generate_key(1)";'],
  ["/* RSA_generate_key(1) */ int x;"],
  ["#if 0\nint f(void) { RSA_generate_key(1); }\n#endif"],
  ['#define X "RSA_generate_key"'],
  ["typedef int RSA_generate_key(int);"],
  ["enum { RSA_generate_key };"],
  ["#define RSA_make RSA_generate_key"],
  ["int f(int x) { switch (x) { case RSA_generate_key: return 1; } return x == RSA_generate_key; }"],
  ["int f(int RSA_generate_key) { return RSA_generate_key; }"],
])("no use: %s", async (text) => {
  expect(spelled(siteOf(await openSource(c, text), "RSA_generate_key"))).toBe("none");
});

test("the other half of `#if 0` is alive", async () => {
  const file = await openSource(c, "#if 0\nint f(void) { a(); }\n#else\nint f(void) { EVP_sha1(); }\n#endif\n");
  expect(spelled(siteOf(file, "EVP_sha1"))).toBe("call EVP_sha1");
});

test("a macro that stands in for a missing name leaves its uses", async () => {
  const file = await openSource(
    c,
    "#ifndef HAVE_X\n# define EVP_sha256 NULL\n#endif\nstruct d t[] = { { 1, EVP_sha256 } };",
  );
  expect(spelled(siteOf(file, "EVP_sha256", 1))).toBe("name EVP_sha256");
});

test("names in macro bodies are sites without arguments", async () => {
  const file = await openSource(c, "#define HASH EVP_sha1()\n#define CURVE (NID_secp160r1) // NID_x\n");
  expect(spelled(siteOf(file, "EVP_sha1"))).toBe("call EVP_sha1");
  expect(spelled(siteOf(file, "NID_secp160r1"))).toBe("name NID_secp160r1");
  expect(spelled(siteOf(file, "NID_x"))).toBe("none");
});

test.each([
  ["#define BITS 2048", "use(BITS);", "2048"],
  ["#define BITS (1024 * 2)", "use(BITS);", "2048"],
  ["#define BITS ((size_t) 0x800)", "use(BITS);", "2048"],
  ["#define A 1024\n#define BITS (A)", "use(BITS);", "1024"],
  ['#define P "A" "B"', 'use(P "C" P);', '"ABCAB"'],
  ['#define P "A"\n#define Q P "B"', "use(Q);", '"AB"'],
  ["#define H EVP_sha1()", "use(H);", "EVP_sha1()"],
  ["#define C NID_secp256k1", "use(C);", "@NID_secp256k1"],
  ["static const int bits = 512;", "use(bits);", "512"],
  ["enum { BITS = 768, X };", "use(BITS, X);", "768, @X"],
  ["", "int bits = 2048; use(bits);", "2048"],
  ["", "int bits; bits = 2048; use(bits);", "2048"],
  ["", "int bits = 2048; get(&bits); use(bits);", "?"],
  ["", "int bits = 2048; if (x) bits = 1024; use(bits);", "1024 or 2048"],
  ["", "int bits = 2048; bits++; use(bits);", "?"],
  ["", "int bits; if (a) return 0;\n#ifdef X\nelse if (b) bits = 1;\n#endif\nelse bits = 2;\nuse(bits);", "?"],
  ["#ifdef A\n#define BITS 2\n#else\n#define BITS 2\n#endif", "use(BITS);", "2"],
  ["#ifdef A\n#define BITS 1\n#else\n#define BITS 2\n#endif", "use(BITS);", "1 or 2"],
  ["", 'const char *name = "secp256k1"; use(name);', '"secp256k1"'],
  ["", 'static const char name[] = "MD5"; use(name);', '"MD5"'],
  ["", "const EVP_MD *md = EVP_md5(); use(md);", "EVP_md5()"],
  ["", "use(x ? EVP_sha1() : EVP_sha256(), x ? 1 : 1);", "EVP_sha1() or EVP_sha256(), 1"],
  ["", "use((int) (EVP_PKEY_RSA), sizeof(x), -1, 1 << 3);", "@EVP_PKEY_RSA, ?, -1, 8"],
  ["", "int groups[] = { NID_X25519, 2 }; use(groups);", "[@NID_X25519, 2]"],
  ["int bits_of(void);", "use(bits_of(), argc);", "bits_of(), @argc"],
])("%s %s", async (before, inside, expected) => {
  expect(await argumentsIn(before, inside)).toBe(expected);
});

test("a parameter is decided elsewhere", async () => {
  const file = await openSource(c, "int f(int bits) { use(bits); }");
  expect(valuesOf(file, siteOf(file, "use"))).toBe("?");
});

test("fields of struct literals", async () => {
  const file = await openSource(c, "struct options o = { .min = 3, .max = 4 }; int f(void) { use(&o); }");
  const [first] = siteOf(file, "use")?.arguments ?? [];
  const value = first && file.evaluate(first.node);
  expect(value?.kind === "object" && shown(value.field("max") ?? { kind: "none" })).toBe("4");
});

test("binding", async () => {
  const file = await openSource(
    c,
    `int f(struct s *s) {
  EVP_PKEY_CTX *ctx = (EVP_PKEY_CTX *) EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
  if ((s->md = EVP_MD_fetch(NULL, "MD5", NULL)) == NULL) return 0;
  use(ctx);
}
int g(void) { use(EVP_sha1()); }`,
  );
  const bound = (name: string): unknown => {
    const site = siteOf(file, name);
    const binding = site && file.binding(site);
    return binding && [binding.name, file.text.slice(binding.to - 11, binding.to)];
  };
  expect(bound("EVP_PKEY_CTX_new_id")).toEqual(["ctx", "use(ctx);\n}"]);
  expect(bound("EVP_MD_fetch")).toEqual(["s->md", "use(ctx);\n}"]);
  expect(bound("EVP_sha1")).toBeUndefined();
});

test("binding by smart pointers", async () => {
  const file = await openSource(
    cpp,
    `void f() {
  auto a = std::unique_ptr<EVP_PKEY_CTX, D>(make_a(1));
  bssl::UniquePtr<EVP_PKEY_CTX> b(make_b(1));
  this->c_.reset(make_c(1));
  other(make_d(1));
  use(b.get());
}`,
  );
  const bound = ["make_a", "make_b", "make_c", "make_d"].map((name) => {
    const site = siteOf(file, name);
    return site && file.binding(site)?.name;
  });
  expect(bound).toEqual(["a", "b", "this->c_", undefined]);
  expect(valuesOf(file, siteOf(file, "use"))).toBe("make_b()");
});

test("calls in broken text", async () => {
  const file = await openSource(
    c,
    `MACRO_BEGIN(x
int f(void) {
#ifdef A
  if (a) {
#else
  if (b) {
#endif
    MD5_Init(&c);
  FOR_EACH(x, y) RSA_generate_key_ex(rsa, 1024, e, NULL);
  }
}
`,
  );
  expect(spelled(siteOf(file, "MD5_Init"))).toBe("call MD5_Init");
  expect(spelled(siteOf(file, "RSA_generate_key_ex"))).toBe("call RSA_generate_key_ex");
});

test("C++: qualified names, constructions, methods", async () => {
  const file = await openSource(
    cpp,
    `using namespace CryptoPP;
using Botan::RSA_PrivateKey;
namespace B = Botan;
int f() {
  CryptoPP::RSA::PrivateKey key;
  key.GenerateRandomWithKeySize(rng, 1024);
  CBC_Mode<AES>::Encryption enc(k, 16, iv);
  auto p = new Botan::DH_PrivateKey(rng, 2048);
  auto q = std::make_unique<RSA_PrivateKey>(rng, std::string("x"));
  auto h = B::HashFunction::create("SHA-1");
  int n = Weak::MD5().DigestSize();
  EVP_DigestInit(ctx, EVP_md5());
}
RSA::PublicKey other(int x);`,
  );
  expect(spelled(siteOf(file, "RSA::PrivateKey"))).toBe("new CryptoPP::RSA::PrivateKey");
  expect(spelled(siteOf(file, "GenerateRandomWithKeySize"))).toBe(
    "call CryptoPP::RSA::PrivateKey::GenerateRandomWithKeySize | ?.GenerateRandomWithKeySize",
  );
  expect(spelled(siteOf(file, ">::Encryption"))).toBe("new CryptoPP::CBC_Mode::Encryption | CBC_Mode::Encryption");
  expect(spelled(siteOf(file, "DH_PrivateKey"))).toBe("new CryptoPP::Botan::DH_PrivateKey | Botan::DH_PrivateKey");
  expect(valuesOf(file, siteOf(file, "DH_PrivateKey"))).toBe("@rng, 2048");
  expect(siteOf(file, "<RSA_PrivateKey")?.names[0]).toBe("Botan::RSA_PrivateKey");
  expect(valuesOf(file, siteOf(file, "<RSA_PrivateKey"))).toBe('@rng, "x"');
  expect(siteOf(file, "HashFunction::create")?.names[0]).toBe("Botan::HashFunction::create");
  expect(siteOf(file, "Weak::MD5")?.names[0]).toBe("CryptoPP::Weak::MD5");
  const made = siteOf(file, "Weak::MD5");
  expect(spelled(made && file.chained(made))).toBe("call ?.DigestSize");
  expect(siteOf(file, "EVP_md5")?.names).toContain("EVP_md5");
  expect(spelled(siteOf(file, "RSA::PublicKey"))).toBe("none");
});

test("C++: class constants and member initialisers", async () => {
  const text =
    'class A : public B { static const int BITS = 1024; A() : md(EVP_sha1()) { use(BITS, R"(a\\b)", QString("c")); } };';
  const file = await openSource(cpp, text);
  expect(spelled(siteOf(file, "EVP_sha1"))).toBe("call EVP_sha1");
  expect(valuesOf(file, siteOf(file, "use"))).toBe('1024, "a\\\\b", "c"');
});

test("hostile nesting ends", async () => {
  const deep = 20_000;
  expect(await argumentsIn("", `use(${"(1 + ".repeat(deep)}1${")".repeat(deep)});`)).toBe("?");
  const macros = Array.from({ length: 2_000 }, (_, index) => `#define A${index + 1} A${index}`).join("\n");
  expect(await argumentsIn(`#define A0 1\n${macros}`, "use(A2000);")).toBe("?");
  expect(await argumentsIn("#define A B\n#define B A", "use(A);")).toBe("?");
  const blocks = await openSource(c, `int f(void) ${"{".repeat(deep)} EVP_sha1(); ${"}".repeat(deep)}`);
  expect(spelled(siteOf(blocks, "EVP_sha1"))).toBe("call EVP_sha1");
});

test("headers that are C++ are told from C", () => {
  expect(looksLikeCpp("#pragma once\nnamespace a {\nclass B {};\n}")).toBe(true);
  expect(looksLikeCpp("#include <string>\nstd::string f();")).toBe(true);
  expect(looksLikeCpp("template <typename T> T f();")).toBe(true);
  expect(looksLikeCpp('#ifdef __cplusplus\nextern "C" {\n#include <memory>\n#endif\nint f(int class);\n')).toBe(false);
  expect(looksLikeCpp("/*\nclass of device\nnamespace x\n*/\n#include <string.h>\nint f(void);")).toBe(false);
});

test("a mechanism by struct, C; a flag that is tested or cleared is not chosen", async () => {
  const file = await openSource(
    c,
    `int f(void) {
  CK_MECHANISM mechanism = { CKM_RSA_PKCS, NULL, 0 };
  status = BCryptOpenAlgorithmProvider(&hAlg, BCRYPT_RSA_ALGORITHM, NULL, 0);
  if (on & SP_PROT_SSL3) off = ~SP_PROT_SSL2;
  return use(SP_PROT_TLS1 | SP_PROT_TLS1_1);
}`,
  );
  const made = siteOf(file, "CK_MECHANISM");
  expect(`${spelled(made)} ${valuesOf(file, made)}`).toBe("new CK_MECHANISM @CKM_RSA_PKCS, none, 0");
  const opened = siteOf(file, "BCryptOpenAlgorithmProvider");
  expect(opened && file.binding(opened)?.name).toBe("hAlg");
  expect(file.siteAt(file.text.indexOf("SP_PROT_SSL3"))).toBeUndefined();
  expect(file.siteAt(file.text.indexOf("SP_PROT_SSL2"))).toBeUndefined();
  expect(spelled(siteOf(file, "SP_PROT_TLS1"))).toBe("name SP_PROT_TLS1");
});

test("template arguments and members, C++", async () => {
  const file = await openSource(
    cpp,
    `using namespace CryptoPP;
class A { SHA1 hash_; SHA256 *other_; };
void f() { CBC_Mode<AES>::Encryption e(key, 16, iv); auto r = RSASS<PSS, SHA256>::Signer(k); }`,
  );
  expect(spelled(siteOf(file, "SHA1"))).toBe("new CryptoPP::SHA1 | SHA1");
  expect(file.siteAt(file.text.indexOf("SHA256 *"))).toBeUndefined();
  const made = siteOf(file, "Encryption");
  expect(spelled(made)).toBe("new CryptoPP::CBC_Mode::Encryption | CBC_Mode::Encryption");
  expect(valuesOf(file, made)).toBe("@key, 16, @iv, <0>=@CryptoPP::AES");
});

test("Objective-C: messages, literals, methods", async () => {
  const file = await openSource(
    objc,
    `@implementation Foo
- (NSData *)digest:(NSData *)data {
  NSDictionary *attributes = @{ (id)kSecAttrKeyType: (id)kSecAttrKeyTypeRSA, (id)kSecAttrKeySizeInBits: @1024 };
  SecKeyCreateRandomKey((__bridge CFDictionaryRef)attributes, &error);
  [self.config setMin:kTLSProtocol1 max:@"x"];
  config.TLSMinimumSupportedProtocol = kTLSProtocol12;
  return [FooDigest make:CC_MD5(data.bytes, 1, r)];
}
@end`,
  );
  const set = siteOf(file, "setMin");
  expect(`${spelled(set)} ${valuesOf(file, set)}`).toBe('call ?.setMin @kTLSProtocol1, "x"');
  expect(spelled(siteOf(file, "make"))).toBe("call FooDigest.make | ?.make");
  expect(spelled(siteOf(file, "CC_MD5"))).toBe("call CC_MD5");
  expect(spelled(siteOf(file, "TLSMinimumSupportedProtocol"))).toBe("set ?.TLSMinimumSupportedProtocol");
  expect(file.siteAt(file.text.indexOf("digest:"))).toBeUndefined();
  const key = file.evaluate(siteOf(file, "SecKeyCreateRandomKey")?.arguments[0]?.node ?? file.tree.rootNode);
  const bits = key.kind === "object" ? key.field("kSecAttrKeySizeInBits") : undefined;
  expect(bits).toEqual({ kind: "number", value: 1024 });
});
