/** What `discover` does. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Discovered, discover } from "@pqc-audit/coordinator/discovery/discover.ts";
import { type Hosting, organisationOf } from "@pqc-audit/coordinator/discovery/organisation.ts";
import { Remembered } from "@pqc-audit/coordinator/discovery/remembered.ts";
import type { GitCredentials } from "@pqc-audit/coordinator/sources/git-credentials.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { messageOf, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { terminalText } from "@pqc-audit/reports/terminal.ts";
import { cacheFolder, ownFolder } from "../cache/folder.ts";
import { sourceSettings } from "../compose/settings.ts";
import type { Context } from "../context.ts";
import type { HeadRun } from "../server/answers.ts";
import { openClient } from "../server/open-client.ts";
import { type HandedOver, handOver, type Listed, outcomeOf, placeOf } from "../targets/hand-over.ts";
import { type ListedOrganisation, type ListedRepository, readTargets, type Targets } from "../targets/targets-file.ts";
import type { ServerFlags } from "./server-options.ts";

export interface DiscoverFlags extends ServerFlags {
  readonly targets?: string;
  readonly hosting?: Hosting;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly archived?: boolean;
  readonly forks?: boolean;
  readonly ssh?: boolean;
  readonly hostingTokenFile?: string;
  readonly submit?: boolean;
  readonly lfs?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** Names written out on standard error. */
const SHOWN = 20;

/** One organisation that cannot be listed stops no other; the command ends with an error that names it. */
export async function discoverRepositories(
  url: string | undefined,
  options: DiscoverFlags,
  context: Context,
): Promise<void> {
  if (options.wait && !options.submit) throw new UsageError("--wait goes with --submit");
  if (options.lfs && !options.submit) throw new UsageError("--lfs goes with --submit");
  const wanted = wantedOf(url, options);
  const say = (text: string) => void context.stderr.write(`pqc-audit: ${terminalText(text)}\n`);
  const found = new Map<string, ListedRepository>();
  const listed: Listed[] = [];
  const failures: string[] = [];
  const organisations: object[] = [];
  for (const organisation of wanted.organisations) {
    try {
      const { place, discovered } = await list(organisation, options, context, say);
      const { targets, present, leftOut } = discovered;
      listed.push({ place, present: new Set([...present].map(placeOf)) });
      for (const target of targets) {
        found.set(placeOf(target), { target, priority: "scheduled", facts: organisation.facts });
      }
      organisations.push({ url: organisation.url, repositories: targets.length, leftOut });
      say(`${organisation.url}: ${countsOf(discovered)}`);
    } catch (error) {
      if (context.signal.aborted || error instanceof UsageError) throw error;
      failures.push(`${organisation.url}: ${messageOf(error)}`);
    }
  }
  // What is said of one repository wins over what is said of its organisation.
  for (const each of wanted.repositories) {
    const place = placeOf(each.target);
    found.set(place, { ...each, facts: { ...found.get(place)?.facts, ...each.facts } });
  }
  const repositories = [...found.values()];
  let submitted: HandedOver | undefined;
  let outcome: HeadRun | undefined;
  if (options.submit) {
    const server = openClient(options, context);
    submitted = await handOver(server, repositories, listed, options.lfs);
    tell(submitted, say);
    if (options.wait && submitted.run !== undefined) {
      outcome = await outcomeOf(server, submitted.run, context.signal);
      say(outcomeText(outcome));
    }
  }
  if (options.json) {
    const { run: _, ...told } = submitted ?? { run: undefined };
    const all = { organisations, repositories, ...(submitted && { submitted: told }), ...(outcome && { outcome }) };
    context.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
  } else if (!options.submit) {
    for (const { target } of repositories) context.stdout.write(`${terminalText(target)}\n`);
  }
  const refused = (submitted?.refused ?? []).map(({ target, reason }) => `${target}: ${reason}`);
  if (refused.length > 0) say(`refused by the server: ${many(refused.length)}${named(refused)}`);
  if (failures.length > 0) throw new TerminalError(`not listed: ${failures.join("; ")}`);
  if (refused.length > 0) throw new TerminalError(`${many(refused.length)} refused; everything else is handed over`);
}

