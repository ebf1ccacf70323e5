/** What people say of repositories, and the teams that come of it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "./client.ts";
import type { Repository } from "./repositories.ts";
import type { paths } from "./schema.ts";

export type RepositoryFacts = Repository["facts"];
export type FactsGiven = paths["/api/v1/repositories/facts"]["put"]["requestBody"]["content"]["application/json"];

/** More than there are teams to choose from by name. */
const TEAMS = 1000;

export function useSetFacts() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: FactsGiven) => answerOf(api.PUT("/api/v1/repositories/facts", { body })),
    // Deadlines, teams and totals come of them.
    onSuccess: () => queries.invalidateQueries(),
  });
}

/** Names of teams that the caller reaches. */
export function useTeams() {
  return useQuery({
    queryKey: ["teams"],
    queryFn: async ({ signal }) => {
      const { results } = await answerOf(
        api.GET("/api/v1/teams", { params: { query: { page: 1, size: TEAMS } }, signal }),
      );
      return results;
    },
    staleTime: 60_000,
  });
}
