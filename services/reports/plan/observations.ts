/** Observations out of a history of commits: uses that a quantum computer breaks, at every time that it tells of. */
import type { HistoryResult, Timeline } from "../history/model.ts";
import type { Observation } from "./forecast.ts";

export function observationsOf({ times, series }: Timeline): readonly Observation[] {
  const broken = series.filter(({ verdict }) => verdict === "quantum-broken");
  return times.map((time, at) => ({
    time: Date.parse(time),
    uses: broken.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0),
  }));
}

/** Throws `Error`, one line, where the text is no history. */
export function readTimeline(text: string): Timeline {
  const document: unknown = JSON.parse(text);
  const { historyVersion, timeline } = (document ?? {}) as Partial<HistoryResult>;
  const isHistory = historyVersion === "1" && Array.isArray(timeline?.times) && Array.isArray(timeline?.series);
  if (!isHistory || !timeline)
    throw new Error("it is no history of version 1 (pqc-audit history --format json writes one)");
  const broken = timeline.times.some((time, at) => !(Date.parse(time) >= Date.parse(timeline.times[at - 1] ?? time)));
  if (broken || timeline.series.some(({ counts }) => counts.length !== timeline.times.length)) {
    throw new Error("its timeline is not in order");
  }
  return timeline;
}
