/** Where a webhook may lead: whoever makes one must not reach by it what only this server can reach. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { type AddressPolicy, canonicalHost, checkWithoutResolving } from "@pqc-audit/platform/net/addresses.ts";

export interface WebhookPolicy extends AddressPolicy {
  /** Unencrypted `http://`. Default false. */
  readonly allowHttp?: boolean;
}

/** The URL in its one spelling. Throws `UsageError`, which never repeats more of it than its host. */
export function checkWebhookUrl(text: string, policy: WebhookPolicy): URL {
  if (!URL.canParse(text)) throw new UsageError("url is no URL: write https://host/path");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && policy.allowHttp)) {
    throw new UsageError(`url begins with ${url.protocol}//: only https is allowed (webhooks.allow_http)`);
  }
  if (url.username !== "" || url.password !== "") throw new UsageError("url carries credentials");
  url.hash = "";
  const host = canonicalHost(url.hostname);
  if (host === undefined) throw new UsageError("the host of url is not valid");
  checkWithoutResolving(host, { ...policy, key: "webhooks.allow_private_addresses" });
  return url;
}

/** What is shown of it later: of Slack's and of queries everything that is not the host is a secret. */
export function shownUrl(url: URL, kind: string): string {
  return kind === "slack" || url.search !== "" ? `${url.origin}/…` : `${url.origin}${url.pathname}`;
}