function wantedOf(url: string | undefined, options: DiscoverFlags): Targets {
  const { targets, hosting, include, exclude, archived = false, forks = false, ssh } = options;
  if ((url === undefined) === (targets === undefined)) {
    throw new UsageError("name an organisation (https://github.com/acme), or a file of targets with --targets");
  }
  if (targets !== undefined) {
    const alone = hosting ?? options.hostingTokenFile ?? [...include, ...exclude][0] ?? (archived || forks || ssh);
    if (alone) throw new UsageError("--targets says of each organisation itself what is wanted of it");
    return readTargets(targets);
  }
  const protocol = ssh ? "ssh" : "https";
  const one = { url: url ?? "", include, exclude, archived, forks, protocol, facts: {} } as const;
  return { repositories: [], organisations: [{ ...one, ...(hosting && { hosting }) }] };
}

async function list(
  wanted: ListedOrganisation,
  options: DiscoverFlags,
  { environment, signal }: Context,
  say: (text: string) => void,
): Promise<{ readonly place: string; readonly discovered: Discovered }> {
  const config = loadConfig(options.config, environment);
  const organisation = organisationOf(wanted.url, wanted.hosting);
  const { href } = organisation.url;
  const folder = cacheFolder(config.command.cache_dir, environment);
  const name = `discovered-${createHash("sha256").update(href).digest("hex").slice(0, 32)}.json`;
  const remembered = new Remembered(usable(folder) ? join(folder, name) : undefined);
  const own: GitCredentials | undefined =
    options.hostingTokenFile === undefined ? undefined : { tokenFile: options.hostingTokenFile };
  const { credentials, caFile } = sourceSettings(config);
  const discovered = await discover(organisation, {
    ...wanted,
    credentials: own ?? credentials,
    caFile,
    remembered,
    signal,
    onWait: (ms) => {
      if (ms >= 5_000) say(`${organisation.host} asks to wait ${Math.ceil(ms / 1000)} s`);
    },
  });
  remembered.save();
  return { place: placeOf(href), discovered };
}

/** Of this user alone, or nothing is kept. */
function usable(folder: string | undefined): folder is string {
  if (folder === undefined) return false;
  try {
    ownFolder(folder);
    return true;
  } catch {
    return false;
  }
}

function countsOf({ targets, leftOut, requests, unchanged }: Discovered): string {
  const out = Object.entries(leftOut).map(([why, count]) => `${count} ${why}`);
  const left = out.length > 0 ? `, left out ${out.join(", ")}` : "";
  return `${many(targets.length)}${left} (${requests} requests, ${unchanged} unchanged)`;
}

function tell({ fresh, gone, described, onDemand }: HandedOver, say: (text: string) => void): void {
  if (fresh.length > 0) say(`${many(fresh.length)} not scanned before${named(fresh)}`);
  if (gone.length > 0) say(`${many(gone.length)} gone: their results stay until an admin removes them${named(gone)}`);
  if (described > 0) say(`facts of ${many(described)} changed`);
  if (onDemand > 0) say(`${many(onDemand)} submitted on demand`);
}

function outcomeText({ asked, unchanged, changed, unread, elsewhere }: HeadRun): string {
  const parts = [`${unchanged} skipped: the head has not moved`, `${changed} scanned`];
  if (unread > 0) parts.push(`${unread} scanned because their head could not be looked at`);
  if (elsewhere > 0) parts.push(`${elsewhere} named again elsewhere`);
  return `${many(asked)}: ${parts.join(", ")}`;
}

function named(targets: readonly string[]): string {
  const more = targets.length > SHOWN ? `, and ${targets.length - SHOWN} more` : "";
  return `: ${targets.slice(0, SHOWN).join(", ")}${more}`;
}

const many = (count: number): string => (count === 1 ? "1 repository" : `${count} repositories`);
