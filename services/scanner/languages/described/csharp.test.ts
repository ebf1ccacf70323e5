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
