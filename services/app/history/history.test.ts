import { afterEach, expect, test, vi } from "vitest";
import { historyHere, lifeLines } from "./history.fixture.ts";
import { type MadeCommit, MadeHistory } from "./made-history.fixture.ts";
import type { HistoryRequest } from "./request.ts";

// The first scan starts the engine.
vi.setConfig({ testTimeout: 180_000 });

const MD5 = "import hashlib\nhashlib.md5(b'x')\n";
const SHA1 = "import hashlib\nhashlib.sha1(b'x')\n";
const rsa = (size: number) =>
  `from cryptography.hazmat.primitives.asymmetric import rsa\nkey = rsa.generate_private_key(65537, ${size})\n`;

let made: MadeHistory | undefined;
afterEach(() => {
  made?.remove();
  made = undefined;
});

async function lives(commits: readonly MadeCommit[], changes: Partial<HistoryRequest> = {}): Promise<string[]> {
  made = new MadeHistory(commits);
  const result = await historyHere(made.path, changes);
  return lifeLines(result.lives, made);
}

test("added, changed, deleted and reverted: each is told with the commit that did it", async () => {
  expect(
    await lives([
      { files: { "a.py": MD5, "keys.py": rsa(1024) } },
      { files: { "keys.py": rsa(2048), README: "text" } },
      { files: { "a.py": undefined } },
      { files: { "a.py": MD5 } },
    ]),
  ).toEqual(["MD5 a.py:2 0 -> 2", "RSA-1024 keys.py:2 0 -> 1", "RSA-2048 keys.py:2 1", "MD5 a.py:2 3"]);
});

test("a file that moves takes its uses along, edited elsewhere or not; a copy is new", async () => {
  expect(
    await lives([
      { files: { "a.py": MD5 } },
      { files: { "a.py": undefined, "b/a.py": MD5 } },
      { files: { "b/a.py": undefined, "c.py": `# moved\n${MD5}` } },
      { files: { "copy.py": MD5 } },
    ]),
  ).toEqual(["MD5 c.py:3 0", "MD5 copy.py:2 3"]);
  const result = await historyHere(made?.path ?? "");
  expect(result.lives[0]?.earlierPaths).toEqual(["a.py", "b/a.py"]);
});

test("an edited line is the same use while rule and algorithm are; a second one is new", async () => {
  expect(
    await lives([
      { files: { "a.py": MD5 } },
      { files: { "a.py": "import hashlib\n\nhashlib.md5(other)\n" } },
      { files: { "a.py": "import hashlib\nhashlib.md5(first)\nhashlib.md5(other)\n" } },
      { files: { "a.py": "import hashlib\nhashlib.md5(first)\n" } },
    ]),
  ).toEqual(["MD5 a.py:3 0 -> 3", "MD5 a.py:2 2"]);
});

test("what a branch brought and took away is told with its commits, and with the merges that made it so", async () => {
  const commits: MadeCommit[] = [
    { files: { "a.py": MD5 } },
    { files: { "b.py": SHA1 } },
    { files: { "a.py": undefined } },
    { parents: [0], files: { README: "on main meanwhile" } },
    { parents: [3, 2], files: { "a.py": undefined, "b.py": SHA1 } },
  ];
  expect(await lives(commits)).toEqual(["MD5 a.py:2 0 -> 2(4)", "SHA-1 b.py:2 1(4)"]);
  made?.remove();
  expect(await lives(commits, { firstParent: true })).toEqual(["MD5 a.py:2 0 -> 4", "SHA-1 b.py:2 4"]);
});

test("a use that a branch took back before it was merged was on the branch only", async () => {
  const commits: MadeCommit[] = [
    { files: { README: "" } },
    { files: { "a.py": MD5 } },
    { files: { "a.py": undefined } },
    { parents: [0, 2], files: {} },
  ];
  expect(await lives(commits)).toEqual(["MD5 a.py:2 1 -> 2 branch"]);
  made?.remove();
  expect(await lives(commits, { firstParent: true })).toEqual([]);
});

test("the same use on two branches is one, from the earlier on; a merge that drops one closes it", async () => {
  expect(
    await lives([
      { files: { README: "" } },
      { parents: [0], files: { "a.py": MD5 } },
      { parents: [0], files: { "a.py": MD5, "b.py": SHA1 } },
      { parents: [2, 1], files: {} },
      { parents: [0], files: { "c.py": rsa(1024) } },
      { parents: [3, 4], files: {} },
    ]),
  ).toEqual(["MD5 a.py:2 1(2)", "SHA-1 b.py:2 2", "RSA-1024 c.py:2 4 -> 5 branch"]);
});

