/** As whom a host is asked over HTTP: by the token of a file, or one that a GitHub App is given for the owner of a repository. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { type HostCredentials, loginOf } from "./git-credentials.ts";
import { readApp } from "./github-app/app.ts";
import { tokenOfApp } from "./github-app/tokens.ts";

export interface Place {
  readonly protocol: string;
  readonly host: string;
  /** At the hosting service; undefined where the URL has none. */
  readonly owner: string | undefined;
}

/** Asked anew for each command: files may have been replaced, and tokens of apps last an hour. */
export interface HttpLogin {
  readonly user: string;
  readonly token: string;
  /** Of basic authentication (RFC 7617). */
  readonly basic: string;
  /** Everything in it that no message may show. */
  readonly secrets: readonly string[];
  /** Of an app: stands for all the tokens that it is given one after the other. */
  readonly app?: string;
}

export interface Anonymous {
  /** What to say when the server wants a login, where credentials are there and give none. */
  readonly advice?: string;
}

/** First part of the path: `acme` of `https://github.com/acme/service.git`. */
export function ownerIn(url: string): string | undefined {
  const owner = URL.canParse(url) ? new URL(url).pathname.split("/")[1] : undefined;
  return owner !== undefined && /^[\w.-]{1,100}$/.test(owner) ? owner : undefined;
}

/** `UsageError`: credentials that cannot be used as they are, and any over plain http; failures of apps as of `mintToken`. */
export async function httpLogin(
  { protocol, host, owner }: Place,
  { tokenFile, username, app }: HostCredentials,
  caFile: string | undefined,
): Promise<HttpLogin | Anonymous> {
  if (tokenFile === undefined && app === undefined) return {};
  if (protocol !== "https") throw new UsageError(`A token is not sent over unencrypted http to ${host}.`);
  if (tokenFile !== undefined) {
    if (app !== undefined) throw new UsageError(`${host} has both ${tokenFile} and ${app.appFile}: keep one.`);
    const { user, token } = loginOf(tokenFile);
    return loginWith(username ?? user, token);
  }
  if (app === undefined) return {};
  const known = readApp(host, app);
  const told = await tokenOfApp(known, owner, caFile === undefined ? undefined : readFileSync(resolve(caFile)));
  // Repositories that everybody may read are read by nobody in particular.
  if (told.token === undefined) return { advice: `For ${host}, ${told.why}.` };
  return { ...loginWith("x-access-token", told.token), app: `${known.api} ${known.id}` };
}

function loginWith(user: string, token: string): HttpLogin {
  const basic = Buffer.from(`${user}:${token}`).toString("base64");
  return { user, token, basic, secrets: [token, basic] };
}
