/**
 * The only legal steps between the states of units and scans. Every write of a state goes through
 * `moveUnits` or `moveScan` below, whose `where` names the states it may leave: an illegal step changes no row.
 */
import type { Updateable } from "kysely";
import type { Write } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import type { UnitTable } from "../store/tables/units.ts";
import { note } from "../store/tally.ts";
import { tellFinished } from "../webhooks/tell.ts";
import type { ScanState, UnitState } from "./states.ts";

export const UNIT_STEPS: Readonly<Record<UnitState, readonly UnitState[]>> = {
  // A worker may begin, and a late one may even commit, before the publish is noted or after the unit was requeued. What
  // a unit did to earlier workers is judged when it is about to be started again.
  planned: ["published", "started", "committed", "split", "failed", "quarantined", "cancelled"],
  published: ["planned", "started", "committed", "split", "failed", "quarantined", "cancelled"],
  started: ["planned", "committed", "split", "failed", "quarantined", "cancelled"],
  committed: [],
  split: [],
  failed: [],
  quarantined: [],
  cancelled: [],
};

export const SCAN_STEPS: Readonly<Record<ScanState, readonly ScanState[]>> = {
  queued: ["planning", "failed", "cancelled"],
  planning: ["running", "joining", "failed", "cancelled"],
  running: ["planning", "joining", "failed", "cancelled"],
  joining: ["completed", "incomplete", "failed", "cancelled"],
  completed: [],
  incomplete: [],
  failed: [],
  cancelled: [],
};

function withSteps<State extends string>(steps: Readonly<Record<State, readonly State[]>>, wanted: boolean): State[] {
  return (Object.keys(steps) as State[]).filter((state) => steps[state].length > 0 === wanted);
}

/** Units that still need something: the queue depth counts these. */
export const ACTIVE_UNITS: readonly UnitState[] = withSteps(UNIT_STEPS, true);
export const ACTIVE_SCANS: readonly ScanState[] = withSteps(SCAN_STEPS, true);
export const FINAL_SCANS: readonly ScanState[] = withSteps(SCAN_STEPS, false);

/** The states from which `to` may be reached. */
export function sourcesOf<State extends string>(
  steps: Readonly<Record<State, readonly State[]>>,
  to: State,
): readonly State[] {
  return (Object.keys(steps) as State[]).filter((from) => steps[from].includes(to));
}

type UnitFields = Omit<Updateable<UnitTable>, "state" | "unit_id" | "scan_id">;
type ScanFields = Omit<Updateable<ScanTable>, "state" | "id">;

/** Moves those of the units that may go to `to`; answers which did. */
export async function moveUnits(
  transaction: Write,
  units: { readonly ids: readonly string[] } | { readonly scanId: string },
  to: UnitState,
  fields: UnitFields = {},
): Promise<readonly string[]> {
  if ("ids" in units && units.ids.length === 0) return [];
  const update = transaction
    .updateTable("unit")
    .set({ ...fields, state: to })
    .where("state", "in", sourcesOf(UNIT_STEPS, to));
  const chosen =
    "ids" in units ? update.where("unit_id", "in", [...units.ids]) : update.where("scan_id", "=", units.scanId);
  const moved = await chosen.returning("unit_id").execute();
  note(transaction, `unit ${to}`, moved.length);
  return moved.map((row) => row.unit_id).sort();
}

/** Moves the scan where the step is legal; answers whether it was. A final scan no longer takes part in joining. */
export async function moveScan(
  transaction: Write,
  scanId: string,
  to: ScanState,
  fields: ScanFields = {},
): Promise<boolean> {
  const ended = SCAN_STEPS[to].length === 0 ? { active_key: null, claim_holder: null, claim_expires_at: null } : {};
  const moved = await transaction
    .updateTable("scan")
    .set({ ...fields, ...ended, state: to })
    .where("id", "=", scanId)
    .where("state", "in", sourcesOf(SCAN_STEPS, to))
    .returning("id")
    .execute();
  // Whoever is to be told of the end is told if and only if it happens.
  if (moved.length > 0 && SCAN_STEPS[to].length === 0) await tellFinished(transaction, scanId);
  return moved.length > 0;
}
