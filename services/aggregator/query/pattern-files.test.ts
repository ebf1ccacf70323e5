import { expect, test } from "vitest";
import type { Paths } from "../inventory/paths.ts";
import { PathsBuilder } from "../inventory/paths.ts";
import { globAutomaton, globMatcher } from "./glob.ts";
import { filesMatched } from "./pattern-files.ts";

const PARTS = ["src", "a", "ä", "ab", "\u{1f600}", "x.py", "test", "lib", "é.java", "b"];
const PATTERNS = [
  "**",
  "*.py",
  "src/**",
  "**/a/**",
  "?",
  "*/?",
  "[!a-b]*",
  "src/*/{a,ä}*",
  "**/ä*/**",
  "a*b",
  "ab",
  "**/x.p?",
];

function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

function pathsOf(names: readonly string[]): Paths {
  const builder = new PathsBuilder({ scanId: "scan", firstSeq: 1, findings: 2 * names.length });
  for (const [at, name] of names.entries()) builder.add(1 + 2 * at, name);
  return builder.paths();
}

test("paths that share what they begin with are matched as each by itself is, sorted or not", () => {
  const draw = drawing(5);
  for (let round = 0; round < 40; round++) {
    const drawn = Array.from({ length: 60 }, () =>
      Array.from({ length: 1 + draw(4) }, () => PARTS[draw(PARTS.length)]).join("/"),
    );
    const names = round % 2 === 0 ? [...new Set(drawn)].sort() : drawn;
    const paths = pathsOf(names);
    for (const pattern of PATTERNS) {
      const matches = globMatcher(pattern);
      const ranges = filesMatched(paths, globAutomaton(pattern));
      const found: string[] = [];
      for (let at = 0; at < ranges.length; at += 2) {
        const first = (ranges[at] ?? 0) / 2;
        found.push(...names.slice(first, first + (ranges[at + 1] ?? 0) / 2));
      }
      expect([round, pattern, found]).toEqual([round, pattern, names.filter(matches)]);
    }
  }
});

test("a pattern with more states than can be kept is refused, not worked at", () => {
  const draw = drawing(9);
  const names = Array.from({ length: 2_000 }, () => Array.from({ length: 200 }, () => "ab"[draw(2)]).join(""));
  const begun = performance.now();
  expect(() => filesMatched(pathsOf(names), globAutomaton(`*a${"?".repeat(60)}`))).toThrow("too many ways");
  expect(performance.now() - begun).toBeLessThan(5_000);
});
