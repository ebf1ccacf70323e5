/** Exposure and dates of uses that are alike: how dangerous they are, and by when they have to be gone. */
import type { Deadline, Finding } from "../model/finding.ts";
import { compareBytewise } from "../model/order.ts";
import type { UseGroup } from "./gather.ts";
import type { Exposure, PackageDeadline } from "./model.ts";

export function exposureOf({ quantum, classical, purpose }: Finding): Exposure {
  if (classical !== "ok") return "today";
  if (quantum !== "broken") return "none";
  return purpose === "signature" ? "forgery" : "harvest";
}

/** The day by which to act: earlier than the mandate's by the life of the data. */
export function dayOf({ actBy, date }: Deadline): string {
  return actBy ?? date;
}

/** Of each mandate the deadline that comes first. A mandate has several where it tells high risk from medium. */
export function firstOfEach(deadlines: readonly Deadline[]): readonly Deadline[] {
  let answer = known.get(deadlines);
  if (!answer) {
    answer = workedOut(deadlines);
    known.set(deadlines, answer);
  }
  return answer;
}

/** Findings that are judged alike share their list. */
const known = new WeakMap<readonly Deadline[], readonly Deadline[]>();

function workedOut(deadlines: readonly Deadline[]): readonly Deadline[] {
  const first = new Map<string, Deadline>();
  for (const deadline of deadlines) {
    const known = first.get(deadline.mandate);
    if (!known || dayOf(deadline) < dayOf(known)) first.set(deadline.mandate, deadline);
  }
  return [...first.values()];
}

/** Earliest first. */
export function deadlinesOf(uses: Iterable<UseGroup>): readonly PackageDeadline[] {
  const byMandate = new Map<string, PackageDeadline>();
  for (const { example, findings } of uses) {
    for (const deadline of firstOfEach(example.deadlines)) {
      const known = byMandate.get(deadline.mandate);
      const bound = (known?.findings ?? 0) + findings;
      const first = known && dayOf(known) <= dayOf(deadline) ? known : deadline;
      byMandate.set(deadline.mandate, { ...first, findings: bound });
    }
  }
  return [...byMandate.values()].sort(
    (a, b) => compareBytewise(dayOf(a), dayOf(b)) || compareBytewise(a.mandate, b.mandate),
  );
}

/** Years by which a deadline comes earlier because what is protected has to stay secret; the longest of all. */
export function lifetimeOf(uses: Iterable<Pick<Finding, "deadlines">>): number | undefined {
  let longest: number | undefined;
  for (const { deadlines } of uses) {
    for (const { actBy, date } of deadlines) {
      if (actBy === undefined) continue;
      const years = Number(date.slice(0, 4)) - Number(actBy.slice(0, 4));
      if (longest === undefined || years > longest) longest = years;
    }
  }
  return longest;
}
