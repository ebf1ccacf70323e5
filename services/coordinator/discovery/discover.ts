/** All repositories of an organisation, each once, and a count of those that are left out with the reason. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { checkedAddresses } from "@pqc-audit/platform/net/addresses.ts";
import { credentialsFor, type GitCredentials } from "../sources/git-credentials.ts";
import { httpLogin, ownerIn } from "../sources/git-login.ts";
import { type Authorization, HostingApi, type HostingApiOptions } from "./hosting-api.ts";
import type { Organisation } from "./organisation.ts";
import { type LeftOut, selectionOf, type Wanted } from "./selection.ts";

export interface DiscoverOptions extends Wanted, Pick<HostingApiOptions, "remembered" | "signal" | "onWait"> {
  readonly credentials?: GitCredentials | undefined;
  /** PEM of the authorities to trust; the system's where absent. */
  readonly caFile?: string | undefined;
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
async function openApi({ service, url, host, hosting }: Organisation, options: DiscoverOptions): Promise<HostingApi> {
  const { remembered, signal, onWait, patienceMs, backoff, caFile } = options;
  const base = service.apiOf(url);
  const credentials = credentialsFor(host, options.credentials ?? {});
  if (credentials.app !== undefined && hosting !== "github") {
    throw new UsageError(`${credentials.app.appFile} is of a GitHub App, and ${host} is said to be ${hosting}.`);
  }
  const place = { protocol: url.protocol.slice(0, -1), host, owner: ownerIn(url.href) };
  const authorization = async (): Promise<Authorization> => {
    const login = await httpLogin(place, credentials, caFile);
    if (!("token" in login)) return { header: undefined, name: undefined, advice: login.advice };
    const header = service.authorization(login);
    return { header, name: login.app ?? header };
  };
  const addresses = await checkedAddresses(new URL(base).hostname.replace(/^\[|\]$/g, ""), {
    allowPrivateAddresses: true,
  });
  return new HostingApi({
    base,
    addresses,
    ca: caFile === undefined ? undefined : readFileSync(resolve(caFile)),
    authorization,
    remembered,
    signal,
    ...(patienceMs !== undefined && { patienceMs }),
    ...(backoff && { backoff }),
    ...(onWait && { onWait }),
  });
}
