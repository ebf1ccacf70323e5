/** Who is told of what happens. For admins; one that is limited to some repositories has webhooks of his own for those. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { deliveriesPage } from "../query/deliveries.ts";
import { checkWebhookUrl } from "../webhooks/address.ts";
import type { WebhookEvent } from "../webhooks/events.ts";
import { secretText } from "../webhooks/keys.ts";
import { enqueue } from "../webhooks/outbox.ts";
import { createWebhook, removeWebhook, viewOfWebhook, type WebhookKind, webhooksOf } from "../webhooks/webhooks.ts";
import { callerOf } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { failuresOf, listQuery, noQuery, pageOf } from "./schemas.ts";
import { createdWebhook, delivery, newWebhook, testDelivery, webhook, webhookId } from "./webhook-schemas.ts";

interface NewWebhook {
  readonly name: string;
  readonly url: string;
  readonly kind: WebhookKind;
  readonly events: readonly WebhookEvent[];
  readonly repositories?: readonly string[];
}

interface ById {
  readonly Params: { readonly id: string };
}

export function webhookRoutes(app: FastifyInstance, { context, webhooks, onWebhook }: HttpDependencies): void {
  const { store, clock } = context;
  const failures = failuresOf(400, 401, 403, 404, 409, 429, 503);
  const config = { access: { role: "admin", repository: "none" } } as const;

  function ready(): NonNullable<typeof webhooks> {
    if (webhooks !== undefined) return webhooks;
    throw new ApiError(409, "not_finished", "webhooks are not set up: name a file with a key in webhooks.key_file");
  }

  async function ofCaller(request: FastifyRequest<ById>) {
    const { id } = request.params;
    const found = (await store.ask((db) => webhooksOf(db, callerOf(request)))).find((each) => each.id === id);
    if (found === undefined) throw new ApiError(404, "not_found", `there is no webhook ${id}`);
    return found;
  }

  app.get<{ Querystring: { page: number; size: number } }>(
    "/api/v1/webhooks",
    {
      config,
      schema: {
        summary: "Webhooks, newest first",
        description: "Of whoever is limited to some repositories: his own.",
        tags: ["webhooks"],
        querystring: listQuery,
        response: { 200: pageOf(webhook, "Without their secrets."), ...failures },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const all = await store.ask((db) => webhooksOf(db, callerOf(request)));
      const results = all.slice((page - 1) * size, page * size).map(viewOfWebhook);
      return { results, total: all.length, page, size, pages: Math.ceil(all.length / size) };
    },
  );

  app.post<{ Body: NewWebhook }>(
    "/api/v1/webhooks",
    {
      config,
      schema: {
        summary: "Have somebody told of what happens; the answer tells the signing secret, once",
        tags: ["webhooks"],
        querystring: noQuery,
        body: newWebhook,
        response: { 201: createdWebhook, ...failures },
      },
    },
    async (request, reply) => {
      const { keys, policy } = ready();
      const { url, ...asked } = request.body;
      const made = await createWebhook(context, keys, {
        ...asked,
        url: checkWebhookUrl(url, policy),
        creator: callerOf(request),
      });
      return reply
        .status(201)
        .header("location", `/api/v1/webhooks/${made.webhook.id}`)
        .header("cache-control", "no-store")
        .send({ ...made.webhook, secret: secretText(made.secret) });
    },
  );

  app.delete<ById>(
    "/api/v1/webhooks/:id",
    {
      config,
      schema: {
        summary: "Tell it no more; what was not delivered yet is dropped",
        tags: ["webhooks"],
        params: webhookId,
        querystring: noQuery,
        response: { 204: { type: "null", description: "It is gone." }, ...failures },
      },
    },
    async (request, reply) => {
      const { id } = await ofCaller(request);
      await removeWebhook(context, id);
      return reply.status(204).send();
    },
  );

  app.get<ById & { Querystring: { page: number; size: number } }>(
    "/api/v1/webhooks/:id/deliveries",
    {
      config,
      schema: {
        summary: "What it was told, or is still to be told, newest first",
        tags: ["webhooks"],
        params: webhookId,
        querystring: listQuery,
        response: { 200: pageOf(delivery, "Those that ended are kept for two weeks."), ...failures },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const { id } = await ofCaller(request);
      const { results, total } = await deliveriesPage(store, id, page, size);
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );

  app.post<ById>(
    "/api/v1/webhooks/:id/test",
    {
      config,
      schema: {
        summary: "Send it an event that says no more than that it is a test",
        tags: ["webhooks"],
        params: webhookId,
        querystring: noQuery,
        response: { 202: testDelivery, ...failures },
      },
    },
    async (request, reply) => {
      ready();
      const { id } = await ofCaller(request);
      const now = clock();
      const body = { type: "webhook.test", timestamp: new Date(now).toISOString(), data: { webhook: id } } as const;
      const [sent] = await store.write((transaction) =>
        enqueue(transaction, [id], { body, subject: request.id + now, now }),
      );
      onWebhook?.();
      return reply.status(202).send({ delivery: sent });
    },
  );
}
