import fc from "fast-check";
import { expect, test } from "vitest";
import { Engine, GAP, type Placed } from "./engine.ts";
import type { Outcome } from "./fact.ts";
import { kindOfPath } from "./kinds.ts";

const FILES: readonly (readonly [string, string])[] = [
  ["a.py", "import hashlib\nhashlib.md5(x)\n"],
  ["b.py", "print('nothing here')\n"],
  ["C.java", 'import java.security.*;\nclass C { Object o = MessageDigest.getInstance("SHA-1"); }\n'],
  ["d.go", 'package d\nimport "crypto/rsa"\nfunc f() { rsa.GenerateKey(nil, 1024) }\n'],
  ["e.js", "require('crypto').createHash('sha1')\n"],
  ["f.c", "#include <openssl/evp.h>\nconst EVP_MD *m(void) { return EVP_md5(); }\n"],
  ["g.bin", "\0\0\0 hashlib.md5(\0"],
  ["h", "#!/usr/bin/env python3\nimport hashlib\nhashlib.sha1(b'')\n"],
  ["empty.py", ""],
  ["anchor-at-end.py", "x = 1 # hashlib"],
];
const engine = new Engine();

/** Scans the files in this order, a batch of `size` at a time, and answers by name. */
async function scanned(order: readonly number[], size: number): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (let from = 0; from < order.length; from += size) {
    const batch = order.slice(from, from + size).map((index) => FILES[index] ?? ["", ""]);
    const contents = batch.map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
    const region = engine.reserve(contents.reduce((sum, { bytes }) => sum + bytes.length + GAP, 0));
    const placed: Placed[] = [];
    let offset = 0;
    for (const { name, bytes } of contents) {
      region.set(bytes, offset);
      region.fill(0, offset + bytes.length, offset + bytes.length + GAP);
      placed.push({ kind: kindOfPath(name), offset, length: bytes.length });
      offset += bytes.length + GAP;
    }
    const results = await engine.scan(region, placed);
    for (const [index, { name }] of contents.entries()) outcomes[name] = results[index] as Outcome;
  }
  return outcomes;
}

const algorithms = (outcome: Outcome | undefined) =>
  outcome?.status === "scanned" ? outcome.facts.map((fact) => fact.algorithm) : outcome?.status;

test("each language is found by name or interpreter, binaries are skipped, what is empty is scanned", async () => {
  const outcomes = await scanned([...FILES.keys()], FILES.length);
  expect(Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, algorithms(outcome)]))).toEqual({
    "a.py": ["MD5"],
    "b.py": [],
    "C.java": ["SHA-1"],
    "d.go": ["RSA-1024"],
    "e.js": ["SHA-1"],
    "f.c": ["MD5"],
    "g.bin": "skipped",
    h: ["SHA-1"],
    "empty.py": [],
    "anchor-at-end.py": [],
  });
});

test("the outcome of a file does not depend on the order, nor on what is scanned with it", async () => {
  const expected = await scanned([...FILES.keys()], 1);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...FILES.keys()], { minLength: FILES.length }),
      fc.integer({ min: 1, max: FILES.length }),
      async (order, size) => {
        expect(await scanned(order, size)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test("a large-file pointer is skipped as what it is, whatever its name says", async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0a".repeat(32)}\nsize 7\n`;
  for (const name of ["stored.py", "stored.pem", "stored.jar", "package.json", "stored", "stored.md"]) {
    const bytes = new TextEncoder().encode(pointer);
    const region = engine.reserve(bytes.length + GAP);
    region.set(bytes);
    region.fill(0, bytes.length, bytes.length + GAP);
    const [outcome] = await engine.scan(region, [{ kind: kindOfPath(name), offset: 0, length: bytes.length }]);
    expect([name, outcome]).toEqual([name, { status: "skipped", reason: "lfs-pointer" }]);
  }
});
