import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { afterAll, expect, test } from "vitest";
import { credentialsFor, loginOf } from "./git-credentials.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-audit-credentials-"));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("a host gets its own credentials, else those of its list, else none", () => {
  const own = file("git.example.org.token", "t");
  const key = file("ssh.example.org.ssh-key", "k");
  const given = {
    folder,
    hosts: ["a.example.org"],
    tokenFile: "/shared",
    sshKeyFile: "/key",
    knownHostsFile: "/known",
  };
  expect(credentialsFor("git.example.org", given)).toEqual({ tokenFile: own, knownHostsFile: "/known" });
  expect(credentialsFor("ssh.example.org", given)).toEqual({ sshKeyFile: key, knownHostsFile: "/known" });
  const shared = { tokenFile: "/shared", sshKeyFile: "/key", knownHostsFile: "/known" };
  expect(credentialsFor("a.example.org", given)).toEqual(shared);
  // Whom to trust goes for every host; a secret never does.
  for (const host of ["evil.example.org", "example.org", "org", "git.example.org.evil.net", ""]) {
    expect(credentialsFor(host, given)).toEqual({ knownHostsFile: "/known" });
  }
});

test("whoever names the URL may use one token for it", () => {
  expect(credentialsFor("anything", { tokenFile: "/mine" })).toEqual({ tokenFile: "/mine" });
});

test("a file holds a token, or a user and a token, on one line", () => {
  expect(loginOf(file("1", "abc\n"))).toEqual({ user: "x-access-token", token: "abc" });
  expect(loginOf(file("2", "deploy:a:b\n"))).toEqual({ user: "deploy", token: "a:b" });
  for (const wrong of ["", "a\nb", ":secret", "secret:"]) {
    const refused = () => loginOf(file("3", wrong));
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(/^(?!.*secret)/);
  }
  expect(() => loginOf(join(folder, "none"))).toThrow("Cannot read the token file");
});
