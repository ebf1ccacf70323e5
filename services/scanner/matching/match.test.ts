import { expect, test } from "vitest";
import { Engine } from "../engine.ts";
import { catalogueOf } from "../models/catalogue.ts";
import type { Library, Model } from "../models/model.ts";
import { factsOfCode } from "./examples.ts";

const model = (rule: string, parts: Partial<Model>): Model => ({
  rule,
  title: rule,
  algorithm: { value: "RSA" },
  operation: "keygen",
  examples: [],
  ...parts,
});

const python: Library = {
  library: "python.test",
  title: "test",
  languages: ["python"],
  anchors: ["hashlib", "pkcrypto"],
  sources: ["here"],
  models: [
    model("python.test.new", { calls: ["hashlib.new"], algorithm: { from: "0|name" }, operation: "digest" }),
    model("python.test.md5", { calls: ["hashlib.md5"], algorithm: { value: "MD5" }, operation: "digest" }),
    model("python.test.mention", { names: ["hashlib.md5"], algorithm: { value: "MD5" }, operation: "digest" }),
    model("python.test.hmac", {
      calls: ["pkcrypto.mac"],
      algorithm: { value: "HMAC" },
      hash: { from: "0" },
      operation: "mac",
    }),
    model("python.test.keygen", {
      calls: ["pkcrypto.Generator"],
      // biome-ignore lint/suspicious/noThenProperty: the name a model file uses
      then: [{ calls: ["configure"], keySize: { from: "0|bits" } }],
    }),
    model("python.test.sign", {
      calls: ["pkcrypto.sign"],
      algorithm: { from: "0", notation: "oid", map: { RSA: "RSA" }, undetermined: "undetermined-signature" },
      hash: { from: "0" },
      operation: "sign",
    }),
    model("python.test.curve", {
      calls: ["pkcrypto.curve"],
      algorithm: { from: "0", notation: "curve", undetermined: "EC" },
    }),
    model("python.test.verify", {
      calls: ["pkcrypto.verify"],
      algorithm: { value: "undetermined-signature" },
      operation: "verify",
    }),
    model("python.test.cipher", {
      calls: ["pkcrypto.Cipher"],
      algorithm: { value: "AES" },
      operation: "encrypt",
      // biome-ignore lint/suspicious/noThenProperty: the name a model file uses
      then: [
        { calls: ["encryptor"], operation: "encrypt" },
        { calls: ["decryptor"], operation: "decrypt" },
        { calls: ["start"], operation: { from: "0", map: { FORWARD: "encrypt", BACK: "decrypt" } } },
      ],
    }),
    model("python.test.sized", { calls: ["pkcrypto.generate"], keySize: { from: "0", unit: "bytes" } }),
  ],
};
const engine = new Engine(catalogueOf([python]));
const found = async (code: string) =>
  (await factsOfCode(engine, "python", code)).map((fact) => `${fact.line}:${fact.column} ${fact.algorithm}`);

test("constants of the file are followed, what is decided at run time is unresolved", async () => {
  const facts = await factsOfCode(
    engine,
    "python",
    'import hashlib\nNAME = "sha" + "1"\ndef f(given):\n  hashlib.new(NAME)\n  hashlib.new(given)\n',
  );
  expect(facts.map(({ line, algorithm, resolved, confidence }) => [line, algorithm, resolved, confidence])).toEqual([
    [4, "SHA-1", true, "high"],
    [5, "unknown", false, "low"],
  ]);
});

test("a signature whose key decides its algorithm is broken whatever it is; a name that cannot be read may be anything", async () => {
  const code =
    "import pkcrypto\ndef f(given):\n  pkcrypto.sign(given)\n  pkcrypto.sign('sha1')\n  pkcrypto.sign('newest-512')\n" +
    "  pkcrypto.sign('RSA')\n  pkcrypto.verify(key)\n  pkcrypto.curve(given)\n  pkcrypto.curve('mine')\n";
  const facts = await factsOfCode(engine, "python", code);
  expect(facts.map((fact) => [fact.algorithm, fact.resolved, fact.quantum, fact.classical, fact.purpose])).toEqual([
    ["undetermined-signature", false, "broken", "ok", "signature"],
    ["undetermined-signature-SHA-1", false, "broken", "broken", "signature"],
    ["unknown", false, "unknown", "ok", "unknown"],
    ["RSA", true, "broken", "ok", "signature"],
    ["undetermined-signature", false, "broken", "ok", "signature"],
    ["EC", true, "broken", "ok", "unknown"],
    ["EC", true, "broken", "ok", "unknown"],
  ]);
});

