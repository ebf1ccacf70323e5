import { expect, test } from "vitest";
import { masked, snippetAt } from "./snippet.ts";

test.each([
  ['MessageDigest.getInstance("SHA-1")', 'MessageDigest.getInstance("SHA-1")'],
  ["const h = crypto.createHash('sha256').digest('hex');", "const h = crypto.createHash('sha256').digest('hex');"],
  ['Cipher.getInstance("AES/ECB/PKCS5Padding")', 'Cipher.getInstance("AES/ECB/PKCS5Padding")'],
  ['SSL_CTX_set_cipher_list(ctx, "HIGH:!aNULL:!MD5")', 'SSL_CTX_set_cipher_list(ctx, "HIGH:!aNULL:!MD5")'],
  ['SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")', 'SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")'],
])("keeps what names an algorithm: %s", (line, shown) => {
  expect(masked(line)).toBe(shown);
});

test.each([
  ["hex key", 'new SecretKeySpec(hex("00112233445566778899aabbccddeeff"), "AES")', "00112233445566778899aabbccddeeff"],
  ["password", 'password = "hunter2"', "hunter2"],
  ["named secret", "{ secret: 'abc', algorithm: 'HS256' }", "abc"],
  ["token", "jwt.sign(p, 'Zk93JkLm20xQpVw8sT4u', { algorithm: 'HS256' })", "Zk93JkLm20xQpVw8sT4u"],
  ["bare base64", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7", "MIIEvQIBADANBgkqhkiG9w0BAQ"],
  ["sentence", 'derive("correct horse battery staple, it is", 1)', "correct horse"],
])("masks a %s", (_name, line, secret) => {
  expect(masked(line)).not.toContain(secret);
  expect(masked(line)).toContain("***");
});

test("control characters never reach a terminal", () => {
  expect(masked("md5(\u001b[31mx)")).toBe("md5( [31mx)");
});

test("a minified line is shown around the finding only, and bounded", () => {
  const text = `${"a=1;".repeat(5000)}createHash("md5")${";b=2".repeat(5000)}`;
  const snippet = snippetAt(text, text.indexOf("createHash"));
  expect(snippet.length).toBeLessThanOrEqual(200);
  expect(snippet).toContain('createHash("md5")');
});

test("a character is never cut in half: the text must survive the wire", () => {
  for (const pad of ["", "x"]) {
    const shown = masked(`md5(${pad}${"😀".repeat(300)})`);
    expect(Buffer.from(shown).toString()).toBe(shown);
  }
});
