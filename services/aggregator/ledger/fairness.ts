/** Whose units go next: on-demand before scheduled, then by turns over repositories, then the oldest scan. */

export interface Candidate<Unit> {
  readonly scanId: string;
  /** The repository: scans of one repository share its turns. */
  readonly target: string;
  /** Lower goes first, strictly. */
  readonly priority: number;
  readonly createdAt: number;
  /** Units published or started and not final. */
  readonly inFlight: number;
  /** Planned units in the order they should go. */
  readonly units: readonly Unit[];
}

export interface FlightLimits {
  /** Units of one scan, and of one repository, in flight at once; 0: no limit. */
  readonly perScan: number;
  readonly perTarget: number;
  /** In flight of scans that are no candidates: all their units are on their way, or they are of another engine. */
  readonly others: ReadonlyMap<string, number>;
}

const NO_LIMITS: FlightLimits = { perScan: 0, perTarget: 0, others: new Map() };

/** At most `limit` units; a repository with less in flight goes before one with more, and none beyond its limits. */
export function fairTurns<Unit>(
  candidates: readonly Candidate<Unit>[],
  limit: number,
  { perScan, perTarget, others }: FlightLimits = NO_LIMITS,
): Unit[] {
  const chosen: Unit[] = [];
  const inFlight = new Map(others);
  for (const { target, inFlight: count } of candidates) inFlight.set(target, (inFlight.get(target) ?? 0) + count);
  const full = (target: string) => perTarget > 0 && (inFlight.get(target) ?? 0) >= perTarget;
  const oldestFirst = [...candidates].sort((a, b) => a.createdAt - b.createdAt || (a.scanId < b.scanId ? -1 : 1));
  for (const priority of [...new Set(candidates.map((candidate) => candidate.priority))].sort((a, b) => a - b)) {
    const queues = new Map<string, Unit[]>();
    for (const candidate of oldestFirst) {
      if (candidate.priority !== priority) continue;
      const queue = queues.get(candidate.target) ?? [];
      const room = perScan > 0 ? Math.max(0, perScan - candidate.inFlight) : candidate.units.length;
      queue.push(...candidate.units.slice(0, room));
      queues.set(candidate.target, queue);
    }
    while (chosen.length < limit) {
      let next: string | undefined;
      for (const [target, queue] of queues) {
        if (queue.length === 0 || full(target)) continue;
        if (next === undefined || (inFlight.get(target) ?? 0) < (inFlight.get(next) ?? 0)) next = target;
      }
      const unit = next === undefined ? undefined : queues.get(next)?.shift();
      if (next === undefined || unit === undefined) break;
      chosen.push(unit);
      inFlight.set(next, (inFlight.get(next) ?? 0) + 1);
    }
  }
  return chosen;
}
