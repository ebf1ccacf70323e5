/** Webhooks as they are stored: who is told of what, and of which repositories. */
import { randomBytes } from "node:crypto";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { Kysely, Selectable } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { globMatcher } from "../query/glob.ts";
import type { Reach } from "../repositories/reach.ts";
import type { Database } from "../store/schema.ts";
import type { WebhookTable } from "../store/tables/webhooks.ts";
import { shownUrl } from "./address.ts";
import type { WebhookEvent } from "./events.ts";
import type { WebhookKeys } from "./keys.ts";

export const WEBHOOK_KINDS = ["standard", "slack"] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** More would be asked for at the end of each scan. */
const MOST = 200;

export interface WebhookView {
  readonly id: string;
  readonly name: string;
  readonly kind: WebhookKind;
  /** Not more of it than may be shown. */
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  /** Globs over targets; all that its creator reaches where absent. */
  readonly repositories?: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
}

/** Each limit holds: what its creator reached when it was made, and what was asked for. */
interface StoredReach {
  readonly creator: Reach;
  readonly repositories?: readonly string[];
}

export function viewOfWebhook(row: Selectable<WebhookTable>): WebhookView {
  const { repositories } = JSON.parse(row.reach) as StoredReach;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    url: row.shown_url,
    events: JSON.parse(row.events) as WebhookEvent[],
    ...(repositories && { repositories }),
    createdAt: new Date(row.created_at).toISOString(),
    createdBy: row.creator,
  };
}

export interface NewWebhook {
  readonly name: string;
  readonly kind: WebhookKind;
  readonly url: URL;
  readonly events: readonly WebhookEvent[];
  readonly repositories?: readonly string[];
  readonly creator: Reach & { readonly id: string; readonly name: string };
}

/** Throws `UsageError` where there are too many, or a glob is none. */
export async function createWebhook(
  { store, clock }: LedgerContext,
  keys: WebhookKeys,
  { name, kind, url, events, repositories, creator }: NewWebhook,
): Promise<{ readonly webhook: WebhookView; readonly secret: Buffer }> {
  for (const glob of repositories ?? []) globMatcher(glob);
  const id = randomBytes(10).toString("hex");
  const salt = randomBytes(16).toString("hex");
  const reach: StoredReach = {
    creator: {
      ...(creator.repositories && { repositories: creator.repositories }),
      ...(creator.teams && { teams: creator.teams }),
    },
    ...(repositories && { repositories }),
  };
  const row: Selectable<WebhookTable> = {
    id,
    name,
    kind,
    sealed_url: keys.seal(id, url.href),
    shown_url: shownUrl(url, kind),
    salt,
    events: JSON.stringify(events),
    reach: JSON.stringify(reach),
    created_at: clock(),
    created_by: creator.id,
    creator: creator.name,
  };
  await store.write(async (transaction) => {
    const counted = await transaction
      .selectFrom("webhook")
      .select((count) => count.fn.countAll<number>().as("webhooks"))
      .executeTakeFirst();
    if (Number(counted?.webhooks ?? 0) >= MOST) {
      throw new UsageError(`there are ${MOST} webhooks already: delete one that is not needed`);
    }
    await transaction.insertInto("webhook").values(row).execute();
  });
  return { webhook: viewOfWebhook(row), secret: keys.secretOf(id, salt) };
}

/** Those of whom is limited are his own; who is not limited sees all. Newest first. */
export async function webhooksOf(
  db: Kysely<Database>,
  caller: Reach & { readonly id: string },
): Promise<readonly Selectable<WebhookTable>[]> {
  const limited = caller.repositories !== undefined || caller.teams !== undefined;
  return db
    .selectFrom("webhook")
    .selectAll()
    .$if(limited, (query) => query.where("created_by", "=", caller.id))
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
}

export async function removeWebhook({ store }: LedgerContext, id: string): Promise<void> {
  await store.write(async (transaction) => {
    await transaction.deleteFrom("webhook").where("id", "=", id).execute();
    await transaction.deleteFrom("webhook_delivery").where("webhook_id", "=", id).execute();
  });
}

/** Whether the webhook is told of a repository, which is of `team`. */
export function isTold({ reach }: Pick<WebhookTable, "reach">, target: string, team: string | undefined): boolean {
  const { creator, repositories } = JSON.parse(reach) as StoredReach;
  const matches = (globs: readonly string[] | undefined) =>
    globs === undefined || globs.some((glob) => globMatcher(glob)(target));
  const ofTeam = creator.teams === undefined || (team !== undefined && creator.teams.includes(team));
  return matches(creator.repositories) && matches(repositories) && ofTeam;
}
