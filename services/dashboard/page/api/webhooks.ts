/** Who is told of what happens: for admins. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Answer } from "./answer.ts";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type Webhook = Answer<"/api/v1/webhooks">["results"][number];
export type WebhookEvent = Webhook["events"][number];
export type NewWebhook = paths["/api/v1/webhooks"]["post"]["requestBody"]["content"]["application/json"];
export type Delivery = Answer<"/api/v1/webhooks/{id}/deliveries">["results"][number];

const SIZE = 50;
const DELIVERIES = 20;
const LIVE_MS = 3_000;
const IDLE_MS = 30_000;

export function useWebhooks(page: number) {
  return useQuery({
    queryKey: ["webhooks", page],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/webhooks", { params: { query: { page, size: SIZE } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Asked for again while one is on its way. */
export function useDeliveries(id: string, page: number) {
  return useQuery({
    queryKey: ["deliveries", id, page],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { page, size: DELIVERIES } };
      return answerOf(api.GET("/api/v1/webhooks/{id}/deliveries", { params, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.results.some(({ state }) => state === "waiting") ? LIVE_MS : IDLE_MS),
  });
}

/** Answers with the signing secret, which is told this once. */
export function useAddWebhook() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewWebhook) => answerOf(api.POST("/api/v1/webhooks", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
    // A secret is shown, and kept nowhere.
    gcTime: 0,
  });
}

export function useRemoveWebhook(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE("/api/v1/webhooks/{id}", { params: { path: { id } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
}

export function useTestWebhook(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/webhooks/{id}/test", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["deliveries", id] }),
  });
}
