/**
 * What GitHub is asked for on behalf of an app: where it is installed, and a token for there that may read and nothing else.
 * https://docs.github.com/en/rest/apps/apps
 */
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { checkedAddresses } from "@pqc-audit/platform/net/addresses.ts";
import { SignJWT } from "jose";
import { type Answer, askOnce, type Connection } from "../../ask.ts";
import { waitAsked } from "../../discovery/rate-limit.ts";
import type { GitHubApp } from "./app.ts";

export interface MintedToken {
  readonly token: string;
  /** By the server's own clock, milliseconds. */
  readonly lifeMs: number;
}

/** GitHub allows ten minutes, and clocks differ: https://docs.github.com/en/apps (generating a JSON Web Token). */
const SKEW_SECONDS = 60;
const VALID_SECONDS = 540;
const HEADERS = {
  accept: "application/vnd.github+json",
  "user-agent": "pqc-audit",
  "x-github-api-version": "2022-11-28",
};
const MOST_BYTES = 1024 * 1024;
/** What reading a repository and listing an organisation takes; whatever else the app may do, this token may not. */
const PERMISSIONS = { contents: "read", metadata: "read" };

/** The one of an organisation or a user; undefined where the app is not installed there. Throws where it is suspended. */
export async function installationOf(app: GitHubApp, owner: string, ca?: Buffer): Promise<string | undefined> {
  for (const kind of ["orgs", "users"]) {
    const answer = await ask(app, `${kind}/${encodeURIComponent(owner)}/installation`, ca);
    if (answer.status === 404) continue;
    if (answer.status !== 200) throw failure(app, answer);
    const { id, suspended_at } = fieldsOf(app, answer);
    if (typeof id !== "number" || !Number.isSafeInteger(id)) throw odd(app);
    if (typeof suspended_at === "string") throw suspended(app, `at ${owner}`);
    return String(id);
  }
  return undefined;
}

/** Throws `TerminalError` that says what is wrong with app, key or installation; `RetryableError` where it may pass. */
export async function mintToken(app: GitHubApp, installation: string, ca?: Buffer): Promise<MintedToken> {
  const answer = await ask(app, `app/installations/${installation}/access_tokens`, ca, { permissions: PERMISSIONS });
  if (answer.status === 404) {
    throw new TerminalError(
      `${named(app)} has no installation ${installation}: correct installation_id, or leave it out.`,
    );
  }
  if (answer.status === 422) {
    throw new TerminalError(
      `${named(app)} may not read contents in its installation ${installation}: give it the permission "Contents: read-only".`,
    );
  }
  if (answer.status !== 201) throw failure(app, answer, installation);
  const { token, expires_at } = fieldsOf(app, answer);
  // Of a second that is cut off, all of it has passed.
  const now = Date.parse(answer.headers.get("date") ?? "") + 1_000 || Date.now();
  const lifeMs = typeof expires_at === "string" ? Date.parse(expires_at) - now : Number.NaN;
  if (typeof token !== "string" || !/^[\x21-\x7e]{1,8192}$/.test(token) || !Number.isFinite(lifeMs)) throw odd(app);
  return { token, lifeMs };
}

async function ask(app: GitHubApp, path: string, ca: Buffer | undefined, body?: object): Promise<Answer> {
  const now = Math.floor(Date.now() / 1000);
  const jwt = await new SignJWT({})
    .setProtectedHeader({ alg: "RS256", typ: "JWT" })
    .setIssuer(app.id)
    .setIssuedAt(now - SKEW_SECONDS)
    .setExpirationTime(now + VALID_SECONDS)
    .sign(app.key);
  const url = new URL(path, app.api);
  // Whoever runs the service named this host, so it may be a private one.
  const addresses = await checkedAddresses(url.hostname.replace(/^\[|\]$/g, ""), { allowPrivateAddresses: true });
  const connection: Connection = { addresses, ca, maxBytes: MOST_BYTES };
  const headers = { ...HEADERS, authorization: `Bearer ${jwt}` };
  if (body === undefined) return askOnce({ url: url.href, headers }, connection);
  const sent = { ...headers, "content-type": "application/json" };
  return askOnce({ url: url.href, headers: sent, body: JSON.stringify(body) }, connection);
}

const named = ({ id, api }: GitHubApp): string => `The GitHub App ${id} of ${new URL(api).origin}`;
const odd = ({ api }: GitHubApp) => new TerminalError(`${api} answered what GitHub does not: correct api_url.`);

function suspended(app: GitHubApp, where: string): TerminalError {
  return new TerminalError(
    `${named(app)} is suspended ${where}: its owner can unsuspend it in the settings of GitHub.`,
  );
}

function failure(app: GitHubApp, answer: Answer, installation?: string): Error {
  const { status, headers } = answer;
  const { origin } = new URL(app.api);
  const waitMs = waitAsked(status, headers, Date.now());
  if (waitMs !== undefined) {
    return new RetryableError(`${origin} gives no token now (${status}): it asks to wait.`, { retryAfterMs: waitMs });
  }
  if (status >= 500) return new RetryableError(`${origin} gives no token now (${status}).`);
  const said = saidIn(answer);
  if (status === 401) {
    return new TerminalError(
      `${named(app)} is refused (401${said}): the private key is not this app's, app_id is wrong, or this machine's clock is.`,
    );
  }
  if (status === 403 && /suspended/i.test(said)) return suspended(app, `in its installation ${installation}`);
  return new TerminalError(`${named(app)} gets no token (${status}${said}).`);
}

/** Somebody else's words: short, on one line, without controls. */
function saidIn({ body }: Answer): string {
  try {
    const { message } = JSON.parse(body.toString("utf8")) as { message?: unknown };
    return typeof message === "string" ? `: ${message.replace(/[^\x20-\x7e]/g, "").slice(0, 150)}` : "";
  } catch {
    return "";
  }
}

function fieldsOf(app: GitHubApp, { body }: Answer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // Said below.
  }
  throw odd(app);
}
