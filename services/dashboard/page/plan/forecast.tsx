import { useForecast } from "../api/plan.ts";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { ForecastPanel } from "./forecast-panel.tsx";
import type { PlanFilters } from "./plan-filters.ts";

type ForecastProps = Partial<Pick<PlanFilters, "mandates" | "teams" | "target">>;

/** The forecast of everything, or of a part of it. */
export function Forecast({ mandates = [], teams = [], target }: ForecastProps) {
  const forecast = useForecast({ mandates, teams, target });
  if (forecast.isPending) return <Placeholder what="the forecast" />;
  if (forecast.data === undefined) return <FailureNotice error={forecast.error} title="There is no forecast" />;
  return <ForecastPanel forecast={forecast.data} />;
}
