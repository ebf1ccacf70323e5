/** One question over HTTP: held to addresses that were checked, never redirected, never unpacked, bounded in bytes and time. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { pinnedTo } from "@pqc-audit/platform/net/addresses.ts";

export interface Connection {
  /** The only ones that may be connected to. */
  readonly addresses: readonly string[];
  /** PEM of the authorities to trust; the system's where absent. */
  readonly ca?: Buffer | undefined;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface Question {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; GET where absent. */
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

const TIMEOUT_MS = 30_000;
/** A page of a hundred repositories is below one MiB at every service. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Throws `RetryableError` where nothing comes back, `TerminalError` where it is too much. */
export async function askOnce(
  { url, headers, body }: Question,
  { addresses, ca, timeoutMs = TIMEOUT_MS, maxBytes = MOST_BYTES }: Connection,
  signal?: AbortSignal,
): Promise<Answer> {
  const to = new URL(url);
  const common = {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers, "accept-encoding": "identity" },
    lookup: pinnedTo(addresses),
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    ...(ca && { ca }),
  };
  try {
    const response = await responseOf((to.protocol === "https:" ? requestHttps : requestHttp)(to, common), body);
    return {
      status: response.statusCode ?? 0,
      headers: headersOf(response),
      body: await bodyOf(response, to.host, maxBytes),
    };
  } catch (error) {
    if (error instanceof TerminalError || signal?.aborted) throw error;
    throw new RetryableError(`Cannot ask ${to.origin}: ${messageOf(error)}.`, { cause: error });
  }
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

async function bodyOf(response: IncomingMessage, host: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new TerminalError(`An answer of ${host} is larger than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function responseOf(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}
