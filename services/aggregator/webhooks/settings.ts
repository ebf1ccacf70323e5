/** What webhooks need: the key their secrets hang on, and where they may lead. */
import { readFile } from "node:fs/promises";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { WebhookPolicy } from "./address.ts";
import { type WebhookKeys, webhookKeys } from "./keys.ts";

export interface WebhookConfig extends WebhookPolicy {
  readonly keyFile: string;
  /** How often to look for what is due (2 s), and how long a receiver may take (10 s). */
  readonly pollMs?: number;
  readonly timeoutMs?: number;
}

export interface WebhookSettings {
  readonly keys: WebhookKeys;
  readonly policy: WebhookPolicy;
}

/** Throws `UsageError` where the file cannot be used. */
export async function openWebhooks(config: WebhookConfig): Promise<WebhookSettings> {
  try {
    return { keys: webhookKeys((await readFile(config.keyFile, "utf8")).trim()), policy: config };
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`webhooks.key_file ${config.keyFile} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}
