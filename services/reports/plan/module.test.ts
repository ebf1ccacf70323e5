import { expect, test } from "vitest";
import { isWithin, moduleOf } from "./module.ts";

test.each([
  ["a.c", "."],
  ["crypto/rsa.c", "crypto"],
  ["drivers/net/eth/a.c", "drivers/net"],
  ["services/pay/src/main/java/A.java", "services/pay"],
  ["src/java.base/share/A.java", "src/java.base"],
  ["cmd/server/main.go", "cmd/server"],
  ["vendor/github.com/acme/crypt/a.go", "vendor/github.com/acme/crypt"],
  ["web/node_modules/@acme/crypt/index.js", "web/node_modules/@acme/crypt"],
  ["web/node_modules/crypt/lib/index.js", "web/node_modules/crypt"],
  ["third_party/openssl/crypto/rsa.c", "third_party/openssl"],
  ["vendor/a.go", "vendor"],
])("%s belongs to %s", (path, module) => {
  expect(moduleOf(path)).toBe(module);
});

test("a module's name is as long as it is asked for", () => {
  expect(moduleOf("a/b/c/d/e.c", 3)).toBe("a/b/c");
  expect(moduleOf("a/b/c/d/e.c", 1)).toBe("a");
});

test("a folder holds what is below it, and not what begins like it", () => {
  expect(isWithin("services/pay", "services/pay/")).toBe(true);
  expect(isWithin("services/pay", "./services")).toBe(true);
  expect(isWithin("services/payroll", "services/pay")).toBe(false);
  expect(isWithin("services", ".")).toBe(false);
  expect(isWithin(".", ".")).toBe(true);
});
