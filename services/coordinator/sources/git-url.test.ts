import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { checkedAddresses, isPublicAddress, looksLikeGitUrl, parseGitUrl, withoutCredentials } from "./git-url.ts";

test.each([
  ["https://git.example.org/a/b.git", "https", "git.example.org", 443],
  ["https://git.example.org:8443/a", "https", "git.example.org", 8443],
  ["ssh://git@git.example.org:2222/a", "ssh", "git.example.org", 2222],
  ["git@git.example.org:a/b.git", "ssh", "git.example.org", 22],
  ["ssh://git@[2001:db8::1]/a", "ssh", "2001:db8::1", 22],
])("%s is followed", (text, protocol, host, port) => {
  expect(parseGitUrl(text)).toMatchObject({ protocol, host, port });
  expect(looksLikeGitUrl(text)).toBe(true);
});

test.each([
  "ext::sh -c touch% x",
  "ext::sh",
  "git://git.example.org/a",
  "http://git.example.org/a",
  "ftp://git.example.org/a",
  "--upload-pack=touch x",
  "-oProxyCommand=x@host:path",
  "git@-oProxyCommand=x:path",
  "ssh://-oProxyCommand=x/path",
  "ssh://-x@host/path",
  "https://user:secret@git.example.org/a",
  "https://secret@git.example.org/a",
  "https://git.example.org/a?token=secret",
  "https://git.example.org/a\n-x",
  "file:///etc",
  "/etc",
  "",
])("%j is refused, and no secret is repeated", (text) => {
  const refused = (() => {
    try {
      return parseGitUrl(text);
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toBeInstanceOf(UsageError);
  expect(String(refused)).not.toContain("secret");
  expect(String(refused)).not.toContain("\n");
});

test.each(["src", "./a", "C:\\code", "a@b/c", "/x/git@host:y"])("%s is a local path", (text) => {
  expect(looksLikeGitUrl(text)).toBe(false);
});

test("a file URL is followed below an allowed folder only, links resolved", () => {
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-url-"));
  try {
    mkdirSync(join(root, "in", "repo"), { recursive: true });
    mkdirSync(join(root, "in-not"));
    symlinkSync(join(root, "in-not"), join(root, "in", "link"));
    const policy = { allowFileRoots: [join(root, "in")] };
    expect(parseGitUrl(`file://${root}/in/repo`, policy).protocol).toBe("file");
    for (const path of ["in/link", "in-not", "in/../in-not", "in/missing"]) {
      expect(() => parseGitUrl(`file://${root}/${path}`, policy)).toThrow(UsageError);
    }
    for (const path of ["in-not", "absent", "in-not/absent"]) {
      expect(() => parseGitUrl(`file://${root}/${path}`, policy)).toThrow("does not lie below a folder");
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("credentials are taken out of any text", () => {
  expect(withoutCredentials("see https://u:p@h/x?t=1 and ssh://u@h/y")).toBe("see https://h/x and ssh://h/y");
});

test.each([
  ["93.184.216.34", true],
  ["2606:2800:220:1::1", true],
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.31.0.1", false],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["::1", false],
  ["::", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:a00:1", false],
  ["fe80::1", false],
  ["fd00::1", false],
  ["64:ff9b::a00:1", false],
  ["not an address", false],
])("%s public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test("numbers that mean a loopback address do not slip through", async () => {
  for (const host of ["0x7f.1", "2130706433", "[::ffff:127.0.0.1]"]) {
    await expect(checkedAddresses(parseGitUrl(`https://${host}/a`), {})).rejects.toThrow(TerminalError);
  }
});
