/** JSON Schemas of webhooks. */
import { WEBHOOK_EVENTS } from "../webhooks/events.ts";
import { WEBHOOK_KINDS } from "../webhooks/webhooks.ts";
import { count, time } from "./schemas.ts";

const text = { type: "string" } as const;
const name = { type: "string", minLength: 1, maxLength: 100, pattern: "^[^\\x00-\\x1f\\x7f]+$" } as const;
const kind = {
  type: "string",
  enum: WEBHOOK_KINDS,
  description:
    "`standard`: the event as JSON (standardwebhooks.com). `slack`: a message that Slack's incoming webhooks take.",
} as const;
const events = {
  type: "array",
  minItems: 1,
  maxItems: WEBHOOK_EVENTS.length,
  uniqueItems: true,
  items: { type: "string", enum: WEBHOOK_EVENTS },
  description:
    "`scan.finished`: whatever its end is. `findings.critical`: the new critical findings of a scan that nothing suppresses, in one event. `exception.expiring`: an approved exception ends within ten days.",
} as const;
const repositories = {
  type: "array",
  minItems: 1,
  maxItems: 100,
  items: { type: "string", minLength: 1, maxLength: 500, pattern: "^[^\\x00]*/[^\\x00]*$" },
  description: "Only of repositories that one of these globs matches; never of others than its creator reaches.",
} as const;

export const webhookId = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", maxLength: 64, pattern: "^[A-Za-z0-9_-]+$", description: "Id of the webhook." } },
} as const;

export const newWebhook = {
  type: "object",
  required: ["name", "url", "events"],
  additionalProperties: false,
  properties: {
    name,
    url: {
      type: "string",
      minLength: 1,
      maxLength: 2000,
      description: "Where to send to: https, and no private address unless the server is configured to allow it.",
    },
    kind: { ...kind, default: "standard" },
    events,
    repositories,
  },
} as const;

export const webhook = {
  type: "object",
  required: ["id", "name", "kind", "url", "events", "createdAt", "createdBy"],
  properties: {
    id: text,
    name: text,
    kind,
    url: { ...text, description: "What may be shown of it: an address can be a secret." },
    events,
    repositories,
    createdAt: time,
    createdBy: text,
  },
} as const;

export const createdWebhook = {
  ...webhook,
  required: [...webhook.required, "secret"],
  properties: {
    ...webhook.properties,
    secret: { ...text, description: "`whsec_…`: what deliveries are signed with. It is told this once." },
  },
} as const;

export const testDelivery = {
  type: "object",
  required: ["delivery"],
  properties: { delivery: { ...text, description: "Id of the delivery that is on its way." } },
} as const;

export const delivery = {
  type: "object",
  required: ["id", "event", "state", "attempts", "createdAt"],
  properties: {
    id: { ...text, description: "`webhook-id`: what the receiver tells repetitions by." },
    event: text,
    state: { type: "string", enum: ["waiting", "delivered", "failed"] },
    attempts: count,
    createdAt: time,
    nextAt: time,
    endedAt: time,
    status: { ...count, description: "What the receiver answered last." },
    error: text,
  },
} as const;
