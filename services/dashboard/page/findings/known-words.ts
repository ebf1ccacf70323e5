/** What there is to choose from in filters, as far as it is few. */
import { useTeams } from "../api/facts.ts";
import { useOverview } from "../api/overview.ts";
import type { FilterKey } from "./filter-kinds.ts";

export function useKnownWords(): Readonly<Partial<Record<FilterKey, readonly string[]>>> {
  const overview = useOverview().data;
  const teams = useTeams().data ?? [];
  return {
    family: Object.keys(overview?.byFamily ?? {}),
    mandate: [...new Set(overview?.byDeadline.map(({ mandate }) => mandate))],
    team: teams.map(({ team }) => team),
  };
}
