/** Findings, of one scan or of everything that the caller reaches, and the files that could not be scanned. */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Filters, filterQuery } from "../findings/filters.ts";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type { Finding };
export type FileErrors = paths["/api/v1/scans/{id}/errors"]["get"]["responses"][200]["content"]["application/json"];

/** A finding, and where its repository is not told by the page: that and the scan it is of. */
export type FoundFinding = Finding & { readonly target?: string; readonly scan?: string };

export interface FindingsPage {
  readonly results: readonly FoundFinding[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** Where the next page begins. */
  readonly next?: string;
}

/** Which findings there are to choose from. */
export type FindingsSource =
  | { readonly of: "scan"; readonly id: string }
  | { readonly of: "everything" }
  | { readonly of: "asset"; readonly id: string };

export const FINDINGS_SIZE = 50;
const MINUTE = 60_000;

/** The page by where it begins, where that is known: as fast however far it is. */
export function placeOf({ page, after }: Filters): { readonly after: string } | { readonly page: number } {
  return after === undefined ? { page } : { after };
}

export function useFindings(source: FindingsSource, filters: Filters) {
  const { order } = filters;
  const sort = order === "path" ? {} : { sort: order };
  const query = { ...filterQuery(filters), ...placeOf(filters), ...sort, size: FINDINGS_SIZE };
  return useQuery({
    queryKey: ["findings", source, query],
    queryFn: async ({ signal }): Promise<FindingsPage> => {
      const answer = await findingsOf(source, query, signal);
      // The API describes a finding by the result's own schema, which this type is of.
      return { ...answer, results: answer.results as unknown as readonly FoundFinding[] };
    },
    placeholderData: keepPreviousData,
    // A finished scan's findings never change; only the day does, which deadlines are counted from.
    staleTime: source.of === "scan" ? 5 * MINUTE : MINUTE / 2,
  });
}

type FindingsQuery = Readonly<Record<string, string | number | string[]>>;

function findingsOf(source: FindingsSource, query: FindingsQuery, signal: AbortSignal) {
  switch (source.of) {
    case "scan":
      return answerOf(api.GET("/api/v1/scans/{id}/findings", { params: { path: { id: source.id }, query }, signal }));
    case "asset":
      return answerOf(api.GET("/api/v1/assets/{id}/findings", { params: { path: { id: source.id }, query }, signal }));
    case "everything":
      return answerOf(api.GET("/api/v1/findings", { params: { query }, signal }));
  }
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
    staleTime: 5 * MINUTE,
  });
}
