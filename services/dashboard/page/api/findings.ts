/** Findings, of one scan or of everything that the caller reaches, and the files that could not be scanned. */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type Filters, filterQuery } from "../findings/filters.ts";
import { answerOf, api } from "./client.ts";
import { ApiFailure } from "./failure.ts";

export type { Finding };

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
  | { readonly of: "scan"; readonly id: string; readonly target: string }
  | { readonly of: "everything" }
  | { readonly of: "asset"; readonly id: string };

const FINDINGS_SIZE = 50;
const MINUTE = 60_000;

/** The page by where it begins, where that is known: as fast however far it is. */
export function placeOf({ page, after }: Filters): { readonly after: string } | { readonly page: number } {
  return after === undefined ? { page } : { after };
}

function askedOf(filters: Filters) {
  const { order } = filters;
  return { ...filterQuery(filters), ...(order !== "path" && { sort: order }) };
}

export function useFindings(source: FindingsSource, filters: Filters) {
  const query = { ...askedOf(filters), ...placeOf(filters), size: FINDINGS_SIZE };
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

/** All that fit the filters, a JSON object a line: of what can be had so. */
export function useFindingsExport(source: Exclude<FindingsSource, { readonly of: "asset" }>, filters: Filters) {
  return useMutation({
    mutationFn: (): Promise<Blob> => {
      const query = askedOf(filters);
      return source.of === "scan"
        ? answerOf<Blob>(
            api.GET("/api/v1/scans/{id}/findings.ndjson", {
              params: { path: { id: source.id }, query },
              parseAs: "blob",
            }),
          )
        : answerOf<Blob>(api.GET("/api/v1/findings.ndjson", { params: { query }, parseAs: "blob" }));
    },
  });
}

/** A finding of the newest scan of a repository. */
export interface FindingName {
  readonly target: string;
  readonly id: string;
}

export function useFinding(name: FindingName | undefined) {
  return useQuery({
    queryKey: ["finding", name],
    queryFn: async ({ signal }) => {
      const { target = "", id = "" } = name ?? {};
      const params = { path: { findingId: id }, query: { target } };
      return (await answerOf(api.GET("/api/v1/findings/{findingId}", { params, signal }))) as unknown as FoundFinding;
    },
    enabled: name !== undefined,
    staleTime: MINUTE / 2,
  });
}

/** With which scan it was first seen; null where it is not in the newest scan any more. */
export function useIntroduced({ target, id }: FindingName) {
  return useQuery({
    queryKey: ["introduced", target, id],
    queryFn: async ({ signal }) => {
      const params = { path: { findingId: id }, query: { target } };
      try {
        return await answerOf(api.GET("/api/v1/findings/{findingId}/introduced", { params, signal }));
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 5 * MINUTE,
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
    staleTime: 5 * MINUTE,
  });
}
