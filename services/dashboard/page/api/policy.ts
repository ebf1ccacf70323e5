/** What findings are judged by; it changes with a release or a restart. */
import { useQuery } from "@tanstack/react-query";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";

export type Mandate = Answer<"/api/v1/mandates">["results"][number];
export type Requirement = Mandate["requirements"][number];
export type Policy = Answer<"/api/v1/policy">;

const HOUR = 3_600_000;

export function useMandates() {
  return useQuery({
    queryKey: ["mandates"],
    queryFn: async ({ signal }) => (await answerOf(api.GET("/api/v1/mandates", { signal }))).results,
    staleTime: HOUR,
  });
}

export function usePolicy() {
  return useQuery({
    queryKey: ["policy"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/policy", { signal })),
    staleTime: HOUR / 60,
  });
}
