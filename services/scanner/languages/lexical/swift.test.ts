import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { swift } from "./swift.ts";

const SOURCE = `import Foundation
@testable import struct Crypto.SHA256

/* a comment /* within another */ Insecure.SHA1.hash(data: d) */
public final class Keys<T>: Base where T: Equatable {
  private let alg: String = "SHA" + "1"
  static let bits = 2048
  var key = P256.Signing.PrivateKey()

  init(name: String, bits count: Int = 1024) throws {
    self.alg = name
    make(count)
  }

  func sign(_ message: Data, by algorithm: SecKeyAlgorithm = .rsaSignatureRaw) async throws -> Data {
    let digest = Insecure.MD5.hash(data: message)
    let mac = HMAC<SHA256>.authenticationCode(for: message,
                                              using: key)
    guard let sealed = try? AES.GCM.seal(message, using: k, nonce: .init()) else { return Data() }
    let attributes: [String: Any] = [
      kSecAttrKeyType as String: kSecAttrKeyTypeRSA,
      kSecAttrKeySizeInBits as String: Keys.bits,
    ]
    SecKeyCreateRandomKey(attributes as CFDictionary, &error)
    print("hash \\(SHA512.hash(data: "x")) of \\(alg)-\\(digest)")
    CCHmac(CCHmacAlgorithm(kCCHmacAlgSHA1), p, 20)
    use(cond ? "MD5" : "SHA1", alg: self.alg, raw: #"a\\(b)"#, lines: """
      two "lines"
      """)
    config.tlsMinimumSupportedProtocolVersion = .TLSv10
    items.map { $0.md5() }
      .filter { $0 > 2 }
    if a<b, c>d { compare(1) }
    sealer.seal(data) { done in done.finish(2) }
    return try key.signature(for: digest)
  }
}`;

test.each([
  ["Insecure.MD5.hash", "call CryptoKit.Insecure.MD5.hash", "data=?"],
  ["authenticationCode", "call CryptoKit.HMAC.authenticationCode", "T0=@CryptoKit.SHA256"],
  ["AES.GCM.seal", "call CryptoKit.AES.GCM.seal", "nonce="],
  ["SecKeyCreateRandomKey", "SecKeyCreateRandomKey", "{}"],
  ["SHA512.hash", "call CryptoKit.SHA512.hash", 'data="x"'],
  ["CCHmac", "CCHmac", "@CryptoKit.kCCHmacAlgSHA1"],
  ["    use", "use", '"MD5" or "SHA1", alg="SHA1" or ?, raw="a\\\\(b)", lines='],
  ["tlsMinimumSupportedProtocolVersion", "set ?.tlsMinimumSupportedProtocolVersion", "@TLSv10"],
  ["$0.md5", "call ?.md5", ""],
  ["compare", "call CryptoKit.compare", "1"],
  ["done.finish", "call ?.finish", "2"],
  ["key.signature", "call CryptoKit.P256.Signing.PrivateKey.signature", "for=CryptoKit.Insecure.MD5.hash"],
])("%s in Swift", async (name, site, values) => {
  const file = await openSource(swift, SOURCE);
  const found = siteOf(file, name);
  expect(spelled(found)).toContain(site);
  expect(valuesOf(file, found)).toContain(values);
});

test("what stands in comments, texts and declarations is no use", async () => {
  const file = await openSource(swift, SOURCE);
  expect(spelled(siteOf(file, "Insecure.SHA1.hash"))).toBe("none");
  expect(spelled(siteOf(file, "func sign"))).toBe("none");
  expect(spelled(siteOf(file, "var key"))).toBe("none");
});

test("a dictionary's keys are read through their casts, its values through constants", async () => {
  const file = await openSource(swift, SOURCE);
  const [attributes] = siteOf(file, "SecKeyCreateRandomKey")?.arguments ?? [];
  const value = attributes && file.evaluate(attributes.node);
  expect(value?.kind === "object" && value.field("kSecAttrKeySizeInBits")).toEqual({ kind: "number", value: 2048 });
});

test("a constructor's result is bound to the member it is given to", async () => {
  const file = await openSource(swift, SOURCE);
  const made = siteOf(file, "P256.Signing.PrivateKey");
  expect(made && file.binding(made)?.name).toBe("key");
});
