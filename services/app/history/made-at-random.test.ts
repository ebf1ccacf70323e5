/** Histories at random: whatever branches and merges do, what was there at each commit of the main line is what the lives say. */
import type { HistoryResult } from "@pqc-audit/reports/history/model.ts";
import { expect, test, vi } from "vitest";
import { historyHere } from "./history.fixture.ts";
import { type MadeCommit, MadeHistory } from "./made-history.fixture.ts";

vi.setConfig({ testTimeout: 240_000 });

const CALLS = ["md5(a)", "md5(b)", "sha1(a)", "sha1(b)", "sha256(a)"];
const PATHS = ["a.py", "b.py", "c/d.py", "c/e.py"];
const COMMITS = 60;

type Files = ReadonlyMap<string, readonly string[]>;

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const textOf = (calls: readonly string[]) => `import hashlib\n${calls.map((call) => `hashlib.${call}\n`).join("")}`;

/** What a commit makes of what its parents have: edits, moves, copies; a merge takes each file from one of them, or mixes. */
function next(parents: readonly Files[], pick: (below: number) => number): Files {
  const files = new Map<string, readonly string[]>();
  for (const path of PATHS) {
    const mixed = pick(6) === 0;
    const calls = mixed
      ? parents.flatMap((parent) => parent.get(path) ?? [])
      : parents[pick(parents.length)]?.get(path);
    if (calls && calls.length > 0) files.set(path, calls.slice(0, 6));
  }
  const edits = parents.length > 1 ? pick(2) : 1 + pick(2);
  for (let edit = 0; edit < edits; edit++) {
    const path = PATHS[pick(PATHS.length)] ?? "";
    const calls = [...(files.get(path) ?? [])];
    const kind = pick(6);
    if (kind < 2) calls.splice(pick(calls.length + 1), 0, CALLS[pick(CALLS.length)] ?? "");
    else if (kind === 2) calls.splice(pick(calls.length + 1), 1);
    else if (kind === 3) calls.length = 0;
    else {
      const other = PATHS[pick(PATHS.length)] ?? "";
      if (calls.length > 0) files.set(other, calls);
      if (kind === 5 || other === path) continue;
      calls.length = 0;
    }
    if (calls.length === 0) files.delete(path);
    else files.set(path, calls);
  }
  return files;
}

function make(seed: number): { commits: MadeCommit[]; states: Files[] } {
  const pick = random(seed);
  const commits: MadeCommit[] = [];
  const states: Files[] = [];
  for (let number = 0; number < COMMITS; number++) {
    const parents = number === 0 ? [] : [Math.max(0, number - 1 - pick(4))];
    // The last joins what is left; so does every so often one before.
    const more = number > 2 && (number === COMMITS - 1 || pick(3) === 0) ? 1 + pick(2) : 0;
    for (let merged = 0; merged < more; merged++) {
      const parent = Math.max(0, number - 1 - pick(8));
      if (!parents.includes(parent)) parents.push(parent);
    }
    const before = parents.map((parent) => states[parent] ?? new Map());
    const state = number === 0 ? new Map([["a.py", CALLS.slice(0, 3)]]) : next(before, pick);
    const first = before[0] ?? new Map();
    const changed = [...new Set([...first.keys(), ...state.keys()])].map((path) => {
      const calls = state.get(path);
      return [path, calls && textOf(calls)] as const;
    });
    commits.push({ parents, files: Object.fromEntries(changed) });
    states.push(state);
  }
  return { commits, states };
}

function mainLine(commits: readonly MadeCommit[]): readonly number[] {
  const line: number[] = [];
  for (let at: number | undefined = commits.length - 1; at !== undefined; at = commits[at]?.parents?.[0])
    line.unshift(at);
  return line;
}

function weakCalls(state: Files | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of [...(state?.values() ?? [])].flat()) {
    const name = call.startsWith("md5") ? "MD5" : call.startsWith("sha1") ? "SHA-1" : undefined;
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Uses that the lives say were there at a place of the main line. */
function told(
  { lives }: HistoryResult,
  made: MadeHistory,
  line: readonly number[],
  at: number,
): Record<string, number> {
  const placeOf = (id: string | undefined) => line.indexOf(made.numberOf(id) ?? -1);
  const counts: Record<string, number> = {};
  for (const { algorithm, state, opened, merged, closed, closedMerged } of lives) {
    if (state === "branch" || placeOf((merged ?? opened).commit) > at) continue;
    const end = closedMerged ?? closed;
    if (end && placeOf(end.commit) <= at) continue;
    counts[algorithm] = (counts[algorithm] ?? 0) + 1;
  }
  return counts;
}

const SEEDS = Array.from({ length: Number(process.env.PQC_AUDIT_HISTORY_SEEDS ?? 12) }, (_, at) => at + 1);

test.each(SEEDS)("seed %i", async (seed) => {
  const { commits, states } = make(seed);
  const made = new MadeHistory(commits);
  try {
    const line = mainLine(commits);
    for (const firstParent of [false, true]) {
      const result = await historyHere(made.path, { firstParent });
      for (const [at, number] of line.entries()) {
        expect({ number, ...told(result, made, line, at) }).toEqual({ number, ...weakCalls(states[number]) });
      }
      for (const { state, closed, opened } of result.lives) {
        expect(state === "present").toBe(closed === undefined);
        expect(opened.before).toBeUndefined();
      }
    }
    // Cut somewhere, the rest says the same.
    const cut = Math.floor(line.length / 2);
    const result = await historyHere(made.path, { since: made.ids[line[cut] ?? 0] ?? "" });
    for (const [at, number] of line.entries()) {
      if (at < cut) continue;
      expect({ number, ...told(result, made, line, at) }).toEqual({ number, ...weakCalls(states[number]) });
    }
  } finally {
    made.remove();
  }
});
