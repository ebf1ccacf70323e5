/**
 * `npm run load-test [-- cluster|embedded|--url URL …]`: ten scans always under way and a hundred clients of the API, for five minutes.
 * Any error makes it fail; times and memory are printed with their targets beside them (README.md).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { against, heading, note } from "../bench/report.ts";
import { againstOf, loadAgainst } from "./against.ts";
import { Answers } from "./answers.ts";
import { FINDINGS, runClients } from "./clients.ts";
import { type Deployment, type DeploymentName, startDeployment } from "./deployment.ts";
import { ProcessRecord } from "./processes.ts";
import { makeChangingRepositories, makeRepositoryOfFindings } from "./repositories.ts";
import { Scans } from "./scans.ts";

const number = (name: string, preset: number): number => {
  const value = Number(process.env[name] ?? preset);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} is ${process.env[name]}, no number from 0 on`);
  return value;
};
const SECONDS = number("LOAD_SECONDS", 300);
const WARM_UP_SECONDS = number("LOAD_WARM_UP_SECONDS", 60);
const WITHOUT_THINKING_SECONDS = number("LOAD_WITHOUT_THINKING_SECONDS", 30);
const THINK_MS = number("LOAD_THINK_MS", 1_000);
const CLIENTS = number("LOAD_CLIENTS", 100);
const MANY_FINDINGS = number("LOAD_FINDINGS", 20_000);
const TARGET_MS = 500;

async function load(name: DeploymentName): Promise<readonly string[]> {
  heading(`load on ${name}`);
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-load-repositories-"));
  try {
    const repositories = await makeChangingRepositories(root);
    const many = await makeRepositoryOfFindings(root, MANY_FINDINGS);
    const deployment = await startDeployment(name, root, { profile: process.env.LOAD_PROFILE });
    try {
      const scans = new Scans(deployment.url, deployment.token);
      const before = new Answers();
      const kept = await scans.keep(many, before);
      const files = repositories.reduce((sum, each) => sum + each.files, 0);
      note(`${repositories.length} repositories of ${files} files, a fifth changed for every scan`);
      note(`one more result of ${kept.findings} findings that clients page through; ${CLIENTS} clients`);
      return await phases(deployment, scans, repositories);
    } finally {
      await deployment.stop();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function phases(
  deployment: Deployment,
  scans: Scans,
  repositories: Awaited<ReturnType<typeof makeChangingRepositories>>,
): Promise<readonly string[]> {
  const { url, token } = deployment;
  const errors: string[] = [];
  let record = new Answers();
  const scanning = new AbortController();
  const underWay = scans.run(repositories, () => record, scanning.signal);

  const phase = async (title: string, seconds: number, thinkMs: number) => {
    const ending = new AbortController();
    const clients = runClients({ url, token, clients: CLIENTS, thinkMs, scans }, () => record, ending.signal);
    if (thinkMs > 0) await sleep(WARM_UP_SECONDS * 1000);
    errors.push(...record.errors);
    record = new Answers();
    const processes = new ProcessRecord(deployment);
    const delay = monitorEventLoopDelay();
    delay.enable();
    const [ended, files] = [scans.ended, scans.files];
    await sleep(seconds * 1000);
    processes.stop();
    const load = loadavg()[0]?.toFixed(1);
    ending.abort();
    await clients;
    heading(`${deployment.name}: ${title}`);
    note(
      `${scans.ended - ended} scans of ${scans.files - files} files ended in ${seconds} s; load of the machine ${load}`,
    );
    record.print();
    // What a client waits for itself is in its times too.
    note(`event loop of the clients: p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms late`);
    const p99 = record.at(FINDINGS, 0.99);
    against("target", `p99 of the findings query below ${TARGET_MS} ms`, `${p99.toFixed(0)} ms`, p99 < TARGET_MS);
    const grown = processes.print();
    if (thinkMs > 0) against("target", "memory of no service grows by more than 10 %", `${grown} grew`, grown === 0);
    errors.push(...record.errors);
    if (record.count(FINDINGS) === 0) errors.push("no findings were asked for");
    if (scans.ended === ended) errors.push("no scan ended");
  };

  await phase(`${THINK_MS} ms between an answer and the next request`, SECONDS, THINK_MS);
  await phase("no think time", WITHOUT_THINKING_SECONDS, 0);
  scanning.abort();
  await underWay;
  return [...errors, ...said(deployment)];
}

/** Errors in the logs are errors too, though no client saw them. */
function said({ services }: Deployment): readonly string[] {
  return services.flatMap(({ name, output }) =>
    output()
      .split("\n")
      .filter((line) => line.includes('"level":"error"'))
      .map((line) => `${name} logged ${line.slice(0, 500)}`),
  );
}

function say(name: string, errors: readonly string[]): void {
  console.log(`${name}: ${errors.length === 0 ? "no error" : "ERRORS"}`);
  for (const error of errors) console.log(`  ${error}`);
  if (errors.length > 0) process.exitCode = 1;
}

const running = againstOf(process.argv.slice(2));
if (running) {
  say(running.url, await loadAgainst(running));
} else {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => name !== "cluster" && name !== "embedded");
  if (unknown.length > 0) throw new Error(`nothing is called ${unknown.join(", ")}: there are cluster and embedded`);
  for (const name of ["cluster", "embedded"] as const) {
    if (asked.length === 0 || asked.includes(name)) say(name, await load(name));
  }
}
