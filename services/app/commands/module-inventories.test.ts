import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-inventories-"));
const repository = join(work, "repository");
const inventories = join(work, "new", "inventories");

beforeAll(() => {
  const python = 'import hashlib\nhashlib.md5(b"x")\n';
  for (const [path, text] of Object.entries({
    "tool.py": python,
    "a/b/setup.py": python,
    "a/b/lib/deep.py": python,
    "a_b/pyproject.toml": "",
    "a_b/x.py": python,
    "clean/package.json": "{}",
  })) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Bom {
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: readonly {
    readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] };
  }[];
}

const read = (name: string): Bom => JSON.parse(readFileSync(join(inventories, name), "utf8"));
const places = ({ components }: Bom) =>
  components.flatMap(({ evidence }) => evidence?.occurrences.map(({ location }) => location) ?? []).sort();

test("each module has an inventory of its own, and one has everything", async () => {
  const { code, stderr, stdout } = await runHere([
    "scan",
    repository,
    "--cbom-per-module",
    inventories,
    "--format",
    "ndjson",
  ]);
  expect([code, stdout.split("\n").length - 1]).toEqual([0, 4]);
  expect(stderr).toContain(`inventories of 3 modules written to ${inventories}`);
  const names = readdirSync(inventories).sort();
  // `a/b` and `a_b` would be called the same.
  expect(names).toEqual([
    "cbom.json",
    "cbom_a_b.json",
    expect.stringMatching(/^cbom_a_b_[0-9a-f]{8}\.json$/),
    "cbom_root.json",
  ]);
  expect(places(read("cbom.json"))).toEqual(["a/b/lib/deep.py", "a/b/setup.py", "a_b/x.py", "tool.py"]);
  expect(names.slice(1).map((name) => places(read(name)))).toEqual([
    ["a/b/lib/deep.py", "a/b/setup.py"],
    ["a_b/x.py"],
    ["tool.py"],
  ]);
  expect(names.map((name) => read(name).metadata.component.name)).toEqual([
    "repository",
    "repository/a/b",
    "repository/a_b",
    "repository/.",
  ]);
  expect(new Set(names.map((name) => read(name).serialNumber)).size).toBe(4);
});

test("the version is that of the format", async () => {
  await runHere(["scan", repository, "--cbom-per-module", inventories, "--format", "cbom-1.6"]);
  expect(read("cbom_root.json").specVersion).toBe("1.6");
});

test.each([
  ["a file", join(repository, "tool.py"), []],
  ["an address", "https://git.example/r.git", []],
  ["a commit", repository, ["--ref", "HEAD"]],
])("%s has no folder in which to look for manifests", async (_what, location, more) => {
  const { code, stderr } = await runHere(["scan", location, "--cbom-per-module", inventories, ...more]);
  expect(code).toBe(2);
  expect(stderr).toContain("--cbom-per-module looks for build manifests in what is checked out");
});

test("a place that cannot be written is refused before the scan", async () => {
  const { code, stderr } = await runHere(["scan", repository, "--cbom-per-module", join(repository, "tool.py", "x")]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--cbom-per-module")]);
});
