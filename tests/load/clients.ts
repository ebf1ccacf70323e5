/** Clients of the API, each on a connection of its own, as dashboards and people with one behave. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Answers } from "./answers.ts";
import { Api, jsonOf } from "./api.ts";
import type { FinishedScan, Scans } from "./scans.ts";

export const FINDINGS = "findings";

export interface ClientOptions {
  readonly url: string;
  readonly token: string;
  readonly clients: number;
  /** Mean pause between an answer and the next request, evenly between half and one and a half of it; 0: none. */
  readonly thinkMs: number;
  readonly scans: Pick<Scans, "finished" | "running">;
}

const FILTERS = [
  "",
  "",
  "",
  "severity=medium&severity=low",
  "severity=high&severity=critical",
  "severity=info",
  "file_pattern=**/*.js",
  "file_pattern=src/**/*.py",
  "file_pattern=*.ts&severity=info",
  "file_pattern=**/module-1?/**",
];
const SIZES = [50, 50, 50, 20, 100, 200];
/** Pages that one look at a result turns: the first few, and one anywhere. */
const PAGES_IN_ORDER = 3;

const any = <T>(of: readonly T[]): T | undefined => of[Math.floor(Math.random() * of.length)];

/** Runs until `signal`; `record` is asked for each time, so that a phase can begin while clients go on. */
export async function runClients(options: ClientOptions, record: () => Answers, signal: AbortSignal): Promise<void> {
  await Promise.all(Array.from({ length: options.clients }, () => runClient(options, record, signal)));
}

async function runClient(options: ClientOptions, record: () => Answers, signal: AbortSignal): Promise<void> {
  const api = new Api(options.url, options.token);
  const think = () =>
    options.thinkMs === 0
      ? undefined
      : sleep(options.thinkMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
  const ask = async (route: string, path: string) => {
    const answer = await api.ask(path);
    record().add(route, answer.status, answer.ms);
    await think();
    return answer;
  };
  // They do not all come in the same millisecond.
  await sleep(Math.random() * Math.max(options.thinkMs, 100));
  while (!signal.aborted) {
    const finished = any(options.scans.finished());
    const running = any(options.scans.running());
    const dice = Math.random();
    if (dice < 0.5 && finished) await pageThrough(finished, ask, signal);
    else if (dice < 0.65) await ask("list of scans", `/api/v1/scans?page=${1 + Math.floor(Math.random() * 3)}`);
    else if (dice < 0.85 && running !== undefined) await ask("status of a running scan", `/api/v1/scans/${running}`);
    else if (dice < 0.97 && finished) await ask("summary of a finished scan", `/api/v1/scans/${finished.id}`);
    else if (dice >= 0.97 && finished && finished.findings <= 5_000) {
      await ask("whole result", `/api/v1/scans/${finished.id}/result`);
    }
  }
  api.close();
}

async function pageThrough(
  scan: FinishedScan,
  ask: (route: string, path: string) => ReturnType<Api["ask"]>,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams(any(FILTERS));
  query.set("size", String(any(SIZES)));
  let pages = 1;
  for (let page = 1; page <= Math.min(pages, PAGES_IN_ORDER) && !signal.aborted; page++) {
    query.set("page", String(page));
    const answer = await ask(FINDINGS, `/api/v1/scans/${scan.id}/findings?${query}`);
    if (answer.status !== 200) return;
    pages = jsonOf<{ pages: number }>(answer).pages;
  }
  if (pages <= PAGES_IN_ORDER || signal.aborted) return;
  query.set("page", String(1 + Math.floor(Math.random() * pages)));
  await ask(FINDINGS, `/api/v1/scans/${scan.id}/findings?${query}`);
}
