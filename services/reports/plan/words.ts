/** Plans in words: the same in every format that people read. */
import { HOURS_A_DAY } from "./effort-table.ts";
import type { Forecast } from "./forecast.ts";
import type { Effort, Exposure, MigrationPlan, WorkPackage } from "./model.ts";

export const EXPOSURE_WORDS: Readonly<Record<Exposure, string>> = {
  today: "can be attacked today",
  harvest: "recorded today, decrypted later",
  forgery: "forged once there is a quantum computer",
  none: "no danger in itself",
};

/** `3 to 12 days`; below a day in hours. */
export function effortText({ low, high }: Effort): string {
  if (high < HOURS_A_DAY) return low === high ? `${high} hours` : `${low} to ${high} hours`;
  const days = (hours: number) => {
    const whole = hours / HOURS_A_DAY;
    return whole < 10 ? Math.round(whole * 2) / 2 : Math.round(whole);
  };
  return days(low) === days(high) ? `${days(high)} days` : `${days(low)} to ${days(high)} days`;
}

/** `due 2030-12-31 (eu-roadmap)`, earlier where data has to stay secret. */
export function dueText({ due, deadlines, overdue, confidentialityYears }: WorkPackage): string {
  if (due === undefined) return "no mandate in force says by when";
  const first = deadlines.find(({ actBy, date }) => (actBy ?? date) === due);
  const by = first ? ` (${first.mandate})` : " (what waits for it is due then)";
  const why = first?.actBy === undefined ? "" : `: ${first.date} less ${confidentialityYears} years of confidentiality`;
  return `${overdue ? "overdue since" : "due"} ${due}${by}${why}`;
}

/** What became of findings that are not planned, those that there are. */
export function accountedText({ accounted, totals }: MigrationPlan): string {
  const { findings, planned, suppressed, definitions, notShipped, unclear, inOrder } = accounted;
  const rest: readonly (readonly [number, string])[] = [
    [inOrder, "in order"],
    [notShipped, "in tests, examples and documentation"],
    [definitions, "that only name an algorithm"],
    [suppressed, "suppressed"],
    [unclear, "decided at run time: nobody can tell yet"],
  ];
  const others = rest.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const inPackages = `${planned} of ${findings} findings have to move, in ${totals.packages} work packages`;
  return others.length === 0 ? inPackages : `${inPackages}; ${others.join(", ")}`;
}

export function forecastText({ trend, uses, reason, gone, perYear, from, to }: Forecast): string {
  if (trend === "done") return "no use that a quantum computer breaks is left";
  const since = from === undefined ? "" : ` from ${from} to ${to}`;
  if (!gone || !perYear) return `${uses} uses left, no date can be told: ${reason}`;
  const until = gone.latest === undefined ? `${gone.earliest} or much later` : `${gone.earliest} to ${gone.latest}`;
  return `${uses} uses left, ${Math.abs(perYear.mid)} fewer a year${since}: none on ${gone.expected} (90 %: ${until}), if it goes on so`;
}

export function milestoneText({ mandate, date, state, lateDays, left }: Forecast["milestones"][number]): string {
  const rest = left === undefined || left === 0 ? "" : `, ${left} uses left then`;
  const words = {
    done: "done",
    "on-time": "on time",
    "at-risk": "on time, but not for sure",
    late: `late by ${lateDays} days`,
    unknown: "not known",
  };
  return `${date} ${mandate}: ${words[state]}${state === "late" ? rest : ""}`;
}
