/** One try: signed as Standard Webhooks has it, to an address that was checked a moment ago, and nowhere else. */
import { createHmac } from "node:crypto";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { canonicalHost, checkedAddresses, pinnedTo } from "@pqc-audit/platform/net/addresses.ts";
import { checkWebhookUrl, type WebhookPolicy } from "./address.ts";
import type { Outcome } from "./outbox.ts";

export interface Message {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly secret: Buffer;
}

const LONGEST_RETRY_AFTER_MS = 3_600_000;
const GONE = 410;

/** `v1,<base64>` over id, time and body. `seconds` since 1970. */
export function signatureOf(secret: Buffer, id: string, seconds: number, body: string): string {
  return `v1,${createHmac("sha256", secret).update(`${id}.${seconds}.${body}`).digest("base64")}`;
}

/** Never throws: what went wrong is the outcome. Says nothing of the address but its host. */
export async function send(message: Message, policy: WebhookPolicy, timeoutMs: number): Promise<Outcome> {
  try {
    const url = checkWebhookUrl(message.url, policy);
    const host = canonicalHost(url.hostname) ?? "";
    const addresses = await checkedAddresses(host, { ...policy, key: "webhooks.allow_private_addresses" });
    const response = await post(url, addresses, message, timeoutMs);
    const status = response.statusCode ?? 0;
    // Of what it says nothing is needed, and it may be endless.
    response.destroy();
    if (status >= 200 && status < 300) return { delivered: true, status };
    const redirects = status >= 300 && status < 400 ? ": redirects are not followed" : "";
    return {
      delivered: false,
      status,
      error: `the receiver answered ${status}${redirects}`,
      ...(status === GONE && { final: true }),
      ...retryAfter(response),
    };
  } catch (thrown) {
    const late = thrown instanceof Error && thrown.name === "TimeoutError";
    const error = late ? `the receiver did not answer within ${timeoutMs / 1_000} seconds` : messageOf(thrown);
    // What the configuration does not allow may be allowed later; until then it is tried like what does not answer.
    return { delivered: false, error, ...(thrown instanceof UsageError && { final: true }) };
  }
}

function retryAfter({ headers }: IncomingMessage): Pick<Outcome, "retryAfterMs"> {
  const seconds = Number(headers["retry-after"]);
  if (!Number.isFinite(seconds) || seconds <= 0) return {};
  return { retryAfterMs: Math.min(seconds * 1_000, LONGEST_RETRY_AFTER_MS) };
}

function post(url: URL, addresses: readonly string[], { id, body, secret }: Message, timeoutMs: number) {
  const seconds = Math.floor(Date.now() / 1_000);
  const options = {
    method: "POST",
    // Each connection is to the address that was checked for it.
    agent: false,
    lookup: pinnedTo(addresses),
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "user-agent": "pqc-audit",
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": signatureOf(secret, id, seconds, body),
    },
  };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps(url, options) : requestHttp(url, options);
    request.once("response", resolve);
    request.on("error", (error) => reject(options.signal.aborted ? options.signal.reason : error));
    request.end(body);
  });
}
