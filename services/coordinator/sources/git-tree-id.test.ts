import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { TestRepository } from "./git.fixture.ts";
import { GitTreeId } from "./git-tree-id.ts";

const repository = new TestRepository();
afterAll(() => repository.remove());

/** Of what git lists of a tree. */
function idOf(tree: string): string {
  const listing = execFileSync("git", ["-C", repository.path, "ls-tree", "-z", "-r", tree]).toString("latin1");
  const made = new GitTreeId();
  for (const record of listing.split("\0").slice(0, -1)) {
    const [about = "", path = ""] = record.split("\t");
    const [mode = "", , id = ""] = about.split(" ");
    made.add(mode, id, Buffer.from(path, "latin1"));
  }
  return String(made);
}

test("the id of a tree is made of its paths, as git makes it", () => {
  const blob = repository.blob("x");
  const commit = "1".repeat(40);
  const deep = repository.files({ "a/b/c/d": "1", "a/b/e": "2", "a.c": "3", "a-b/x": "4", "a/b.c/y": "5", z: "6" });
  const odd = repository.tree([
    { mode: "100755", name: "run", id: blob },
    { mode: "160000", name: "sub", id: commit },
    { mode: "120000", name: Buffer.from([0x73, 0x79, 0xff, 0xe9]), id: blob },
    { mode: "100644", name: "ünï", id: blob },
    { mode: "40000", name: "ü", id: deep },
  ]);
  for (const tree of [deep, odd, repository.tree([])]) expect(idOf(tree)).toBe(tree);
});

test("a tree that git does not list whole comes out as another", () => {
  const blob = repository.blob("x");
  const hollow = repository.tree([{ mode: "40000", name: "empty", id: repository.tree([]) }]);
  const old = repository.tree([{ mode: "100664", name: "shared", id: blob }]);
  for (const tree of [hollow, old]) expect(idOf(tree)).not.toBe(tree);
});

test("any files, in any folders", () => {
  const name = fc.constantFrom("a", "b", "a.b", "a-b", "B", "0", "é");
  const file = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(file, { minLength: 1, maxLength: 8 }), (paths) => {
      const files = paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));
      const tree = repository.files(Object.fromEntries(files.map((path) => [path, path])));
      expect(idOf(tree)).toBe(tree);
    }),
    { numRuns: 40 },
  );
});
