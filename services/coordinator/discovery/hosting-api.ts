/**
 * The API of one hosting service, asked with patience and trusted with nothing: connections go to the addresses that were
 * checked, the token to the API's own origin, a redirect or a next page elsewhere is refused, and answers have limits.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffDelay } from "@pqc-audit/platform/backoff.ts";
import { messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { type Answer, askOnce, type Connection } from "../ask.ts";
import { waitAsked } from "./rate-limit.ts";
import type { Remembered } from "./remembered.ts";

export interface HostingApiOptions extends Connection {
  /** Ends in a slash. */
  readonly base: string;
  /** Asked before each question, as tokens of apps end. */
  readonly authorization?: () => Promise<Authorization>;
  /** Answers of earlier runs, by their ETags. */
  readonly remembered?: Remembered | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest time to wait for the service's limits, in all. */
  readonly patienceMs?: number;
  readonly backoff?: Backoff;
  /** Told before a wait. */
  readonly onWait?: (ms: number) => void;
}

export interface Authorization {
  /** Undefined: nobody in particular asks. */
  readonly header: string | undefined;
  /** What answers are remembered by; an app keeps its name when its token changes. */
  readonly name: string | undefined;
  /** Said where the service refuses. */
  readonly advice?: string | undefined;
}

const NOBODY: Authorization = { header: undefined, name: undefined };

export interface Page {
  readonly body: unknown;
  readonly headers: Headers;
  /** `rel="next"` of the header `link` (RFC 8288). */
  readonly next: string | undefined;
}

/** 4,000 pages of 50 are 200,000 repositories: what goes on beyond goes on for ever. */
const MOST_REQUESTS = 4_000;
const ATTEMPTS = 5;
const REDIRECTS = 3;
const PATIENCE_MS = 15 * 60_000;

export class HostingApi {
  readonly #options: HostingApiOptions;
  readonly #origin: string;
  #patienceMs: number;
  /** Questions that were answered. */
  requests = 0;
  /** Those whose answer was known already. */
  unchanged = 0;
  #asked = 0;

  constructor(options: HostingApiOptions) {
    this.#options = options;
    this.#origin = new URL(options.base).origin;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  get base(): string {
    return this.#options.base;
  }

  /** What is at `path` below the base, or at a whole URL of its origin; undefined for 404. */
  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Page | undefined> {
    const url = new URL(path, this.#options.base).href;
    const { answer, authorization } = await this.#answer(url, headers);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusal(url, answer.status, authorization);
    return { body: jsonOf(url, answer.body), headers: answer.headers, next: nextOf(answer.headers) };
  }

  /** The final answer: limits are waited for, failures tried again, what has not changed is what it was. */
  async #answer(
    first: string,
    given: Readonly<Record<string, string>>,
  ): Promise<{ readonly answer: Answer; readonly authorization: Authorization }> {
    const { signal, remembered } = this.#options;
    let url = first;
    let redirects = 0;
    for (let failures = 0; ; ) {
      signal?.throwIfAborted();
      this.#ours(url);
      if (++this.#asked > MOST_REQUESTS) {
        throw new TerminalError(`${this.#origin} goes on after ${MOST_REQUESTS} pages: its paging does not end.`);
      }
      const authorization = (await this.#options.authorization?.()) ?? NOBODY;
      const known = remembered?.get(url, authorization.name);
      const headers = {
        "user-agent": "pqc-audit",
        accept: "application/json",
        ...given,
        ...(authorization.header !== undefined && { authorization: authorization.header }),
        ...(known && { "if-none-match": known.etag }),
      };
      let answer: Answer;
      try {
        answer = await askOnce({ url, headers }, this.#options, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof TerminalError || ++failures >= ATTEMPTS) throw error;
        await this.#wait(backoffDelay(failures, this.#options.backoff), messageOf(error));
        continue;
      }
      const { status } = answer;
      const waitMs = waitAsked(status, answer.headers, Date.now());
      if (waitMs !== undefined) {
        if (++failures >= ATTEMPTS) throw new RetryableError(`${this.#origin} keeps answering ${status}.`);
        await this.#wait(waitMs, `${status}`);
        continue;
      }
      if (status >= 500) {
        if (++failures >= ATTEMPTS) throw new RetryableError(`${this.#origin} cannot answer now (${status}).`);
        await this.#wait(backoffDelay(failures, this.#options.backoff), `${status}`);
        continue;
      }
      const location = answer.headers.get("location");
      if ([301, 302, 307, 308].includes(status) && location !== null) {
        if (++redirects > REDIRECTS) throw new TerminalError(`${this.#origin} redirects more than ${REDIRECTS} times.`);
        url = new URL(location, url).href;
        continue;
      }
      this.requests++;
      if (status === 304 && known) {
        this.unchanged++;
        const same = { status: 200, headers: new Headers(known.headers), body: Buffer.from(known.body) };
        return { answer: same, authorization };
      }
      if (status === 200) remembered?.keep(url, authorization.name, answer);
      return { answer, authorization };
    }
  }

  /** Whoever answers may name any URL: the token and the connection are for this origin. */
  #ours(url: string): void {
    const named = URL.canParse(url) ? new URL(url) : undefined;
    if (named?.origin === this.#origin && named.username === "" && named.password === "") return;
    throw new TerminalError(
      `${this.#origin} leads on to ${named?.origin ?? "what is no URL"}: only ${this.#origin} is asked.`,
    );
  }

  async #wait(ms: number, why: string): Promise<void> {
    if (ms > this.#patienceMs) {
      const seconds = Math.ceil(ms / 1000);
      throw new RetryableError(`${this.#origin} (${why}) asks to wait ${seconds} s: run it again then.`, {
        retryAfterMs: ms,
      });
    }
    this.#patienceMs -= ms;
    this.#options.onWait?.(ms);
    const { signal } = this.#options;
    await sleep(ms, undefined, signal ? { signal } : {});
  }
}

function refusal(url: string, status: number, { header, advice }: Authorization): TerminalError {
  const { origin } = new URL(url);
  if (status !== 401 && status !== 403) return new TerminalError(`${origin} answered ${status}.`);
  const why =
    header !== undefined
      ? "the token is not valid, or may not list repositories"
      : (advice ?? "a token is needed: HOST.token in sources.credentials_dir, or --hosting-token-file");
  return new TerminalError(`${origin} refuses (${status}): ${why}.`);
}

function jsonOf(url: string, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new TerminalError(`${new URL(url).origin} answered with what is no JSON. Is --hosting right?`, {
      cause: error,
    });
  }
}

function nextOf(headers: Headers): string | undefined {
  const link = headers.get("link");
  if (link === null) return undefined;
  for (const each of link.slice(0, 16_384).split(",")) {
    const [target = "", ...parameters] = each.split(";").map((part) => part.trim());
    const isNext = parameters.some((parameter) => /^rel="?next"?$/i.test(parameter));
    if (isNext && target.startsWith("<") && target.endsWith(">")) return target.slice(1, -1);
  }
  return undefined;
}
