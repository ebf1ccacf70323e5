/** Which organisation a URL names, and at which service. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { canonicalHost } from "@pqc-audit/platform/net/addresses.ts";
import { bitbucket } from "./bitbucket.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import type { HostingService } from "./hosting.ts";

const SERVICES = { github, gitlab, gitea, bitbucket };
export type Hosting = keyof typeof SERVICES;
export const HOSTINGS = Object.keys(SERVICES) as readonly Hosting[];

export interface Organisation {
  /** Without credentials, without a slash at the end. */
  readonly url: URL;
  readonly host: string;
  /** `acme`, or for GitLab `group/subgroup`. */
  readonly path: string;
  readonly hosting: Hosting;
  readonly service: HostingService;
}

/** Throws `UsageError` that says what is wrong. */
export function organisationOf(text: string, hosting?: Hosting): Organisation {
  if (!URL.canParse(text) || text.length > 2048) {
    throw new UsageError(`${JSON.stringify(text.slice(0, 200))} is no URL: write https://github.com/acme.`);
  }
  const url = new URL(text);
  const shown = `${url.origin}${url.pathname}`;
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new UsageError(`${shown} is not https://.`);
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`${shown} carries credentials: put the token into a file (--hosting-token-file).`);
  }
  if (url.search !== "" || url.hash !== "")
    throw new UsageError(`${shown}: an organisation has no query and no fragment.`);
  const host = canonicalHost(url.hostname);
  if (host === undefined) throw new UsageError(`${shown}: the host is not valid.`);
  const parts = url.pathname.split("/").filter((part) => part !== "");
  const path = parts.join("/");
  if (parts.length === 0 || parts.some((part) => !/^[\w.~-]{1,255}$/.test(part))) {
    throw new UsageError(`${shown} names no organisation: write https://HOST/ORGANISATION.`);
  }
  const chosen = hosting ?? HOSTINGS.find((each) => SERVICES[each].hosts.includes(host));
  if (chosen === undefined) {
    throw new UsageError(`${shown}: say which service ${host} is, with --hosting ${HOSTINGS.join("|")}.`);
  }
  if (chosen !== "gitlab" && parts.length > 1) {
    throw new UsageError(`${shown} names more than an organisation: only GitLab has subgroups.`);
  }
  return { url: new URL(`${url.origin}/${path}`), host, path, hosting: chosen, service: SERVICES[chosen] };
}
