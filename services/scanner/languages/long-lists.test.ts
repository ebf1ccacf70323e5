import { beforeAll, expect, test } from "vitest";
import { Engine, GAP } from "../engine.ts";

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});

async function scanned(kind: string, text: string) {
  const bytes = Buffer.from(text);
  const region = engine.reserve(bytes.length + GAP);
  region.set(bytes);
  region.fill(0, bytes.length, bytes.length + GAP);
  const [outcome] = await engine.scan(region, [{ kind, offset: 0, length: bytes.length }]);
  if (outcome?.status !== "scanned") throw new Error(JSON.stringify(outcome));
  return { algorithms: outcome.facts.map(({ algorithm }) => algorithm), error: outcome.error };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`).join(", ");
const imports = {
  javascript: (count: number) => `import { ${names(count)}, createHash as last } from "crypto";\nlast("md5");\n`,
  python: (count: number) => `from hashlib import (${names(count)}, md5 as last)\nlast(b"")\n`,
};

test.each(Object.entries(imports))("an import after a thousand others is read in %s", async (kind, text) => {
  expect(await scanned(kind, text(1_000))).toEqual({ algorithms: ["MD5"], error: undefined });
});

test("what follows in a list of many thousands is left out, and the file says so", async () => {
  const { error } = await scanned("javascript", `${imports.javascript(5_000)}require("crypto").createHash("sha1");\n`);
  expect(error).toContain("list");
});

test("a list that nobody asks for is no error, however long", async () => {
  const text = `const t = [${"1, ".repeat(20_000)}];\nrequire("crypto").createHash("sha1");\n`;
  expect(await scanned("javascript", text)).toEqual({ algorithms: ["SHA-1"], error: undefined });
});
