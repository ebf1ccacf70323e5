import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { csharp } from "./csharp.ts";

const SOURCE = `using System.Security.Cryptography;
using SC = System.Security.Cryptography;
namespace App.Core;
public class A : Base {
  private const string Alg = "SHA" + "1";
  private readonly RSA rsa = RSA.Create(2048);
  public A(int bits) { this.rsa = new RSACryptoServiceProvider(bits); }
  void F(string name) {
    using var aes = new AesManaged { KeySize = 128, Mode = CipherMode.ECB };
    using (var md = MD5.Create()) { md.ComputeHash(data); }
    var h = SC.HashAlgorithm.Create(Alg);
    rsa.SignData(data, HashAlgorithmName.SHA1, padding: RSASignaturePadding.Pkcs1);
    ECDsa t = new();
    ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls;
    var c = on ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256;
    Hash(c);
    local?.Sign(1);
  }
  static A Make() => new A(1024);
}`;

test("calls are named by their imports and by the types of what they are called on", async () => {
  const file = await openSource(csharp, SOURCE);
  expect(spelled(siteOf(file, "MD5.Create"))).toBe(
    "call System.Security.Cryptography.MD5.Create | App.Core.MD5.Create",
  );
  expect(spelled(siteOf(file, "HashAlgorithm.Create"))).toBe("call System.Security.Cryptography.HashAlgorithm.Create");
  expect(spelled(siteOf(file, "rsa.SignData"))).toBe(
    "call System.Security.Cryptography.RSA.SignData | App.Core.RSA.SignData | ?.SignData",
  );
  expect(spelled(siteOf(file, "md.ComputeHash"))).toContain("System.Security.Cryptography.MD5.ComputeHash");
  expect(spelled(siteOf(file, "local?.Sign"))).toBe("call ?.Sign");
});

test("constructions, what their initializers set, and settings", async () => {
  const file = await openSource(csharp, SOURCE);
  expect(spelled(siteOf(file, "new AesManaged"))).toContain("new System.Security.Cryptography.AesManaged");
  expect(valuesOf(file, siteOf(file, "new AesManaged"))).toContain(
    "KeySize=128, Mode=@System.Security.Cryptography.CipherMode.ECB",
  );
  expect(spelled(siteOf(file, "KeySize"))).toContain("set System.Security.Cryptography.AesManaged.KeySize");
  expect(spelled(siteOf(file, "SecurityProtocol", 0))).toContain("ServicePointManager.SecurityProtocol");
});

test("constants, parameters and both arms of a condition", async () => {
  const file = await openSource(csharp, SOURCE);
  expect(valuesOf(file, siteOf(file, "HashAlgorithm.Create"))).toBe('"SHA1"');
  expect(valuesOf(file, siteOf(file, "new RSACryptoServiceProvider"))).toBe("1024");
  expect(valuesOf(file, siteOf(file, "Hash(c", 0))).toContain("");
});

const TARGET_TYPED = `using System.Security.Cryptography;
class A {
  private RSACryptoServiceProvider rsa;
  private MD5CryptoServiceProvider Md { get; set; }
  A() { rsa = new(1024); this.Md = new(); Init(new(2048)); }
  void Init(DSACryptoServiceProvider key) { DESCryptoServiceProvider d; d = new() { Mode = CipherMode.ECB }; }
  RC2CryptoServiceProvider Prop { get { return new(); } }
  AesManaged other;
}`;

test.each([
  ["RSACryptoServiceProvider", "new System.Security.Cryptography.RSACryptoServiceProvider", "1024"],
  ["MD5CryptoServiceProvider", "new System.Security.Cryptography.MD5CryptoServiceProvider", ""],
  ["DSACryptoServiceProvider", "new System.Security.Cryptography.DSACryptoServiceProvider", "2048"],
  [
    "DESCryptoServiceProvider",
    "new System.Security.Cryptography.DESCryptoServiceProvider",
    "Mode=@System.Security.Cryptography.CipherMode.ECB",
  ],
  ["RC2CryptoServiceProvider", "new System.Security.Cryptography.RC2CryptoServiceProvider", ""],
  ["AesManaged", "name System.Security.Cryptography.AesManaged", ""],
])("a construction that leaves its type out is one of what %s declares", async (type, expected, given) => {
  const file = await openSource(csharp, TARGET_TYPED);
  const found = siteOf(file, type);
  expect(spelled(found)).toContain(expected);
  expect(valuesOf(file, found)).toBe(given);
});
