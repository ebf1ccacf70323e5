/** What is accepted until a day: asked for by an operator, approved by an admin. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type Exception = Answer<"/api/v1/exceptions">["results"][number];
export type ExceptionState = Exception["state"];
export type ExceptionAsked = paths["/api/v1/exceptions"]["post"]["requestBody"]["content"]["application/json"];

const SIZE = 50;

export function useExceptions(page: number, states: readonly ExceptionState[]) {
  const query = { page, size: SIZE, ...(states.length > 0 && { state: [...states] }) };
  return useQuery({
    queryKey: ["exceptions", query],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/exceptions", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** Findings are judged by them: all that was read is read again. */
function useAfterwards() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

export function useAskException() {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: (body: ExceptionAsked) => answerOf(api.POST("/api/v1/exceptions", { body })),
    onSuccess,
  });
}

export function useApproveException(id: string) {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/exceptions/{id}/approve", { params: { path: { id } } })),
    onSuccess,
  });
}

export function useRevokeException(id: string) {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: (reason: string) =>
      answerOf(
        api.POST("/api/v1/exceptions/{id}/revoke", {
          params: { path: { id } },
          body: reason.trim() === "" ? {} : { reason: reason.trim() },
        }),
      ),
    onSuccess,
  });
}
