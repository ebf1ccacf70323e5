import { expect, test, vi } from "vitest";
import { historyHere } from "./history.fixture.ts";
import { type MadeCommit, MadeHistory } from "./made-history.fixture.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const COMMITS = 6000;
/** One in so many commits touches a use; as often a branch of two commits is merged. */
const EVERY = 50;

test("thousands of commits, a branch merged every so often: each use is told by the commit that brought it", async () => {
  const commits: MadeCommit[] = [{ files: { "src/start.py": "import hashlib\nhashlib.md5(start)\n" } }];
  const brought = new Map<string, number>();
  let head = 0;
  while (commits.length < COMMITS) {
    const number = commits.length;
    if (number % EVERY === 0) {
      const path = `src/branch${number}.py`;
      const text = `import hashlib\nhashlib.sha1(number_${number})\n`;
      commits.push({ parents: [head], files: { "notes.txt": `on the branch ${number}` } });
      commits.push({ parents: [number], files: { [path]: text } });
      brought.set(path, number + 1);
      commits.push({ parents: [head], files: { "notes.txt": `on main ${number}` } });
      commits.push({ parents: [number + 2, number + 1], files: { [path]: text } });
    } else {
      commits.push({ parents: [head], files: { [`notes/${number % 97}.txt`]: `note ${number}` } });
    }
    head = commits.length - 1;
  }
  const made = new MadeHistory(commits);
  try {
    const { lives, commits: counted, coverage } = await historyHere(made.path, { chunkSize: 200 });
    expect(counted.all).toBe(commits.length);
    expect(coverage.scanned).toBe(coverage.present);
    expect(lives.map(({ path, opened }) => [path, made.numberOf(opened.commit)])).toEqual([
      ["src/start.py", 0],
      ...brought,
    ]);
    for (const { merged, opened, path } of lives.slice(1)) {
      expect([path, made.numberOf(merged?.commit)]).toEqual([path, (made.numberOf(opened.commit) ?? 0) + 2]);
    }
  } finally {
    made.remove();
  }
});
