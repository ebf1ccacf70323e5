/** How the service works: what waits, who works, and what could not be scanned. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";
import { useEvents } from "./follow.ts";

export type Queue = Answer<"/api/v1/queue">;
export type Worker = Answer<"/api/v1/workers">["results"][number];
export type Unit = Answer<"/api/v1/scans/{id}/units">["results"][number];
export type UnitState = Unit["state"];

const SIZE = 50;
const LIVE_MS = 3_000;

export function useQueue(page: number) {
  return useQuery({
    queryKey: ["queue", page],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/queue", { params: { query: { page, size: SIZE } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}

export function useWorkers(minutes: number) {
  return useQuery({
    queryKey: ["workers", minutes],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/workers", { params: { query: { page: 1, size: 1000, minutes } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 2 * LIVE_MS,
  });
}

export function useQuarantine(page: number) {
  return useQuery({
    queryKey: ["quarantine", page],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/quarantine", { params: { query: { page, size: SIZE } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 10 * LIVE_MS,
  });
}

export function useUnits(scanId: string, page: number, states: readonly UnitState[], live: boolean) {
  const query = { page, size: SIZE, ...(states.length > 0 && { state: [...states] }) };
  return useQuery({
    queryKey: ["units", scanId, query],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/scans/{id}/units", { params: { path: { id: scanId }, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: live ? LIVE_MS : false,
  });
}

/** Lists of scans are asked for anew when the server says that one has changed. Answers whether it can say so. */
export function useScanNews(): boolean {
  const queries = useQueryClient();
  return useEvents(
    "all",
    async (lastId, signal) => {
      const params = { header: lastId === undefined ? {} : { "last-event-id": lastId } };
      return (await api.GET("/api/v1/events", { params, parseAs: "stream", signal })).data;
    },
    ({ event }) => {
      if (["submitted", "changed", "finished", "reset"].includes(event)) {
        void queries.invalidateQueries({ queryKey: ["scans"] });
        void queries.invalidateQueries({ queryKey: ["queue"] });
      }
    },
  );
}
