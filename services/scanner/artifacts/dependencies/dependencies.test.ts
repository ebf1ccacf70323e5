import { expect, test } from "vitest";
import { judge, lookup } from "../../algorithms/registry.ts";
import { kindOfPath, manifestOfKind, readingOf } from "../../kinds.ts";
import { MANIFESTS } from "./manifests.ts";
import { ecosystems } from "./package.ts";
import { MANIFEST_EXAMPLES } from "./testing-manifests.ts";
import { compareVersions, rangeOf } from "./versions.ts";

/** `name version-as-said: algorithm` of what a file of this name depends on. */
function found(path: string, text: string): string[] {
  const manifest = manifestOfKind(kindOfPath(path));
  expect(manifest, path).toBeDefined();
  const result = manifest?.read(Buffer.from(text));
  expect(result?.error).toBeUndefined();
  return (result?.uses ?? []).map((use) => {
    expect(text.slice(use.start, use.end).length).toBe(use.end - use.start);
    return `${use.snippet.split(" (", 1)[0]}: ${judge(use.use, use.operation).algorithm}`;
  });
}

test.each(MANIFEST_EXAMPLES)("%s", (path, text, expected) => {
  expect(found(path, text)).toEqual(expected);
});

test("every kind of manifest has an example", () => {
  const seen = new Set(MANIFEST_EXAMPLES.map(([path]) => manifestOfKind(kindOfPath(path))?.id));
  expect(MANIFESTS.map((each) => each.id).filter((id) => !seen.has(id))).toEqual([]);
});

test("what is a language too stays that, and is read both ways", () => {
  expect(kindOfPath("setup.py")).toBe("python+setup-py");
  expect(readingOf("python+setup-py", Buffer.from("x"))).toMatchObject({ as: "language", language: { id: "python" } });
  expect(kindOfPath("a/package.json")).toBe("text+package-json");
  expect(readingOf("text+package-json", Buffer.from("{}"))).toEqual({ as: "text" });
  expect(kindOfPath("setup_helper.py")).toBe("python");
});

test("versions and ranges", () => {
  expect(rangeOf("^1.2.3")).toEqual({ floor: "1.2.3", ceiling: "2", exact: false });
  expect(rangeOf("^0.2.3")).toEqual({ floor: "0.2.3", ceiling: "0.3", exact: false });
  expect(rangeOf("~> 2.7")).toEqual({ floor: "2.7", ceiling: "3", exact: false });
  expect(rangeOf("~> 2.7.1")).toEqual({ floor: "2.7.1", ceiling: "2.8", exact: false });
  expect(rangeOf(">=1, <3")).toEqual({ floor: "1", ceiling: "3", exact: false });
  expect(rangeOf("1.x")).toEqual({ floor: "1", ceiling: "2", exact: false });
  expect(rangeOf("^4.0.0 || ^5.0.0")).toEqual({ floor: "4.0.0", exact: false });
  expect(rangeOf("*")).toEqual({ exact: false });
  expect(rangeOf("1.2.3")).toEqual({ floor: "1.2.3", exact: true });
  expect(rangeOf("0.17", "compatible")).toEqual({ floor: "0.17", ceiling: "0.18", exact: false });
  for (const [older, newer] of [
    ["1.9", "1.10"],
    ["1.1.1", "1.1.1w"],
    ["1.79", "1.79.1"],
    ["v0.9.0", "v0.10.0"],
    ["3.4.9", "3.5"],
  ] as const) {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  }
  expect(compareVersions("1.0", "1.0.0")).toBe(0);
});

test("packages: known algorithms, sources, every name once", () => {
  const used = new Set(MANIFESTS.map((each) => each.ecosystem));
  expect([...ecosystems().keys()].sort()).toEqual([...used].sort());
  for (const { ecosystem, packages } of ecosystems().values()) {
    const names = packages.flatMap((each) => each.names.map((name) => name.toLowerCase()));
    expect([ecosystem, names.filter((name, index) => names.indexOf(name) !== index)]).toEqual([ecosystem, []]);
    for (const each of packages) {
      expect(each.source).toMatch(/^https?:\/\//);
      expect(each.what.length).toBeLessThan(60);
      if (each.algorithm !== undefined) expect(lookup(each.algorithm), each.algorithm).toBeDefined();
    }
  }
});

test("hostile manifests cost no more than their length", () => {
  const texts = [
    "<groupId>a</groupId><artifactId>".repeat(15_000),
    "<groupId>".repeat(60_000),
    '"a":{'.repeat(100_000),
    `"${"a".repeat(500_000)}`,
    '"name": "a", '.repeat(40_000),
    "a@".repeat(250_000),
    "= {".repeat(150_000),
    " ".repeat(500_000),
    "au".repeat(250_000),
    "1.".repeat(250_000),
    "\t\n".repeat(250_000),
    "FROM ".repeat(100_000),
    "'".repeat(500_000),
    `"a" % `.repeat(80_000),
    `a:a:`.repeat(125_000),
    "[dependencies.a]\n".repeat(30_000),
    `        "a": {`.repeat(30_000),
    "  a:\n".repeat(80_000),
    "a=1,".repeat(125_000),
    "a==1,".repeat(100_000),
    "<package id=".repeat(40_000),
  ];
  for (const manifest of MANIFESTS) {
    for (const text of texts) {
      const started = performance.now();
      for (const _each of manifest.read(text));
      expect([manifest.id, text.slice(0, 20), performance.now() - started < 2000]).toEqual([
        manifest.id,
        text.slice(0, 20),
        true,
      ]);
    }
  }
}, 120_000);
