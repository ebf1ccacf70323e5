/** Which of the repositories found are to be scanned, and why others are not. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { canonicalHost } from "@pqc-audit/platform/net/addresses.ts";
import picomatch from "picomatch";
import { SCP_LIKE } from "../sources/git-location.ts";
import type { FoundRepository } from "./hosting.ts";

export interface Wanted {
  /** Globs over names below the organisation (`service-*`, `payments/**`); every one where there is none. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly archived: boolean;
  readonly forks: boolean;
  readonly protocol: "https" | "ssh";
}

const LEFT_OUT = ["archived", "fork", "excluded", "empty", "closed", "elsewhere"] as const;
/** `elsewhere`: its address is not on the organisation's host. `closed`: there, and gives nothing out. */
export type LeftOut = (typeof LEFT_OUT)[number];

export interface Selected {
  /** What is to be scanned. */
  readonly target?: string;
  readonly why?: LeftOut;
}

/** Throws `UsageError` for a glob that is none. */
export function selectionOf(organisation: URL, path: string, wanted: Wanted): (found: FoundRepository) => Selected {
  const included = globs(wanted.include);
  const excluded = globs(wanted.exclude);
  return (found) => {
    const name = below(found.name, path);
    const target = targetOf(found, organisation, wanted.protocol);
    if (target === undefined) return { why: "elsewhere" };
    const out = leftOut(found, wanted, name, included, excluded);
    return out === undefined ? { target } : { target, why: out };
  };
}

type Matches = (name: string) => boolean;

function leftOut(
  found: FoundRepository,
  wanted: Wanted,
  name: string,
  included: Matches | undefined,
  excluded: Matches | undefined,
): LeftOut | undefined {
  if ((included && !included(name)) || excluded?.(name)) return "excluded";
  if (found.closed) return "closed";
  if (found.empty) return "empty";
  if (found.archived && !wanted.archived) return "archived";
  if (found.fork && !wanted.forks) return "fork";
  return undefined;
}

function globs(patterns: readonly string[]): Matches | undefined {
  if (patterns.length === 0) return undefined;
  for (const pattern of patterns) {
    if (pattern === "" || pattern.length > 500)
      throw new UsageError(`${JSON.stringify(pattern)} is no pattern of names.`);
  }
  return picomatch([...patterns], { nocase: true, nonegate: true, dot: true });
}

/** A user's name may be spelled in any case. */
function below(name: string, path: string): string {
  return name.toLowerCase().startsWith(`${path.toLowerCase()}/`) ? name.slice(path.length + 1) : name;
}

/** The address a service gives, where it leads to the organisation's host and nowhere else. */
function targetOf(found: FoundRepository, organisation: URL, protocol: "https" | "ssh"): string | undefined {
  if (protocol === "https") {
    const url = URL.canParse(found.httpUrl) ? new URL(found.httpUrl) : undefined;
    const ours = url?.origin === organisation.origin && url.username === "" && url.password === "";
    return url && ours && url.search === "" && url.hash === "" && isPlain(url.pathname) ? url.href : undefined;
  }
  const { sshUrl = "" } = found;
  const short = SCP_LIKE.exec(sshUrl);
  const url = short === null && URL.canParse(sshUrl) ? new URL(sshUrl) : undefined;
  const host = short ? short[2] : url?.protocol === "ssh:" && url.password === "" ? url.hostname : undefined;
  const path = short ? short[3] : url?.pathname;
  const same = host !== undefined && canonicalHost(host) === canonicalHost(organisation.hostname);
  return same && path !== undefined && isPlain(path) ? sshUrl : undefined;
}

/** As the server wants it: what is written in more than one way would have more than one name. */
function isPlain(path: string): boolean {
  return /^[\w/.~+@:-]{1,1024}$/.test(path) && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path.replace(/^\//, ""));
}
