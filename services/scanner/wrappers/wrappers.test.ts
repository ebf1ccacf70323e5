import { expect, test } from "vitest";
import type { Fact, Outcome } from "../fact.ts";
import { kindOfPath } from "../kinds.ts";
import { loadCatalogue } from "../models/catalogue.ts";
import { readWrappers } from "./read-wrappers.ts";
import { isWrapperRule } from "./rule.ts";
import { SecondPass } from "./second-pass.ts";
import { partsOfSecondKind, secondKind } from "./wrappers.ts";
import { writeWrappers } from "./write-wrappers.ts";

const model = (over: object) => ({
  rule: "one",
  calls: ["acme.sign"],
  algorithm: { value: "RSA" },
  operation: "sign",
  ...over,
});
const library = (languages: readonly string[], ...models: readonly object[]) => ({
  library: "acme",
  languages,
  models,
});

async function outcomeOf(declared: readonly object[], path: string, content: string | Uint8Array): Promise<Outcome> {
  const wrappers = readWrappers(declared);
  const kind = secondKind(path, wrappers);
  if (kind === undefined) throw new Error(`${path} is not looked at`);
  const bytes = Buffer.from(content);
  const read = (target: Uint8Array, from: number) => bytes.copy(target, 0, from, from + target.length);
  return new SecondPass(wrappers).scan(kind, { length: bytes.length, read });
}

async function factsOf(
  declared: readonly object[],
  path: string,
  content: string | Uint8Array,
): Promise<readonly Fact[]> {
  const outcome = await outcomeOf(declared, path, content);
  if (outcome.status !== "scanned") throw new Error(JSON.stringify(outcome));
  return outcome.facts;
}
const names = async (...given: Parameters<typeof factsOf>) =>
  (await factsOf(...given)).map(({ algorithm, resolved }) => (resolved ? algorithm : "?"));

test("a function that fixes its algorithm is found wherever it is called, and says which declaration found it", async () => {
  const declared = [
    library(["python"], model({ rule: "sign", calls: ["companycrypto.sign"], keySize: { value: 2048 } })),
  ];
  const code =
    "from companycrypto import sign as s\nimport companycrypto as cc\ns(data)\ncc.sign(data)\nother.sign(data)\n";
  const facts = await factsOf(declared, "src/a.py", code);
  expect(
    facts.map(({ ruleId, library: from, algorithm, line, operation }) => [ruleId, from, algorithm, line, operation]),
  ).toEqual([
    ["wrapper.sign", "acme", "RSA-2048", 3, "sign"],
    ["wrapper.sign", "acme", "RSA-2048", 4, "sign"],
  ]);
});

test("one that passes an argument on is read as far as the file tells it", async () => {
  const declared = [
    library(
      ["python"],
      model({ rule: "sign", calls: ["companycrypto.sign"], algorithm: { from: "1|alg", notation: "jose" } }),
      model({
        rule: "seal",
        calls: ["companycrypto.seal"],
        algorithm: { from: "mode", map: { OLD: "DES", NEW: "AES" }, default: "AES" },
        operation: "encrypt",
      }),
    ),
  ];
  const code = `from companycrypto import sign, seal
ALG = "RS256"
sign(data, ALG)
sign(data, alg="ES384")
sign(data, chosen())
seal(data)
seal(data, mode="OLD")
`;
  expect(await names(declared, "a.py", code)).toEqual([
    "RSA-PKCS1-v1_5-SHA-256",
    "ECDSA-P-384-SHA-384",
    "?",
    "AES",
    "DES",
  ]);
});

test("a method of a class, written as its documentation writes it", async () => {
  const declared = [
    library(
      ["java", "kotlin"],
      model({ rule: "hash", calls: ["com.acme.Crypto#hash"], algorithm: { from: "0" }, operation: "digest" }),
    ),
  ];
  const java =
    'import com.acme.Crypto;\nclass A { byte[] f() { return new Crypto().hash("MD5", x); } byte[] g() { return Crypto.hash("SHA-1", x); } }\n';
  expect(await names(declared, "A.java", java)).toEqual(["MD5", "SHA-1"]);
  const kotlin = 'import com.acme.Crypto\nval d = Crypto.hash("SHA-256", x)\n';
  expect(await names(declared, "A.kt", kotlin)).toEqual(["SHA-256"]);
});

