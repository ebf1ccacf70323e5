/** All repositories of an organisation, each once, and a count of those that are left out with the reason. */
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { checkedAddresses } from "@pqc-audit/platform/net/addresses.ts";
import { credentialsFor, type GitCredentials, loginOf } from "../sources/git-credentials.ts";
import { HostingApi, type HostingApiOptions } from "./hosting-api.ts";
import type { Organisation } from "./organisation.ts";
import { type LeftOut, selectionOf, type Wanted } from "./selection.ts";

export interface DiscoverOptions extends Wanted, Pick<HostingApiOptions, "remembered" | "signal" | "onWait"> {
  readonly credentials?: GitCredentials | undefined;
  readonly patienceMs?: number;
  readonly backoff?: HostingApiOptions["backoff"];
}

export interface Discovered {
  /** What is to be scanned, by name. */
  readonly targets: readonly string[];
  /** Everything that was told of, what is left out too: whatever is not here is gone. */
  readonly present: ReadonlySet<string>;
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  /** Questions that were answered, and how many of them the service need not have said again. */
  readonly requests: number;
  readonly unchanged: number;
}

const MOST = 200_000;

/** Throws where not all could be told: a part of an organisation is never taken for the whole. */
export async function discover(organisation: Organisation, options: DiscoverOptions): Promise<Discovered> {
  const { service, url, path } = organisation;
  const select = selectionOf(url, path, options);
  const api = await openApi(organisation, options);
  const targets = new Set<string>();
  const present = new Set<string>();
  const leftOut: Partial<Record<LeftOut, number>> = {};
  for await (const found of service.repositories(api, path)) {
    const { target, why } = select(found);
    // A list that changes while it is read tells of some twice.
    if (target !== undefined) {
      if (present.has(target)) continue;
      present.add(target);
    }
    if (why !== undefined) leftOut[why] = (leftOut[why] ?? 0) + 1;
    else if (target !== undefined) targets.add(target);
    if (present.size > MOST) throw new TerminalError(`${url.href} has more than ${MOST} repositories.`);
  }
  const { requests, unchanged } = api;
  return { targets: [...targets].sort(), present, leftOut, requests, unchanged };
}

/** The person who runs the command names the host, so it may be a private one; a token never goes over plain http. */
async function openApi({ service, url, host }: Organisation, options: DiscoverOptions): Promise<HostingApi> {
  const { remembered, signal, onWait, patienceMs, backoff } = options;
  const base = service.apiOf(url);
  const { tokenFile, username } = credentialsFor(host, options.credentials ?? {});
  if (tokenFile !== undefined && url.protocol === "http:") {
    throw new UsageError(`A token is not sent over unencrypted http to ${host}.`);
  }
  const login = tokenFile === undefined ? undefined : loginOf(tokenFile);
  const authorization = login && service.authorization({ ...login, ...(username !== undefined && { user: username }) });
  const addresses = await checkedAddresses(new URL(base).hostname.replace(/^\[|\]$/g, ""), {
    allowPrivateAddresses: true,
  });
  return new HostingApi({
    base,
    addresses,
    authorization,
    remembered,
    signal,
    ...(patienceMs !== undefined && { patienceMs }),
    ...(backoff && { backoff }),
    ...(onWait && { onWait }),
  });
}
