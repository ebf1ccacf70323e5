/** What an admin fills in to have somebody told, made what the API takes. */
import type { NewWebhook, WebhookEvent } from "../api/webhooks.ts";

export const EVENTS: Readonly<Record<WebhookEvent, string>> = {
  "scan.finished": "A scan ends",
  "findings.critical": "New critical findings",
  "exception.expiring": "An exception is about to expire",
};
export const EVENT_NAMES = Object.keys(EVENTS) as readonly WebhookEvent[];

export const KINDS: Readonly<Record<NonNullable<NewWebhook["kind"]>, string>> = {
  standard: "The event as JSON, signed",
  slack: "A message for Slack",
};

export interface WebhookText {
  readonly name: string;
  readonly url: string;
  readonly kind: NonNullable<NewWebhook["kind"]>;
  readonly events: readonly WebhookEvent[];
  /** Globs, one a line. */
  readonly repositories: string;
}

export const EMPTY_WEBHOOK: WebhookText = {
  name: "",
  url: "",
  kind: "standard",
  events: EVENT_NAMES,
  repositories: "",
};

export function webhookOf({ name, url, kind, events, repositories }: WebhookText): NewWebhook {
  const globs = repositories
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return {
    name: name.trim(),
    url: url.trim(),
    kind,
    events: [...events],
    ...(globs.length > 0 && { repositories: globs }),
  };
}
