/** A scheduled pass over very many repositories of which none has changed: what the services and the git server are asked for. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore, type Store } from "@pqc-audit/aggregator/store/store.ts";
import { serveGit } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import { sql } from "kysely";
import { Api, jsonOf } from "../load/api.ts";
import { type Deployment, startDeployment } from "../load/deployment.ts";
import { cpuSeconds, familyCpu } from "../servers/usage.ts";
import { type HeadRequests, type HeadServer, serveHeads } from "./head-server.ts";
import { makeSourceRepository } from "./repositories.ts";
import { seedScans } from "./seed.ts";

export interface HeadsFigures {
  /** Whose newest scan was seen to stand. */
  readonly checked: number;
  /** Scans that were made all the same. */
  readonly scans: number;
  readonly seconds: number;
  readonly submitted: number;
  readonly submitSeconds: number;
  readonly requests: HeadRequests;
  /** CPU seconds by process; git apart from the coordinators that start it. */
  readonly cpu: ReadonlyMap<string, number>;
}

export interface HeadsOptions {
  readonly repositories: number;
  /** Of which all the others are copies. */
  readonly different: number;
  readonly coordinators: number;
  /** When they are up, the pass is broken off. */
  readonly seconds: number;
}

const FILES = 40;
const AT_ONCE = 1_000;
const LOOK_EVERY_MS = 500;

export async function checkHeads(root: string, options: HeadsOptions): Promise<HeadsFigures> {
  const { repositories, different, coordinators } = options;
  const served = join(root, "served");
  mkdirSync(served);
  for (let at = 0; at < different; at++) await makeSourceRepository(join(served, `${at}.git`), FILES + at);
  const git = await serveGit(served);
  const commits: string[] = [];
  const heads = await serveHeads(
    (path) => commits[Number(/^\/team-\d+\/repository-(\d+)\.git$/.exec(path)?.[1]) % different],
  );
  const deployment = await startDeployment("cluster", root, { workers: 1, coordinators, internalHosts: ["127.0.0.1"] });
  const store = await openStore({ ...deployment.database, ...LONG });
  try {
    const first: string[] = [];
    for (let at = 0; at < different; at++) {
      const id = await scanned(deployment, store, `${git.url}/${at}.git`);
      first.push(id);
      commits.push(await commitOf(store, id));
    }
    const targets = Array.from(
      { length: repositories },
      (_, at) => `${heads.url}/team-${at % 500}/repository-${at}.git`,
    );
    await seedScans(
      store,
      targets.map((target, at) => ({ target, like: first[at % different] ?? "" })),
    );
    return await pass(deployment, store, heads, targets, options.seconds);
  } finally {
    await store.close();
    await deployment.stop();
    await Promise.all([git.close(), heads.close()]);
  }
}

const LONG = { statementTimeoutMs: 3_600_000 };

async function pass(
  deployment: Deployment,
  store: Store,
  heads: HeadServer,
  targets: readonly string[],
  seconds: number,
): Promise<HeadsFigures> {
  const since = Date.now();
  const before = usageOf(deployment);
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  let ended = { checked: 0, scans: 0 };
  const submitting = submitAll(deployment, targets).then((submitted) => ({
    submitted,
    submitSeconds: elapsed(),
  }));
  while (elapsed() < seconds && ended.checked < targets.length) {
    await Promise.race([submitting, sleep(LOOK_EVERY_MS)]);
    await sleep(LOOK_EVERY_MS);
    ended = await endedSince(store, since);
  }
  const after = usageOf(deployment);
  const figures = { ...ended, seconds: elapsed(), requests: heads.requests() };
  return {
    ...figures,
    ...(await submitting),
    cpu: new Map([...after].map(([name, cpu]) => [name, cpu - (before.get(name) ?? 0)])),
  };
}

/** As a schedule does: a thousand with each request. How many. */
async function submitAll({ url, token }: Deployment, targets: readonly string[]): Promise<number> {
  const api = new Api(url, token);
  for (let from = 0; from < targets.length; from += AT_ONCE) {
    const repositories = targets.slice(from, from + AT_ONCE).map((target) => ({ target }));
    const answer = await api.ask("/api/v1/heads", { repositories });
    if (answer.status !== 202) throw new Error(`the heads were answered ${answer.status}: ${answer.bytes}`);
  }
  api.close();
  return targets.length;
}

async function submit(api: Api, target: string): Promise<string> {
  const answer = await api.ask("/api/v1/scans", { target });
  if (answer.status !== 202)
    throw new Error(`the submission of ${target} was answered ${answer.status}: ${answer.bytes}`);
  return jsonOf<{ id: string }>(answer).id;
}

async function scanned(deployment: Deployment, store: Store, target: string): Promise<string> {
  const api = new Api(deployment.url, deployment.token);
  const id = await submit(api, target);
  api.close();
  for (;;) {
    const { state, error, cleaned } = await store.ask((db) =>
      db.selectFrom("scan").select(["state", "error", "cleaned"]).where("id", "=", id).executeTakeFirstOrThrow(),
    );
    if (state === "completed" && cleaned === 1) return id;
    if (["failed", "incomplete", "cancelled"].includes(state))
      throw new Error(`the scan of ${target} is ${state}: ${error}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function commitOf(store: Store, id: string): Promise<string> {
  const { commit_id } = await store.ask((db) =>
    db.selectFrom("scan").select("commit_id").where("id", "=", id).executeTakeFirstOrThrow(),
  );
  return commit_id ?? "";
}

async function endedSince(store: Store, since: number) {
  const { rows } = await store.ask((db) =>
    sql<Record<"checked" | "scans", number>>`select count(*) filter (where checked_at >= ${since}) as checked,
      count(*) filter (where created_at >= ${since}) as scans from scan`.execute(db),
  );
  const { checked = 0, scans = 0 } = rows[0] ?? {};
  return { checked: Number(checked), scans: Number(scans) };
}

function usageOf({ services, servers }: Deployment): ReadonlyMap<string, number> {
  const usage = new Map(servers.map(({ name, pid }) => [name, familyCpu(pid)]));
  for (const { name, pid } of services) {
    const { own, children } = cpuSeconds(pid);
    usage.set(name, own);
    if (children > 0) usage.set(`git of ${name}`, children);
  }
  return usage;
}
