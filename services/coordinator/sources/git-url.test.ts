import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { looksLikeGitUrl } from "./git-location.ts";
import { parseGitUrl, withoutCredentials } from "./git-url.ts";
import { createHostList } from "./host-list.ts";

test.each([
  ["https://git.example.org/a/b.git", "https", "git.example.org", 443],
  ["https://git.example.org:8443/a", "https", "git.example.org", 8443],
  ["ssh://git@git.example.org:2222/a", "ssh", "git.example.org", 2222],
  ["git@git.example.org:a/b.git", "ssh", "git.example.org", 22],
  ["ssh://git@[2606:2800:220:1::1]/a", "ssh", "2606:2800:220:1::1", 22],
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
  "https://127.0.0.1/a",
  "https://0x7f.1/a",
  "https://2130706433/a",
  "https://017700000001/a",
  "https://[::ffff:127.0.0.1]/a",
  "https://[::1]/a",
  "https://localhost/a",
  "https://LOCALHOST/a",
  "https://169.254.169.254/latest/meta-data",
  "https://metadata.localhost/a",
  "ssh://git@127.1/a",
  "ssh://git@0x7f000001/a",
  "ssh://git@[::1]:2222/a",
  "git@2130706433:a",
  "git@0177.0.0.1:a",
  "git@localhost:a",
  "https://\u2460\u2461\u2466.0.0.1/a",
])("%s reaches inside: refused at once, followed only where that is allowed", (text) => {
  expect(() => parseGitUrl(text)).toThrow(UsageError);
  expect(() => parseGitUrl(text)).toThrow("sources.allow_private_addresses");
  if (!text.includes("\u2460")) expect(parseGitUrl(text, { allowPrivateAddresses: true }).host).not.toBe("");
});

test.each([
  "https://[fe80::1%25eth0]/a",
  "https://[fe80::1%eth0]/a",
  "ssh://git@[fe80::1%25eth0]/a",
  "ssh://git@good.example%2f@127.0.0.1/a",
  "ssh://git@good%2eexample/a",
  "ssh://good.example%40127.0.0.1/a",
  "ssh://git%40x@good.example/a",
  "ssh://git@good.example./a",
  "https://good.example./a",
  "https://good.example@127.0.0.1/a",
  "https://good.example:443@127.0.0.1/a",
  "https://good.example\\@127.0.0.1/a",
  "git@good.example@127.0.0.1:a",
  "git@[::1]:a",
  "git@good.example#@127.0.0.1:a",
  "-u@good.example:a",
  "file://remote.example/etc",
  "fd::17",
  "ftps://good.example/a",
  "transport::https://good.example/a",
])("%j is no spelling of an allowed address", (text) => {
  const allowHosts = createHostList("sources.allow_hosts", ["good.example"]);
  expect(() => parseGitUrl(text, { allowHosts, allowHttp: true, allowPrivateAddresses: true })).toThrow(UsageError);
});

test("with a list of hosts no other is named, however it is reached", () => {
  const policy = {
    allowHosts: createHostList("sources.allow_hosts", ["git.example.org", "*.corp.example"]),
    allowHttp: true,
  };
  for (const text of [
    "https://GIT.example.org/a",
    "ssh://git@Git.Example.Org/a",
    "git@a.corp.example:a",
    "http://b.corp.example:8080/a",
  ]) {
    expect(parseGitUrl(text, policy).host).toMatch(/^(?:git\.example\.org|[ab]\.corp\.example)$/);
  }
  for (const text of [
    "https://github.com/a",
    "ssh://git@corp.example/a",
    "git@93.184.216.34:a",
    "https://git.example.org.evil.net/",
  ]) {
    expect(() => parseGitUrl(text, policy)).toThrow("is not among those that may be scanned (sources.allow_hosts)");
  }
});

test("an internal host may be private, unencrypted and unlisted; every other stays held to the rest", () => {
  const policy = {
    allowHosts: createHostList("sources.allow_hosts", ["git.example.org"]),
    internalHosts: createHostList("sources.internal_hosts", ["canary", "127.0.0.1"]),
  };
  for (const text of ["http://canary:8090/canary.git", "http://127.0.0.1:8090/canary.git", "http://0x7f.1/a"]) {
    expect(parseGitUrl(text, policy).protocol).toBe("http");
  }
  for (const [text, message] of [
    ["http://git.example.org/a", "unencrypted http"],
    ["http://canary.evil.example/a", "unencrypted http"],
    ["http://127.0.0.2/a", "unencrypted http"],
    ["https://127.0.0.2/a", "sources.allow_hosts"],
    ["https://localhost/a", "sources.allow_hosts"],
  ] as const) {
    expect(() => parseGitUrl(text, policy)).toThrow(message);
  }
  expect(() => parseGitUrl("https://127.0.0.2/a", { internalHosts: policy.internalHosts })).toThrow("private address");
});
