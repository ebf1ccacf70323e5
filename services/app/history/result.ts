/** Lives of a replay, told as the contract of histories tells them. */
import { SCOPE_RULES, scopeOf } from "@pqc-audit/aggregator/join/scope.ts";
import type { GitHistory } from "@pqc-audit/coordinator/sources/git-history.ts";
import type {
  Counts,
  HistoryResult,
  HistorySummary,
  Life as ToldLife,
  Moment as ToldMoment,
  Verdict,
} from "@pqc-audit/reports/history/model.ts";
import { timelineOf } from "@pqc-audit/reports/history/timeline.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { assertCoverage } from "@pqc-audit/reports/model/result.ts";
import { VERSION } from "../version.ts";
import type { CommitGraph } from "./commit-graph.ts";
import type { Contents } from "./contents.ts";
import { type Life, type Moment, resolved } from "./life.ts";
import type { Replay } from "./replay.ts";
import type { HistoryRequest } from "./request.ts";
import type { UseTypes } from "./use-types.ts";

export interface ResultParts {
  readonly repository: GitHistory;
  readonly graph: CommitGraph;
  readonly replay: Replay;
  readonly types: UseTypes;
  readonly contents: Contents;
  readonly engineDigest: string;
  readonly request: HistoryRequest;
  readonly startedAt: Date;
  readonly durationMs: number;
}

export function resultOf(parts: ResultParts): HistoryResult {
  const { repository, graph, contents, request, startedAt } = parts;
  const { window, prefix, shallow, location } = repository;
  const coverage = contents.coverage();
  assertCoverage(coverage);
  const lives = toldLives(parts);
  const since = window.after && { commit: window.after.id, time: isoOf(window.after.time) };
  return {
    historyVersion: "1",
    tool: { name: "pqc-audit", version: VERSION, engineDigest: parts.engineDigest },
    target: {
      location,
      commit: window.head,
      ...(prefix !== "" && { folder: prefix.slice(0, -1) }),
      ...(since && { since }),
      firstParent: request.firstParent,
      shallow: shallow.size > 0,
    },
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(parts.durationMs),
    commits: { all: graph.commits, mainLine: graph.mainCommits },
    summary: summaryOf(lives),
    coverage,
    errors: contents.errors.toSorted(
      (a, b) => compareBytewise(a.path, b.path) || compareBytewise(a.message, b.message),
    ),
    timeline: timelineOf(lives, startedAt),
    lives,
  };
}

function toldLives({ replay, graph, types }: ResultParts): ToldLife[] {
  place(replay, graph);
  const ordinals = new Map<string, number>();
  // What a branch had from before the beginning may have been on the line of first parents, where nobody looked.
  const told = replay.lives.filter((life) => !life.into && (life.openedMain !== undefined || !life.opened.before));
  const sorted = told.sort(
    (a, b) =>
      graph.timeOf(a.opened.commit) - graph.timeOf(b.opened.commit) ||
      compareBytewise(graph.idOf(a.opened.commit), graph.idOf(b.opened.commit)) ||
      compareBytewise(a.path, b.path) ||
      a.line - b.line ||
      a.id - b.id,
  );
  return sorted.map((life) => {
    const { verdict, fingerprint, inTest, ...type } = types.of(life.type);
    const key = `${fingerprint}.${graph.idOf(life.opened.commit).slice(0, 12)}`;
    const ordinal = (ordinals.get(key) ?? 0) + 1;
    ordinals.set(key, ordinal);
    const scope = inTest ? "test" : scopeOf(life.path, SCOPE_RULES);
    return { id: `${key}.${ordinal}`, verdict, fingerprint, ...type, scope, ...whereAndWhen(life, graph) };
  });
}

/** Where uses are in the end: what branches did with them meanwhile does not count. */
function place(replay: Replay, graph: CommitGraph): void {
  const { headNumber } = graph;
  if (headNumber === undefined) return;
  for (const [path, { content, lives }] of replay.filesOf(headNumber).entries()) {
    for (const [at, life] of lives.map(resolved).entries()) {
      life.path = path;
      life.type = content.types[at] ?? life.type;
      life.line = content.lines[at] ?? life.line;
    }
  }
}

function whereAndWhen(life: Life, graph: CommitGraph) {
  const { path, line, opened, openedMain, closed, closedMain } = life;
  const earlier = life.earlier.filter((each) => each !== path);
  const told = (moment: Moment): ToldMoment => ({
    commit: graph.idOf(moment.commit),
    time: isoOf(graph.timeOf(moment.commit)),
  });
  const state: ToldLife["state"] = !openedMain ? "branch" : closedMain ? "gone" : "present";
  return {
    path,
    line,
    ...(earlier.length > 0 && { earlierPaths: earlier }),
    state,
    opened: { ...told(opened), ...(opened.before && { before: true as const }) },
    ...(openedMain && openedMain.commit !== opened.commit && { merged: told(openedMain) }),
    ...(closed && { closed: told(closed) }),
    ...(closedMain && closed && closedMain.commit !== closed.commit && { closedMerged: told(closedMain) }),
  };
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function summaryOf(lives: readonly ToldLife[]): HistorySummary {
  const none = (): Counts => ({ present: 0, gone: 0, branch: 0 });
  const all = { ...none() };
  const byVerdict: Record<Verdict, Counts> = { "quantum-broken": none(), "weak-today": none() };
  const byFamily = new Map<string, Counts>();
  for (const { state, verdict, family } of lives) {
    all[state]++;
    byVerdict[verdict] = { ...byVerdict[verdict], [state]: byVerdict[verdict][state] + 1 };
    const its = byFamily.get(family) ?? none();
    byFamily.set(family, { ...its, [state]: its[state] + 1 });
  }
  const sum = ({ present, gone, branch }: Counts) => present + gone + branch;
  const sorted = [...byFamily].sort(([a, m], [b, n]) => sum(n) - sum(m) || compareBytewise(a, b));
  return { ...all, byVerdict, byFamily: Object.fromEntries(sorted) };
}
