import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "./git.fixture.ts";
import { GitStreams } from "./git-streams.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository();
});
afterEach(() => repository.remove());

const folder = () => join(repository.path, "objects", "pack");
const streams = () => new GitStreams(join(repository.path, "objects"));
const text = (nth: number) => `int value_${nth} = ${"x".repeat(nth * 7)};\n`;

/** All that is loose becomes a pack; `index`: how git writes its index. */
function pack(ids: readonly string[], ...index: readonly string[]): void {
  const bytes = repository.packed(ids);
  execFileSync("git", ["-C", repository.path, "index-pack", "--stdin", ...index], { input: bytes });
  for (const name of readdirSync(join(repository.path, "objects"))) {
    if (/^[0-9a-f]{2}$/.test(name)) rmSync(join(repository.path, "objects", name), { recursive: true });
  }
}

const inflated = (stream: Buffer | undefined) => stream && inflateSync(stream).toString();

test.each([
  ["near", "--index-version=2"],
  ["beyond the first bytes, as beyond 2 GiB", "--index-version=2,0x40"],
])("contents of a pack come as they lie there, in any order: offsets %s", async (_, version) => {
  const contents = Array.from({ length: 300 }, (_each, nth) => text(nth));
  const ids = contents.map((each) => repository.blob(each));
  // Alike in nothing, so that git holds none of them as a difference.
  repository.git("config", "pack.window", "0");
  pack(ids, version);
  const wanted = contents.map((each, nth) => ({ id: ids[nth] ?? "", size: each.length }));
  const all = streams();
  expect((await all.read(wanted)).map(inflated)).toEqual(contents);
  const some = wanted.filter((_each, nth) => nth % 41 === 0).reverse();
  expect((await all.read([...some, ...some])).map(inflated)).toEqual(
    [...some, ...some].map(({ id }) => contents[ids.indexOf(id)]),
  );
});

test("what is a difference, of another size, no content, loose or unknown is git's to make", async () => {
  const long = Array.from({ length: 400 }, (_, line) => `line ${line * line}`).join("\n");
  const ids = [repository.blob(long), repository.blob(`${long}\nand one more`)];
  const tree = repository.tree([]);
  pack([...ids, tree]);
  const loose = repository.blob("loose");
  const held = await streams().read([
    { id: ids[0] ?? "", size: long.length },
    { id: ids[1] ?? "", size: long.length + 13 },
    { id: ids[1] ?? "", size: 4 },
    { id: tree, size: 0 },
    { id: loose, size: 5 },
    { id: "f".repeat(40), size: 1 },
  ]);
  // git keeps the longer one whole.
  expect(held.map(inflated)).toEqual([undefined, `${long}\nand one more`, undefined, undefined, undefined, undefined]);
});

test("packs that come later are found, and one that is gone is nobody's failure", async () => {
  const first = repository.blob("first");
  pack([first]);
  const all = streams();
  expect((await all.read([{ id: first, size: 5 }])).map(inflated)).toEqual(["first"]);
  const second = repository.blob("second");
  pack([second]);
  const both = [
    { id: first, size: 5 },
    { id: second, size: 6 },
  ];
  expect((await all.read(both)).map(inflated)).toEqual(["first", "second"]);
  for (const name of readdirSync(folder())) rmSync(join(folder(), name));
  expect(await all.read(both)).toEqual([undefined, undefined]);
});

test("a stream that is long and holds little is not moved on", async () => {
  // Empty blocks, as many as one likes, then one with the content.
  const end = deflateSync("x", { level: 0 }).subarray(2);
  const padded = Buffer.concat([
    Buffer.from([0x78, 0x01]),
    Buffer.concat(Array.from({ length: 1000 }, () => Buffer.from([0, 0, 0, 0xff, 0xff]))),
    end,
  ]);
  const header = Buffer.from("PACK\0\0\0\x02\0\0\0\x01\x31", "latin1");
  const body = Buffer.concat([header, padded]);
  const trailer = Buffer.from(execFileSync("sha1sum", { input: body, encoding: "utf8" }).slice(0, 40), "hex");
  const packed = execFileSync("git", ["-C", repository.path, "index-pack", "--stdin"], {
    input: Buffer.concat([body, trailer]),
    encoding: "utf8",
  });
  expect(packed).toContain("pack");
  const id = "c1b0730e0133447badcfd47fd144e254807b06e1";
  expect(repository.git("cat-file", "-p", id)).toBe("x");
  expect(await streams().read([{ id, size: 1 }])).toEqual([undefined]);
});

test("an index that is none, or of another version, is left to git", async () => {
  const id = repository.blob("content");
  pack([id], "--index-version=1");
  expect(await streams().read([{ id, size: 7 }])).toEqual([undefined]);
  writeFileSync(join(folder(), "pack-0.idx"), "");
  writeFileSync(join(folder(), "pack-1.idx"), Buffer.alloc(2000, 0xff));
  expect(await streams().read([{ id, size: 7 }])).toEqual([undefined]);
});