test("each language in its own way", async () => {
  const by = (languages: readonly string[], call: string) => [library(languages, model({ calls: [call] }))];
  const go = 'package a\n\nimport "git.acme.example/lib/crypt"\n\nfunc f() { crypt.Sign(d) }\n';
  expect(await names(by(["go"], "git.acme.example/lib/crypt.Sign"), "a.go", go)).toEqual(["RSA"]);
  const ts = 'import { sign } from "@acme/crypt";\nsign(d);\n';
  expect(await names(by(["typescript"], "@acme/crypt.sign"), "a.ts", ts)).toEqual(["RSA"]);
  expect(
    await names(by(["typescript"], "@acme/crypt.sign"), "a.vue", `<template/>\n<script lang="ts">\n${ts}</script>\n`),
  ).toEqual(["RSA"]);
  expect(await names(by(["c"], "acme_sign"), "a.c", "int f(void) { return acme_sign(d); }\n")).toEqual(["RSA"]);
  expect(
    await names(by(["python"], "acme.sign"), "bin/tool", "#!/usr/bin/env python3\nimport acme\nacme.sign(d)\n"),
  ).toEqual(["RSA"]);
});

test("what a file says are its own tests is marked as in the first pass", async () => {
  const declared = [library(["rust"], model({ calls: ["acme::sign"] }))];
  const code = "fn f() { acme::sign(1); }\n#[cfg(test)]\nmod tests {\n    fn g() { acme::sign(2); }\n}\n";
  const facts = await factsOf(declared, "src/lib.rs", code);
  expect(facts.map(({ line, inTest }) => [line, inTest])).toEqual([
    [1, undefined],
    [4, true],
  ]);
});

test("what is no use of it is not found: comments, texts, other owners, its own definition", async () => {
  const declared = [library(["python"], model({ calls: ["acme.sign"] }))];
  const code =
    '# acme.sign(x)\ntext = "acme.sign(x)"\nimport other as acme2\nacme2.sign(x)\ndef sign(x): pass\nself.sign(x)\n';
  expect(await names(declared, "a.py", code)).toEqual([]);
});

test("a comment that ignores it, and bytes in UTF-16, are read as in the first pass", async () => {
  const declared = [library(["python"], model({ calls: ["acme.sign"] }))];
  const code = "import acme\nacme.sign(x)  # pqc-audit: ignore[wrapper.one] replaced in May\n";
  expect((await factsOf(declared, "a.py", code))[0]?.ignore).toEqual({
    rules: ["wrapper.one"],
    reason: "replaced in May",
  });
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(code, "utf16le")]);
  expect(await names(declared, "a.py", wide)).toEqual(["RSA"]);
  expect(await outcomeOf(declared, "a.py", Buffer.from([1, 0, 2]))).toEqual({ status: "skipped", reason: "binary" });
});

