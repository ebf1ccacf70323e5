/** Who is told of what happens, and what is still to be told: written with what happened, sent afterwards. */
import { keyText, type Migration } from "./migration.ts";

export const webhooks: Migration = {
  name: "0027-webhooks",
  statements: (dialect) => {
    const key = keyText(dialect);
    return [
      `create table webhook (
         id ${key} primary key,
         name text not null,
         kind text not null,
         sealed_url text not null,
         shown_url text not null,
         salt text not null,
         events text not null,
         reach text not null,
         created_at bigint not null,
         created_by text not null,
         creator text not null)`,
      `create table webhook_delivery (
         id ${key} primary key,
         webhook_id ${key} not null,
         event text not null,
         target text,
         body text not null,
         state text not null,
         attempts integer not null default 0,
         next_at bigint not null,
         created_at bigint not null,
         ended_at bigint,
         status integer,
         error text)`,
      "create index webhook_delivery_due on webhook_delivery (next_at, id) where state = 'waiting'",
      "create index webhook_delivery_of on webhook_delivery (webhook_id, created_at)",
      "create index webhook_delivery_ended on webhook_delivery (ended_at) where ended_at is not null",
    ];
  },
};
