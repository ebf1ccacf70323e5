/** Findings of a finished scan, and the files that could not be scanned. */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Filters, filterQuery } from "../findings/filters.ts";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type { Finding };
export type FileErrors = paths["/api/v1/scans/{id}/errors"]["get"]["responses"][200]["content"]["application/json"];

export interface FindingsPage {
  readonly results: readonly Finding[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

export const FINDINGS_SIZE = 50;

export function useFindings(scanId: string, filters: Filters) {
  const { page } = filters;
  const asked = filterQuery(filters);
  return useQuery({
    queryKey: ["findings", scanId, page, asked],
    queryFn: async ({ signal }): Promise<FindingsPage> => {
      const query = { ...asked, page, size: FINDINGS_SIZE };
      const answer = await answerOf(
        api.GET("/api/v1/scans/{id}/findings", { params: { path: { id: scanId }, query }, signal }),
      );
      // The API describes a finding by the result's own schema, which this type is of.
      return { ...answer, results: answer.results as unknown as readonly Finding[] };
    },
    placeholderData: keepPreviousData,
    // A finished scan's findings never change; only the day does, which deadlines are counted from.
    staleTime: 5 * 60_000,
  });
}

export function useFileErrors(scanId: string, page: number) {
  return useQuery({
    queryKey: ["errors", scanId, page],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/scans/{id}/errors", {
          params: { path: { id: scanId }, query: { page, size: FINDINGS_SIZE } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
}
