import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { dart } from "./dart.ts";

const SOURCE = `import 'dart:io';
import 'package:crypto/crypto.dart';
import 'package:pointycastle/export.dart' as pc;
import "package:encrypt/encrypt.dart" show AES, AESMode;

/// md5.convert(x) in words
class Signer extends Base with Foo implements Bar<String> {
  static const String alg = 'SHA' '-1';
  final Map<String, int> sizes = {'rsa': 2048, 'other': 1};
  late final pc.RSAEngine engine;
  final int bits;
  Signer(this.bits, {required this.engine, int rounds = 3}) : super(rounds) { engine = pc.RSAEngine(); }
  factory Signer.make() => Signer(1024, engine: e);

  Future<Uint8List> sign(Uint8List data, {String algorithm = 'SHA-256/RSA'}) async {
    final digest = md5.convert(utf8.encode('hello $alg \${sha1.convert(data)}'));
    var keyGen = pc.RSAKeyGenerator()
      ..init(pc.ParametersWithRandom(
          pc.RSAKeyGeneratorParameters(BigInt.parse('65537'), sizes['rsa'], 64), rnd))
      ..more(3);
    keyGen.generateKeyPair();
    final signer = pc.Signer(algorithm) as pc.RSASigner;
    signer.init(true, x);
    AES(key, mode: AESMode.ecb);
    for (final x in [1, 2]) { use(r'$x', cond ? 'a' : 'b', "\${alg}/RSA"); }
    items.forEach((e) { new pc.Digest(alg); });
    context.minimumTlsProtocolVersion = TlsProtocolVersion.tls1_2;
    if (a < b && c > d) compare(1);
    return list!.first;
  }
}`;

test.each([
  ["md5.convert", "call dart:io.md5.convert | crypto.md5.convert", ""],
  ["sha1.convert", "crypto.sha1.convert", ""],
  ["pc.RSAKeyGenerator", "call pointycastle.RSAKeyGenerator", ""],
  ["..init", "call pointycastle.RSAKeyGenerator.init", "pointycastle.ParametersWithRandom()"],
  ["..more", "call pointycastle.RSAKeyGenerator.more", "3"],
  ["keyGen.generateKeyPair", "call pointycastle.RSAKeyGenerator.generateKeyPair", ""],
  ["pc.Signer", "call pointycastle.Signer", '"SHA-256/RSA"'],
  ["signer.init", "call pointycastle.RSASigner.init", "true, "],
  ["    AES", "call encrypt.AES", "mode=@encrypt.AESMode.ecb"],
  [" use", "use", '"$x", "a" or "b", "SHA-1/RSA"'],
  ["new pc.Digest", "call pointycastle.Digest", '"SHA-1"'],
  ["context.minimumTlsProtocolVersion", "?.minimumTlsProtocolVersion", "@dart:io.TlsProtocolVersion.tls1_2"],
  ["compare", "compare", "1"],
])("%s in Dart", async (name, site, values) => {
  const file = await openSource(dart, SOURCE);
  const found = siteOf(file, name, name === "md5.convert" ? 1 : 0);
  expect(spelled(found)).toContain(site);
  expect(valuesOf(file, found)).toContain(values);
});

test("a cascade belongs to what it is called on, and comments are no code", async () => {
  const file = await openSource(dart, SOURCE);
  expect(spelled(siteOf(file, "md5.convert"))).toBe("none");
  const made = siteOf(file, "pc.RSAKeyGenerator");
  expect(made && file.binding(made)?.name).toBe("keyGen");
  expect(spelled(made && file.chained(made))).toContain("RSAKeyGenerator.init");
});
