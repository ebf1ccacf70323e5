/** What a plan says, in words. */
import type { Forecast, MilestoneState } from "@pqc-audit/reports/plan/forecast.ts";
import type { Effort, Exposure } from "@pqc-audit/reports/plan/model.ts";
import type { WorkKind } from "@pqc-audit/reports/plan/work-kind.ts";
import type { Tone } from "../design/badge.tsx";
import { countText } from "../format/count.ts";
import { dayText } from "../format/time.ts";

export const EXPOSURES: Readonly<Record<Exposure, { readonly text: string; readonly tone: Tone }>> = {
  today: { text: "attackable today", tone: "critical" },
  harvest: { text: "harvest now, decrypt later", tone: "high" },
  forgery: { text: "forgeable by a quantum computer", tone: "medium" },
  none: { text: "wanted gone by a mandate", tone: "info" },
};

export const KINDS: Readonly<Record<WorkKind, string>> = {
  "library-upgrade": "library upgrade",
  "protocol-versions": "protocol versions",
  "weak-today": "weak today",
  configuration: "configuration",
  "key-establishment": "key establishment",
  signatures: "signatures",
  keys: "stored keys",
  certificates: "certificates",
};

export const MILESTONE_STATES: Readonly<Record<MilestoneState, { readonly text: string; readonly tone: Tone }>> = {
  done: { text: "done", tone: "good" },
  "on-time": { text: "on time", tone: "good" },
  "at-risk": { text: "at risk", tone: "medium" },
  late: { text: "late", tone: "critical" },
  unknown: { text: "not known", tone: "info" },
};

const DAY_HOURS = 8;

/** `3 to 8 hours`, `2 to 5 days` of one person. */
export function effortText({ low, high }: Effort): string {
  if (high < 2 * DAY_HOURS) return rangeText(Math.round(low), Math.round(high), "hour");
  return rangeText(Math.round(low / DAY_HOURS), Math.round(high / DAY_HOURS), "day");
}

function rangeText(low: number, high: number, unit: string): string {
  const range = low === high ? countText(high) : `${countText(low)} to ${countText(high)}`;
  return `${range} ${unit}${high === 1 ? "" : "s"}`;
}

/** `12 fewer a year`. */
export function paceText(perYear: number): string {
  const change = Math.round(perYear);
  if (change === 0) return "as many as a year before";
  return `${countText(Math.abs(change))} ${change < 0 ? "fewer" : "more"} a year`;
}

/** When nothing is left at this pace, or why nobody can tell. */
export function forecastText({ trend, gone, reason }: Forecast): string {
  if (trend === "done") return "Nothing is left that a quantum computer breaks.";
  if (gone === undefined) return `There is no forecast: ${reason ?? "nobody can tell yet"}.`;
  const until = gone.latest === undefined ? "more than a century from now" : dayText(gone.latest);
  return `At this pace nothing is left on ${dayText(gone.expected)}; between ${dayText(gone.earliest)} and ${until}.`;
}