test("a merge of many branches, and main merged into a branch before it comes back", async () => {
  expect(
    await lives([
      { files: { README: "" } },
      { parents: [0], files: { "a.py": MD5 } },
      { parents: [0], files: { "b.py": SHA1 } },
      { parents: [0], files: { "c.py": rsa(1024) } },
      { parents: [0, 1, 2, 3], files: { "a.py": MD5, "b.py": SHA1, "c.py": rsa(1024) } },
      { parents: [3, 4], files: { "a.py": MD5, "b.py": SHA1 } },
      { parents: [5], files: { "b.py": undefined } },
      { parents: [4, 6], files: { "b.py": undefined } },
    ]),
  ).toEqual(["MD5 a.py:2 1(4)", "SHA-1 b.py:2 2(4) -> 6(7)", "RSA-1024 c.py:2 3(4)"]);
});

test("--since and --until cut: what was there is marked, what went before is not told", async () => {
  const commits: MadeCommit[] = [
    { files: { "old.py": MD5, "gone.py": SHA1 } },
    { files: { "gone.py": undefined } },
    { parents: [0], files: { "branch.py": rsa(1024) } },
    { parents: [1], files: { "new.py": SHA1 } },
    { parents: [3, 2], files: { "branch.py": rsa(1024) } },
    { parents: [4], files: { "old.py": undefined } },
  ];
  expect(await lives(commits, { since: "2020-01-04" })).toEqual([
    "MD5 old.py:2 <=1 -> 5",
    "RSA-1024 branch.py:2 2(4)",
    "SHA-1 new.py:2 3",
  ]);
  const path = made?.path ?? "";
  const until = await historyHere(path, { since: made?.ids[1] ?? "", until: "2020-01-05" });
  expect(lifeLines(until.lives, made as MadeHistory)).toEqual([
    "MD5 old.py:2 <=1",
    "RSA-1024 branch.py:2 2(4)",
    "SHA-1 new.py:2 3",
  ]);
  expect(until.target).toMatchObject({ commit: made?.ids[4], since: { commit: made?.ids[1] } });
  const nothing = await historyHere(path, { since: made?.ids[5] ?? "" });
  expect(lifeLines(nothing.lives, made as MadeHistory)).toEqual(["RSA-1024 branch.py:2 <=5", "SHA-1 new.py:2 <=5"]);
  expect(nothing.commits).toEqual({ all: 0, mainLine: 0 });
});

test("a branch that began before the cut brings what is new on it, and nothing that was gone", async () => {
  expect(
    await lives(
      [
        { files: { "gone.py": SHA1, "kept.py": MD5 } },
        { files: { "gone.py": undefined } },
        { parents: [0], files: { "branch.py": rsa(1024) }, day: 5 },
        { parents: [1, 2], files: { "branch.py": rsa(1024) }, day: 6 },
      ],
      { since: "2020-01-03" },
    ),
  ).toEqual(["MD5 kept.py:2 <=1", "RSA-1024 branch.py:2 2(3)"]);
});

test("only what was asked for: rules, algorithms, families, paths", async () => {
  const commits: MadeCommit[] = [{ files: { "a.py": MD5, "b.py": SHA1, "keys.py": rsa(1024) } }];
  expect(await lives(commits, { uses: { rules: [], algorithms: ["rsa", "MD5"] } })).toEqual([
    "MD5 a.py:2 0",
    "RSA-1024 keys.py:2 0",
  ]);
  const path = made?.path ?? "";
  const lines = async (changes: Partial<HistoryRequest>) =>
    lifeLines((await historyHere(path, changes)).lives, made as MadeHistory);
  expect(await lines({ uses: { rules: ["python.hashlib"], algorithms: ["SHA-1"] } })).toEqual(["SHA-1 b.py:2 0"]);
  expect(await lines({ exclude: ["keys.py"], include: ["k*.py", "a.py"] })).toEqual(["MD5 a.py:2 0"]);
});

test("links, submodules, binaries, large files and odd names are counted, each content once", async () => {
  made = new MadeHistory([
    {
      files: {
        "a.py": MD5,
        "same.py": MD5,
        link: "a.py",
        sub: "1".repeat(40),
        "image.bin": "a\0b",
        "large.py": `${MD5}${"#".repeat(2000)}`,
      },
      modes: { link: "120000", sub: "160000" },
    },
    { files: { 'odd"\n\xff.py': SHA1, "a.py": `${MD5}#` } },
  ]);
  const result = await historyHere(made.path, { maxFileSizeBytes: 1024 });
  expect(result.coverage).toEqual({
    present: 7,
    scanned: 3,
    skipped: { binary: 1, submodule: 1, symlink: 1, "too-large": 1 },
    failed: 0,
    quarantined: 0,
  });
  expect(lifeLines(result.lives, made)).toEqual(["MD5 a.py:2 0", "MD5 same.py:2 0", 'SHA-1 odd"\n\\xff.py:2 1']);
});
