/** Scans: told or asked for again while they run, so that what is shown is live. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { answerOf, api } from "./client.ts";
import { useEvents } from "./follow.ts";
import type { paths } from "./schema.ts";

export type Scan = paths["/api/v1/scans/{id}"]["get"]["responses"][200]["content"]["application/json"];
export type ScanState = Scan["state"];
export type Progress = NonNullable<Scan["progress"]>;
export type Coverage = NonNullable<Scan["coverage"]>;
export type Summary = NonNullable<Scan["summary"]>;
export type Submission = paths["/api/v1/scans"]["post"]["requestBody"]["content"]["application/json"];

const ONE_MS = 1_000;
const LIST_MS = 3_000;
const IDLE_LIST_MS = 30_000;
const ACTIVE: readonly ScanState[] = ["queued", "planning", "running", "joining"];

export function isActive(state: ScanState): boolean {
  return ACTIVE.includes(state);
}

export function hasResult(state: ScanState): boolean {
  return state === "completed" || state === "incomplete";
}

export function useScans(page: number, size: number) {
  return useQuery({
    queryKey: ["scans", page, size],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/scans", { params: { query: { page, size } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.results.some((scan) => isActive(scan.state)) ? LIST_MS : IDLE_LIST_MS),
  });
}

/** One scan, told by the server while it runs; asked for where the server's events do not come. */
export function useScan(id: string) {
  const queries = useQueryClient();
  const told = useRef(false);
  const scan = useQuery({
    queryKey: ["scan", id],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/scans/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined || !isActive(data.state)) return false;
      return told.current ? IDLE_LIST_MS : ONE_MS;
    },
  });
  told.current = useEvents(
    scan.data && isActive(scan.data.state) ? id : undefined,
    async (lastId, signal) => {
      const params = { path: { id }, header: lastId === undefined ? {} : { "last-event-id": lastId } };
      return (await api.GET("/api/v1/scans/{id}/events", { params, parseAs: "stream", signal })).data;
    },
    ({ event, data }) => {
      if (event === "progress" || event === "end") queries.setQueryData<Scan>(["scan", id], JSON.parse(data));
      if (event === "end") void queries.invalidateQueries({ queryKey: ["scans"] });
    },
  );
  return scan;
}

export function useSubmitScan() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Submission) => answerOf(api.POST("/api/v1/scans", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["scans"] }),
  });
}

export function useCancelScan(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/scans/{id}/cancel", { params: { path: { id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["scan", id] });
      await queries.invalidateQueries({ queryKey: ["scans"] });
    },
  });
}
