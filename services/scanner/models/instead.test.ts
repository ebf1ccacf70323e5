import { expect, test } from "vitest";
import { Engine } from "../engine.ts";
import { factsOfCode } from "../matching/examples.ts";
import { loadCatalogue } from "./catalogue.ts";
import { allInstead, fitting, insteadIn } from "./instead.ts";

const IMPORTS: Readonly<Record<string, (name: string) => string>> = {
  python: (name) => {
    const [last = "", ...rest] = name.split(".").reverse();
    return rest.length === 0 ? `import ${name}` : `from ${rest.reverse().join(".")} import ${last}`;
  },
  go: (name) => `package p\nimport "${name}"`,
  javascript: (name) => `import crypto from '${name}';`,
  ruby: (name) => `require "${name}"`,
  swift: (name) => `import ${name}`,
  dart: (name) => `import '${name}';`,
  perl: (name) => `use ${name};`,
};
const WRAPS: Readonly<Record<string, (code: string) => string>> = {
  java: (code) => `class A { Object o = ${code}; }`,
  go: (code) => `var x = ${code}`,
  c: (code) => `int f(void) { return use(${code}); }`,
  csharp: (code) => `class A { object o = ${code}; }`,
  php: (code) => `<?php ${code}`,
  rust: (code) => `use sha2::{Digest, Sha256};\nfn f() { let h = ${code}; }`,
  swift: (code) => `let x = ${code}`,
  dart: (code) => `void f() { var x = ${code}; }`,
  perl: (code) => `my $x = ${code};`,
};

test("what is to be written instead is of a known library, has a source, is known here, and nothing of it breaks", async () => {
  const { libraries } = loadCatalogue();
  const engine = new Engine();
  const unknown: string[] = [];
  for (const { library, code, imports, source, since, purposes } of allInstead()) {
    const [language = ""] = libraries.find((each) => each.library === library)?.languages ?? [];
    expect([library, language]).not.toEqual([library, ""]);
    expect(source).toMatch(/^https:\/\//);
    expect([since.length > 3, purposes.length > 0]).toEqual([true, true]);
    const head = imports === undefined ? "" : `${IMPORTS[language]?.(imports)}\n`;
    const facts = await factsOfCode(engine, language, head + (WRAPS[language]?.(code) ?? code));
    if (facts.length === 0) unknown.push(`${library}: ${code}`);
    expect([code, facts.filter((fact) => fact.quantum === "broken" || fact.classical !== "ok")]).toEqual([code, []]);
  }
  expect(unknown).toEqual([]);
}, 60_000);

test("code follows the parameter sets of the mandates in force", () => {
  expect(fitting("mlkem.GenerateKey768()", "ML-KEM-1024")).toBe("mlkem.GenerateKey1024()");
  expect(fitting("MLKem.GenerateKey(MLKemAlgorithm.MLKem768)", "ML-KEM-1024")).toBe(
    "MLKem.GenerateKey(MLKemAlgorithm.MLKem1024)",
  );
  expect(fitting("generateKeyPairSync('ml-dsa-65')", "ML-KEM-1024 or ML-DSA-87")).toBe(
    "generateKeyPairSync('ml-dsa-87')",
  );
  expect(fitting('groups(ctx, "X25519MLKEM768")', "TLSv1.3 with SecP384r1MLKEM1024")).toBe(
    'groups(ctx, "SecP384r1MLKEM1024")',
  );
  expect(fitting("createHash('sha256')", "SHA-384")).toBe("createHash('sha384')");
  expect(fitting("createHash('sha256')", "SHA-256")).toBe("createHash('sha256')");
});

test("it is found by library and purpose", () => {
  expect(insteadIn("java.jca", "signature").map((each) => each.since)).toEqual(["Java 24 (JEP 497)"]);
  expect(insteadIn("java.jca").length).toBeGreaterThan(3);
  expect(insteadIn("no.library")).toEqual([]);
});
