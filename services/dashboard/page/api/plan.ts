/** The migration as work packages, and when nothing is left. */
import type { Forecast } from "@pqc-audit/reports/plan/forecast.ts";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { PlanFilters } from "../plan/plan-filters.ts";
import { answerOf, api } from "./client.ts";

export interface PlanPage extends MigrationPlan {
  /** Packages in all. */
  readonly total: number;
  readonly pages: number;
}

export type { Forecast };

const SIZE = 25;
const MINUTE = 60_000;

export function usePlan({ page, mandates, teams, target, kinds, without }: PlanFilters) {
  const query = {
    page,
    size: SIZE,
    ...(mandates.length > 0 && { mandate: [...mandates] }),
    ...(teams.length > 0 && { team: [...teams] }),
    ...(target !== undefined && { target }),
    ...(kinds.length > 0 && { kind: [...kinds] }),
    ...(without.length > 0 && { without: [...without] }),
  };
  return useQuery({
    queryKey: ["plan", query],
    queryFn: async ({ signal }) => {
      const answer = await answerOf(api.GET("/api/v1/plan", { params: { query }, signal }));
      // The API describes a plan by the plan's own contract, which this type is of.
      return answer as unknown as PlanPage;
    },
    placeholderData: keepPreviousData,
    staleTime: MINUTE,
  });
}

/** Of what a forecast is. */
export type ForecastOf = Pick<PlanFilters, "mandates" | "teams" | "target">;

export function useForecast({ mandates, teams, target }: ForecastOf) {
  const query = {
    ...(mandates.length > 0 && { mandate: [...mandates] }),
    ...(teams.length > 0 && { team: [...teams] }),
    ...(target !== undefined && { target }),
  };
  return useQuery({
    queryKey: ["forecast", query],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET("/api/v1/forecast", { params: { query }, signal }))) as unknown as Forecast,
    placeholderData: keepPreviousData,
    staleTime: MINUTE,
  });
}
