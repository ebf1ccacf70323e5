/** Equal uses of cryptography as one asset, and what expires: over the newest scans of all repositories. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Filters, filterQuery } from "../findings/filters.ts";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";
import { type Finding, type FindingsPage, type FoundFinding, placeOf } from "./findings.ts";

/** The API describes its verdicts as texts; they are those of findings. */
export type Asset = Omit<Answer<"/api/v1/assets">["results"][number], "quantum" | "classical"> &
  Pick<Finding, "quantum" | "classical">;

export const ASSETS_SIZE = 50;
const HALF_A_MINUTE = 30_000;

export function useAssets(filters: Filters) {
  const query = { ...filterQuery(filters), page: filters.page, size: ASSETS_SIZE };
  return useQuery({
    queryKey: ["assets", query],
    queryFn: async ({ signal }) => {
      const answer = await answerOf(api.GET("/api/v1/assets", { params: { query }, signal }));
      return { ...answer, results: answer.results as readonly Asset[] };
    },
    placeholderData: keepPreviousData,
    staleTime: HALF_A_MINUTE,
  });
}

export function useAssetRepositories(id: string, page: number) {
  const query = { page, size: ASSETS_SIZE };
  return useQuery({
    queryKey: ["asset-repositories", id, query],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/assets/{id}/repositories", { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
    staleTime: HALF_A_MINUTE,
  });
}

/** How many of what expires do so before each of these days, and how many there are. */
export function useExpiries(days: readonly string[], filters: Filters) {
  const { expires: _, ...values } = filters.values;
  const asked = filterQuery({ ...filters, values });
  return useQuery({
    queryKey: ["expiries", days, asked],
    queryFn: async ({ signal }) => {
      const totals = [...days, undefined].map(async (day) => {
        const query = { ...asked, page: 1, size: 1, ...(day !== undefined && { expires_before: day }) };
        return (await answerOf(api.GET("/api/v1/certificates", { params: { query }, signal }))).total;
      });
      return await Promise.all(totals);
    },
    placeholderData: keepPreviousData,
    staleTime: HALF_A_MINUTE,
  });
}

export function useCertificates(filters: Filters) {
  const query = { ...filterQuery(filters), ...placeOf(filters), size: ASSETS_SIZE };
  return useQuery({
    queryKey: ["certificates", query],
    queryFn: async ({ signal }): Promise<FindingsPage> => {
      const answer = await answerOf(api.GET("/api/v1/certificates", { params: { query }, signal }));
      return { ...answer, results: answer.results as unknown as readonly FoundFinding[] };
    },
    placeholderData: keepPreviousData,
    staleTime: HALF_A_MINUTE,
  });
}
