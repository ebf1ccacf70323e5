import { UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { createHostList } from "./host-list.ts";

const list = createHostList("sources.allow_hosts", [
  "Git.Example.org",
  "*.corp.example",
  "git-*.example.*.net",
  "10.1.2.3",
  "fd00::1",
]);

test.each(["git.example.org", "a.corp.example", "a.b.corp.example", "git-1.example.eu.net", "10.1.2.3", "fd00::1"])(
  "%s is among them",
  (host) => {
    expect(list(host)).toBe(true);
  },
);

test.each([
  "example.org",
  "git.example.org.evil.net",
  "evil-git.example.org",
  "corp.example",
  ".corp.example",
  "evilcorp.example",
  "a.corp.example.net",
  "git-.example.eu.net",
  "git-1.example.net",
  "10.1.2.33",
  "fd00::2",
  "",
])("%j is not", (host) => {
  expect(list(host)).toBe(false);
});

test("an empty list is every host", () => {
  expect(createHostList("k", [])("anything")).toBe(true);
});

test.each([
  "",
  "https://git.example.org",
  "git.example.org/team",
  "git.example.org:443",
  "a b",
  "**.example.org",
  "[x]",
  "git.example.org.",
])("%j is refused by key", (entry) => {
  expect(() => createHostList("sources.allow_hosts", [entry])).toThrow(UsageError);
  expect(() => createHostList("sources.allow_hosts", [entry])).toThrow("sources.allow_hosts");
});

test("a pattern made to backtrack is matched in no time", () => {
  const many = createHostList("k", [`${"*a".repeat(60)}b`]);
  const started = performance.now();
  expect(many("a".repeat(250))).toBe(false);
  expect(performance.now() - started).toBeLessThan(100);
});