test("comments, strings, imports and other people's names are no findings", async () => {
  const code = '# hashlib.md5(x)\n"""hashlib.md5(x)"""\nimport hashlib\nfrom mine import md5\nmd5(1)\nx.md5(1)\n';
  expect(await found(code)).toEqual([]);
});

test("a later call on the same object carries its parameter", async () => {
  const code =
    "import pkcrypto\ndef f():\n  g = pkcrypto.Generator()\n  h = pkcrypto.Generator()\n  h.configure(bits=1024)\n  g.configure(4096)\n";
  expect(await found(code)).toEqual(["3:7 RSA-4096", "4:7 RSA-1024"]);
});

test("a size in bytes is told in bits", async () => {
  expect(await found("import pkcrypto\npkcrypto.generate(256)\n")).toEqual(["2:1 RSA-2048"]);
});

test("a call wrapped over many lines is one finding, at the call", async () => {
  expect(await found("import hashlib\nx = hashlib.md5(\n  a,\n  b,\n).hexdigest()\n")).toEqual(["2:5 MD5"]);
});

test("a constant mentioned inside a use that says it adds nothing", async () => {
  expect(await found("import hashlib, pkcrypto\npkcrypto.mac(hashlib.md5)\nf = hashlib.md5\n")).toEqual([
    "2:1 HMAC-MD5",
    "3:5 MD5",
  ]);
});

test("the fingerprint stays when lines move and layout changes, and differs for another argument", async () => {
  const of = async (code: string) => (await factsOfCode(engine, "python", `import hashlib\n${code}`))[0]?.fingerprint;
  const before = await of("hashlib.new('md5', data)");
  expect(await of("\n\n\nif x:\n    hashlib.new( 'md5',\n      data )")).toBe(before);
  expect(await of("hashlib.new('md5', other)")).not.toBe(before);
});

test("an annotation is carried, not obeyed", async () => {
  const [fact] = await factsOfCode(engine, "python", "import hashlib\nhashlib.md5(x)  # pqc-audit: ignore etag only\n");
  expect(fact).toMatchObject({ algorithm: "MD5", ignore: { rules: [], reason: "etag only" } });
});

test("a file that names more than one file may says so instead of being silently cut", async () => {
  const code = `import hashlib\n${"hashlib.md5(x)\n".repeat(110_000)}`;
  const bytes = new TextEncoder().encode(code);
  const region = engine.reserve(bytes.length + 16);
  region.set(bytes);
  const [outcome] = await engine.scan(region, [{ kind: "python", offset: 0, length: bytes.length }]);
  expect(outcome).toMatchObject({ status: "scanned", error: expect.stringContaining("more cryptography") });
}, 120_000);

test("a later call tells what an object is used for; one that is used both ways does what its model says", async () => {
  const operation = async (code: string) =>
    (await factsOfCode(engine, "python", `import pkcrypto\n${code}`)).map((fact) => fact.operation);
  expect(await operation("c = pkcrypto.Cipher(k)\n")).toEqual(["encrypt"]);
  expect(await operation("c = pkcrypto.Cipher(k)\nc.decryptor()\n")).toEqual(["decrypt"]);
  expect(await operation("pkcrypto.Cipher(k).decryptor()\n")).toEqual(["decrypt"]);
  expect(await operation("c = pkcrypto.Cipher(k)\nc.decryptor()\nc.encryptor()\n")).toEqual(["encrypt"]);
  expect(await operation("c = pkcrypto.Cipher(k)\nc.start(pkcrypto.BACK)\n")).toEqual(["decrypt"]);
  expect(await operation("c = pkcrypto.Cipher(k)\nc.start(direction)\n")).toEqual(["encrypt"]);
  expect(await operation("decrypt_all(data, pkcrypto.Cipher(k))\n")).toEqual(["decrypt"]);
  expect(await operation("encrypt_all(decrypted, pkcrypto.Cipher(k))\n")).toEqual(["encrypt"]);
});
