import { expect, test } from "vitest";
import { loadCatalogue } from "../models/catalogue.ts";
import { traceOf } from "./trace.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const model = (rule: string) => {
  const found = [...loadCatalogue().libraryOf.keys()].find((each) => each.rule === rule);
  if (!found) throw new Error(`no rule ${rule}`);
  return found;
};

test("a value is followed through the assignments of the file, nearest first", async () => {
  const java = [
    "import java.security.Signature;",
    "class A {",
    '  private static final String HASH = "SHA1";',
    '  static final String ALGORITHM = HASH + "withRSA";',
    "  void f() throws Exception { Signature.getInstance(ALGORITHM); }",
    "}",
  ].join("\n");
  const trace = await traceOf(bytes(java), "java", model("java.jca.signature"), { line: 5, column: 31 });
  expect(trace?.name).toBe("java.security.Signature.getInstance");
  expect(trace?.reads).toEqual([
    {
      what: "algorithm",
      from: "0",
      value: '"SHA1withRSA"',
      steps: [
        { line: 4, text: expect.stringContaining('ALGORITHM = HASH + "withRSA"') },
        { line: 3, text: expect.stringContaining('HASH = "SHA1"') },
      ],
    },
  ]);
});

test("in JavaScript too, whose names are found in another way", async () => {
  const code = "const crypto = require('crypto');\nconst KIND = 'r' + 'sa';\ncrypto.generateKeyPairSync(KIND);\n";
  const rule = model("javascript.node-crypto.generate-key-pair");
  const trace = await traceOf(bytes(code), "javascript", rule, { line: 3, column: 1 });
  expect(trace?.reads[0]).toMatchObject({ value: '"rsa"', steps: [{ line: 2, text: "KIND = 'r' + 'sa'" }] });
});

test("what is decided elsewhere is told so, and another content has no such site", async () => {
  const python = "import hashlib\ndef f(name):\n  return hashlib.new(name)\n";
  const rule = model("python.hashlib.new");
  const trace = await traceOf(bytes(python), "python", rule, { line: 3, column: 10 });
  expect(trace?.reads[0]).toMatchObject({ what: "algorithm", value: "decided at run time, or in another file" });
  expect(await traceOf(bytes("import hashlib\n"), "python", rule, { line: 3, column: 10 })).toBeUndefined();
});
