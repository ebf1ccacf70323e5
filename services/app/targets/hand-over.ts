/** Has a server scan what is listed where it has changed, and says what is new to it, what is gone, what it refuses, and how many had not moved. */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { HeadRun, KnownRepository, RepositoryFacts } from "../server/answers.ts";
import type { ServerClient } from "../server/client.ts";
import type { ListedRepository } from "./targets-file.ts";

export interface HandedOver {
  /** Not scanned before. */
  readonly fresh: readonly string[];
  /** Scanned before, of an organisation that was listed, and there no more. */
  readonly gone: readonly string[];
  /** Of which something else is said now. */
  readonly described: number;
  /** Scanned at once, whether they have changed or not. */
  readonly onDemand: number;
  /** What the server does not take, and why. */
  readonly refused: readonly Refused[];
  readonly run: string | undefined;
}

export interface Refused {
  readonly target: string;
  readonly reason: string;
}

/** An organisation that was listed in full: `host/path` of it and of every repository that it has. */
export interface Listed {
  readonly place: string;
  readonly present: ReadonlySet<string>;
}

/** Well below the size of body that the API takes, however long the names. */
const BATCH = 200;
const PAGE = 1000;
const POLL_MS = 2_000;

export async function handOver(
  server: ServerClient,
  repositories: readonly ListedRepository[],
  organisations: readonly Listed[],
  lfs = false,
): Promise<HandedOver> {
  const known = await knownRepositories(server);
  const refused = new Map<string, string>();
  let described = 0;
  // Before anything is asked for: whom a repository is for depends on it.
  for (const { target, facts } of repositories) {
    const before = known.get(placeOf(target))?.facts ?? {};
    const now = { ...before, ...facts };
    if (same(before, now)) continue;
    if (await taken(target, refused, () => server.setFacts(target, now))) described++;
  }
  const scheduled = repositories.filter(({ priority }) => priority === "scheduled");
  let run: string | undefined;
  for (let from = 0; from < scheduled.length; from += BATCH) {
    const batch = scheduled.slice(from, from + BATCH);
    const named = batch.map(({ target, ref }) => ({ target, ...(ref !== undefined && { ref }) }));
    run = await askedFor(server, named, { run, lfs }, refused);
  }
  const onDemand = repositories.filter(({ priority }) => priority === "on-demand");
  let submitted = 0;
  for (const { target, ref } of onDemand) {
    const wanted = {
      target,
      ...(ref !== undefined && { ref }),
      include: [],
      exclude: [],
      ...(lfs && { lfs }),
      priority: "on-demand",
    } as const;
    if (await taken(target, refused, () => server.submit(wanted))) submitted++;
  }
  const gone = organisations.flatMap(({ place, present }) =>
    [...known].flatMap(([each, { target }]) => (each.startsWith(`${place}/`) && !present.has(each) ? [target] : [])),
  );
  return {
    fresh: repositories.flatMap(({ target }) => (known.has(placeOf(target)) ? [] : [target])),
    gone: gone.sort(),
    described,
    onDemand: submitted,
    refused: [...refused].map(([target, reason]) => ({ target, reason })),
    run,
  };
}

/** What is refused as a whole is asked for by halves, until what the server does not take stands alone. */
async function askedFor(
  server: ServerClient,
  named: readonly { readonly target: string; readonly ref?: string }[],
  { run, lfs }: { readonly run: string | undefined; readonly lfs: boolean },
  refused: Map<string, string>,
): Promise<string | undefined> {
  try {
    return (await server.heads(named, run, lfs)).run;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [first] = named;
    if (first && named.length === 1) {
      refused.set(first.target, messageOf(error));
      return run;
    }
    const half = Math.ceil(named.length / 2);
    const after = await askedFor(server, named.slice(0, half), { run, lfs }, refused);
    return askedFor(server, named.slice(half), { run: after, lfs }, refused);
  }
}

async function taken(target: string, refused: Map<string, string>, ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refused.set(target, messageOf(error));
    return false;
  }
}

/** A server that is away is another matter. */
function isRefusal(error: unknown): boolean {
  return error instanceof UsageError || error instanceof TerminalError;
}

/** Until every head was looked at. */
export async function outcomeOf(server: ServerClient, run: string, signal: AbortSignal): Promise<HeadRun> {
  for (;;) {
    const told = await server.headRun(run);
    if (told.waiting === 0) return told;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** `host/path`, however the repository is reached. */
export function placeOf(target: string): string {
  const short = /^[^@/\s]+@([^:/\s]+):(.+)$/.exec(target);
  const url = short === null && URL.canParse(target) ? new URL(target) : undefined;
  const [host, path] = short ? [short[1] ?? "", short[2] ?? ""] : [url?.hostname ?? "", url?.pathname ?? target];
  const plain = path.replace(/^\/{1,100}/, "").replace(/\/$/, "");
  return `${host}/${plain.endsWith(".git") ? plain.slice(0, -4) : plain}`.toLowerCase();
}

async function knownRepositories(server: ServerClient): Promise<ReadonlyMap<string, KnownRepository>> {
  const known = new Map<string, KnownRepository>();
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { results, total } = await server.repositories(page, PAGE);
    for (const each of results) known.set(placeOf(each.target), each);
    pages = Math.ceil(total / PAGE);
  }
  return known;
}

function same(a: RepositoryFacts, b: RepositoryFacts): boolean {
  const plain = ({ owner, team, tags = [], dataClass, confidentialityYears, criticality }: RepositoryFacts) =>
    JSON.stringify([owner, team, [...new Set(tags)].sort(), dataClass, confidentialityYears, criticality]);
  return plain(a) === plain(b);
}
