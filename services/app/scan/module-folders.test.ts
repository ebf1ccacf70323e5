import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { moduleFolders } from "./module-folders.ts";

const root = mkdtempSync(join(tmpdir(), "pqc-modules-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

for (const path of ["go.mod", "web/package.json", "services/pay/pom.xml", "net/Net.csproj", "docs/package.json/x"]) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "");
}

test.each([
  ["main.go", "."],
  ["web/a.js", "web"],
  ["web/src/deep/er/a.js", "web"],
  ["services/a.sh", "."],
  ["services/pay/src/main/java/A.java", "services/pay"],
  ["net/A.cs", "net"],
  // A folder of that name is no manifest, and one that is not there has none.
  ["docs/a.md", "."],
  ["gone/away/a.c", "."],
])("%s is of the module %s", (path, module) => {
  expect(moduleFolders(root)(path)).toBe(module);
});
