/** Who is told, and what is on its way to them. */
import type { Generated } from "kysely";

/** Who is told of what happens. */
export interface WebhookTable {
  id: string;
  name: string;
  kind: "standard" | "slack";
  /** Its address, sealed; see `webhooks/keys.ts`. */
  sealed_url: string;
  /** What may be shown of it. */
  shown_url: string;
  /** With the key in a file it makes the signing secret, which is stored nowhere. */
  salt: string;
  /** JSON. */
  events: string;
  /** Of which repositories, JSON. */
  reach: string;
  created_at: number;
  /** `Identity.id` and `Identity.name`. */
  created_by: string;
  creator: string;
}

/** What is to be told, or was: the outbox. */
export interface WebhookDeliveryTable {
  /** What the receiver tells repetitions by. */
  id: string;
  webhook_id: string;
  event: string;
  target: string | null;
  /** JSON as it is signed. */
  body: string;
  state: "waiting" | "delivered" | "failed";
  attempts: Generated<number>;
  next_at: number;
  created_at: number;
  ended_at: number | null;
  /** Of the last try: what the receiver answered, and what went wrong. */
  status: number | null;
  error: string | null;
}
