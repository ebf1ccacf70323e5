/** Which lives are shown; stands in the address. */
import { pageOf } from "../address/page-number.ts";
import type { Life, LivesFilter, Verdict } from "../api/repositories.ts";

const STATES: readonly Life["state"][] = ["open", "closed"];
const VERDICTS: readonly Verdict[] = ["quantum-broken", "weak-today"];

export function livesFilterOf(search: URLSearchParams): LivesFilter {
  const family = search.get("family") ?? "";
  return {
    page: pageOf(search),
    state: STATES.find((state) => state === search.get("state")),
    verdict: VERDICTS.find((verdict) => verdict === search.get("verdict")),
    family: family === "" || family.length > 500 ? undefined : family,
  };
}

/** The same address with another choice, on its first page. */
export function withLivesFilter(
  search: URLSearchParams,
  change: Readonly<Partial<Record<"state" | "verdict" | "family", string>>>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete("page");
  for (const [key, value] of Object.entries(change)) {
    if (value === "") next.delete(key);
    else next.set(key, value);
  }
  return next;
}
