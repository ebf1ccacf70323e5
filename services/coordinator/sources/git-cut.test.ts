import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "./git.fixture.ts";
import { openGit } from "./git.ts";
import type { Source } from "./source.ts";

let repository: TestRepository;
let source: Source | undefined;
beforeEach(() => {
  repository = new TestRepository();
});
afterEach(async () => {
  await source?.close();
  source = undefined;
  repository.remove();
});

async function opened(files: number) {
  const names = Array.from({ length: files }, (_, at) => `d${at % 3}/${at === 5 ? "ü" : "f"}${at}.py`);
  repository.commit(repository.files(Object.fromEntries(names.map((name) => [name, name]))));
  source = await openGit(repository.url, { allowFileRoots: [repository.folder] });
  const paths = (await Array.fromAsync(source.entries())).map(({ path }) => path);
  if (!source.fixed) throw new Error("a repository has a tree that never changes");
  return { fixed: source.fixed, paths };
}

test.each([
  [3, [3]],
  [4, [4]],
  [5, [5]],
  [6, [4, 2]],
  [9, [4, 5]],
  [12, [4, 4, 4]],
])("%i paths are cut by four into %j", async (files, sizes) => {
  const { fixed, paths } = await opened(files);
  const ranges = await fixed.cut(4);
  expect(ranges.map(({ entries }) => entries)).toEqual(sizes);
  let start = 0;
  for (const [number, entries] of sizes.entries()) {
    expect(ranges[number]).toEqual({ number, start, entries, upTo: paths[start + entries - 1] });
    start += entries;
  }
});

test("a tree with too many paths is not cut either", async () => {
  repository.commit(repository.files({ "a.py": "a", "b.py": "b", "c.py": "c" }));
  source = await openGit(repository.url, { allowFileRoots: [repository.folder], limits: { maxEntries: 2 } });
  await expect(source.fixed?.cut(100)).rejects.toThrow(/has more than 2 paths/);
});

test("a listing passes over what it is told to, whenever it is told", async () => {
  const { fixed, paths } = await opened(12);
  const passing = { paths: 3 };
  const told: string[] = [];
  for await (const { path } of fixed.list(passing)) {
    told.push(path);
    if (told.length === 2) passing.paths = 5;
  }
  expect(told).toEqual([...paths.slice(3, 5), ...paths.slice(10)]);
});
