/** Totals over the newest scans of all repositories, and how they came to be so. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";

export type Overview = Answer<"/api/v1/overview">;
export type Trends = Answer<"/api/v1/trends">;
export type TrendPoint = Trends["points"][number];

/** How far back, each with points not closer than can be seen. */
export const PERIODS = [
  { id: "quarter", name: "3 months", days: 91, interval: "day" },
  { id: "year", name: "1 year", days: 365, interval: "week" },
  { id: "all", name: "5 years", days: 1_826, interval: "month" },
] as const;
export type Period = (typeof PERIODS)[number];

const MINUTE = 60_000;
const DAY = 86_400_000;

export function useOverview() {
  return useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/overview", { signal })),
    staleTime: MINUTE / 2,
  });
}

/** Findings whose day has passed. */
export function useOverdue() {
  return useQuery({
    queryKey: ["overview", "overdue"],
    queryFn: async ({ signal }) => {
      const { findings } = await answerOf(
        api.GET("/api/v1/overview", { params: { query: { overdue: true } }, signal }),
      );
      return findings;
    },
    staleTime: MINUTE / 2,
  });
}

export function useTrends({ id, days, interval }: Period) {
  return useQuery({
    queryKey: ["trends", id],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
      return answerOf(api.GET("/api/v1/trends", { params: { query: { from, interval } }, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: 5 * MINUTE,
  });
}
