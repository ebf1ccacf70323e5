import { expect, test } from "vitest";
import { scopeOf } from "./scope.ts";

test.each([
  ["src/main/java/Keys.java", "production"],
  ["src/test/java/KeysTest.java", "test"],
  ["KeysTest.java", "test"],
  ["Contest.java", "production"],
  ["pkg/keys_test.go", "test"],
  ["test_keys.py", "test"],
  ["latest/keys.py", "production"],
  ["web/keys.spec.ts", "test"],
  ["conftest.py", "test"],
  ["examples/keys.py", "example"],
  ["docs/examples/keys.py", "example"],
  ["docs/keys.py", "documentation"],
  ["README.md", "documentation"],
  ["README", "documentation"],
  ["requirements.txt", "production"],
  ["vendor/golang.org/x/crypto/ssh/keys.go", "vendored"],
  ["vendor/golang.org/x/crypto/ssh/keys_test.go", "test"],
  ["third_party/openssl/rsa.c", "vendored"],
  ["out/Keys.java", "generated"],
  ["build/keys.c", "generated"],
  ["build", "production"],
  ["api/keys.pb.go", "generated"],
  ["api/keys_pb2.py", "generated"],
  ["static/jquery.min.js", "generated"],
  ["Docs/Guide.html", "documentation"],
])("%s is %s", (path, scope) => {
  expect(scopeOf(path)).toBe(scope);
});