test("only files of its languages are looked at, under a kind that no other wrappers have", () => {
  const wrappers = readWrappers([library(["python", "typescript"], model({}))]);
  const kinds = ["a.py", "setup.py", "a.vue", "bin/tool", "a.go", "a.txt", "a.pem", "README.md"].map((path) =>
    secondKind(path, wrappers),
  );
  const of = (kind: string) => `${kind}@${wrappers.digest}`;
  expect(kinds).toEqual([
    of("python"),
    of("python"),
    of("vue"),
    of("sniff"),
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(partsOfSecondKind(of("python"))).toEqual({ kind: "python", digest: wrappers.digest });
  for (const path of ["a.py", "setup.py", "package.json", "x", "a.c++", "a@b.py"])
    expect(partsOfSecondKind(kindOfPath(path))).toBeUndefined();
});

test("the digest is over what is found, not over what is said about it, and reading again changes nothing", () => {
  const of = (over: object, more: object = {}) =>
    readWrappers([{ ...library(["python"], model(over)), ...more }]).digest;
  const plain = of({});
  expect(plain).toMatch(/^[0-9a-f]{32}$/);
  expect(of({ title: "Signs", examples: [{ code: "x", finds: [] }] }, { title: "Ours", sources: ["https://x"] })).toBe(
    plain,
  );
  expect(of({ rule: "wrapper.one" })).toBe(plain);
  for (const other of [
    { calls: ["acme.sign2"] },
    { algorithm: { value: "DSA" } },
    { rule: "two" },
    { operation: "verify" },
  ]) {
    expect(of(other)).not.toBe(plain);
  }
  const read = readWrappers([library(["java"], model({ calls: ["a.B#hash"] }))]);
  expect(readWrappers(JSON.parse(writeWrappers(read.libraries)))).toEqual(read);
});

test("no rule of the catalogue is taken for a wrapper's", () => {
  for (const { rule } of loadCatalogue().libraryOf.keys()) expect(isWrapperRule(rule)).toBe(false);
});

const many = (count: number, make: (at: number) => unknown) => Array.from({ length: count }, (_, at) => make(at));
test.each<[string, unknown, string, string]>([
  ["no list", {}, "", "must be array"],
  ["no models", [library(["python"])], "0.models", "must NOT have fewer than 1 items"],
  ["an unknown field", [{ ...library(["python"], model({})), anchors: ["acme"] }], "0.anchors", "unknown field"],
  [
    "an unknown field of a model",
    [library(["python"], model({ regex: "(a+)+" }))],
    "0.models.0.regex",
    "unknown field",
  ],
  ["no operation", [library(["python"], model({ operation: undefined }))], "0.models.0", "lacks operation"],
  [
    "a missing algorithm",
    [library(["python"], { rule: "a", calls: ["a.bcd"], operation: "sign" })],
    "0.models.0",
    "lacks algorithm",
  ],
  [
    "another operation",
    [library(["python"], model({ operation: "bless" }))],
    "0.models.0.operation",
    "must be one of keygen, sign",
  ],
  ["no language", [library(["pyhton"], model({}))], "0.languages.0", '"pyhton" is no language, known are python'],
  ["a frame", [library(["vue"], model({}))], "0.languages.0", "declared for typescript"],
  ["no name", [library(["python"], model({ calls: undefined }))], "0.models.0", "exactly one of calls"],
  ["two forms", [library(["python"], model({ news: ["a.Bcd"] }))], "0.models.0", "exactly one of calls, news"],
  ["an unknown algorithm", [library(["python"], model({ algorithm: { value: "RSB" } }))], "0.models.0", "RSB"],
  [
    "an unknown notation",
    [library(["python"], model({ algorithm: { from: "0", notation: "jwx" } }))],
    "0.models.0",
    "jwx",
  ],
  [
    "a default that names nothing",
    [library(["python"], model({ algorithm: { from: "0", default: "whatever" } }))],
    "0.models.0.algorithm.default",
    "whatever",
  ],
  ["a short name", [library(["python"], model({ calls: ["acme.s"] }))], "0.models.0.calls.0", "at least three"],
  ["any name", [library(["python"], model({ calls: ["acme.*"] }))], "0.models.0.calls.0", "at least three"],
  ["a name with a blank", [library(["python"], model({ calls: ["acme .sign"] }))], "0.models.0.calls.0", "no name"],
  [
    "no argument",
    [library(["python"], model({ algorithm: { from: "(a+)+$" } }))],
    "0.models.0.algorithm.from",
    "says no argument",
  ],
  [
    "no argument of a later call",
    [library(["python"], model(JSON.parse('{ "then": [{ "calls": ["init"], "keySize": { "from": "" } }] }')))],
    "0.models.0.then.0.keySize.from",
    "says no argument",
  ],
  [
    "a rule twice",
    [library(["python"], model({}), model({ rule: "wrapper.one" }))],
    "0.models.1.rule",
    "declared twice",
  ],
  ["a long text", [library(["python"], model({ title: "x".repeat(201) }))], "0.models.0.title", "more than 200"],
  [
    "a large map",
    [
      library(
        ["python"],
        model({
          algorithm: { from: "0", map: Object.fromEntries(many(201, (at) => [`k${at}`, "RSA"]) as [string, string][]) },
        }),
      ),
    ],
    "0.models.0.algorithm.map",
    "more than 200",
  ],
  ["many libraries", many(51, () => library(["python"], model({}))), "", "more than 50"],
  [
    "many names",
    many(3, (at) => library(["python"], model({ rule: `r${at}`, calls: many(200, (n) => `acme.name${at}x${n}`) }))),
    "2.models.0",
    "more than 500 names",
  ],
])("%s is refused, and where it is", (_, value, path, what) => {
  const fault = (() => {
    try {
      readWrappers(JSON.parse(JSON.stringify(value)));
    } catch (thrown) {
      return thrown as { path: readonly string[]; message: string };
    }
    throw new Error("it was accepted");
  })();
  expect(fault.path.join(".")).toBe(path);
  expect(fault.message).toContain(what);
});
