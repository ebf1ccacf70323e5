/** Repositories: which there are, what each scan of one found, and when each use came and went. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";

export type Repository = Answer<"/api/v1/repositories">["results"][number];
export type HistoryPoint = Answer<"/api/v1/repositories/history">["results"][number];
export type Life = Answer<"/api/v1/repositories/lives">["results"][number];
export type Verdict = NonNullable<Life["verdict"]>;

/** Which line of a repository's scans. */
export interface Track {
  readonly target: string;
  /** Of HEAD, or the ref that was scanned last, where absent. */
  readonly ref: string | undefined;
}

const MINUTE = 60_000;
/** More points than a chart is wide would not be seen. */
const POINTS = 500;
export const LIVES_SIZE = 50;
/** Repositories whose URL goes on after one's own. */
const NAMESAKES = 100;

const trackQuery = ({ target, ref }: Track) => ({ target, ...(ref !== undefined && { ref }) });

export function useRepositories(page: number, size: number, search: string) {
  return useQuery({
    queryKey: ["repositories", page, size, search],
    queryFn: ({ signal }) => {
      const query = { page, size, ...(search !== "" && { search }) };
      return answerOf(api.GET("/api/v1/repositories", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: MINUTE / 2,
  });
}

/** The one with exactly this URL; null where nothing of it was scanned. */
export function useRepository(target: string) {
  return useQuery({
    queryKey: ["repository", target],
    queryFn: async ({ signal }) => {
      const query = { page: 1, size: NAMESAKES, search: target };
      const { results } = await answerOf(api.GET("/api/v1/repositories", { params: { query }, signal }));
      return results.find((each) => each.target === target) ?? null;
    },
    staleTime: MINUTE / 2,
  });
}

/** The newest points, the oldest of them first. */
export function useHistory(track: Track) {
  return useQuery({
    queryKey: ["history", track.target, track.ref],
    queryFn: async ({ signal }) => {
      const query = { ...trackQuery(track), page: 1, size: POINTS };
      const history = await answerOf(api.GET("/api/v1/repositories/history", { params: { query }, signal }));
      return { ...history, results: history.results.toReversed() };
    },
    staleTime: MINUTE / 2,
  });
}

/** Uses that ended with a scan. */
export function useFixed(scanId: string, page: number) {
  return useQuery({
    queryKey: ["fixed", scanId, page],
    queryFn: ({ signal }) => {
      const params = { path: { id: scanId }, query: { page, size: LIVES_SIZE } };
      return answerOf(api.GET("/api/v1/scans/{id}/fixed", { params, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: 5 * MINUTE,
  });
}

export interface LivesFilter {
  readonly page: number;
  readonly state: Life["state"] | undefined;
  readonly verdict: Verdict | undefined;
  readonly family: string | undefined;
}

export function useLives(track: Track, { page, state, verdict, family }: LivesFilter) {
  return useQuery({
    queryKey: ["lives", track.target, track.ref, page, state, verdict, family],
    queryFn: ({ signal }) => {
      const query = {
        ...trackQuery(track),
        page,
        size: LIVES_SIZE,
        ...(state && { state }),
        ...(verdict && { verdict }),
        ...(family && { family }),
      };
      return answerOf(api.GET("/api/v1/repositories/lives", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: MINUTE / 2,
  });
}
