/**
 * `npm run load-test -- --url URL --token-file FILE --repository GIT-URL …`: load on a service that runs already. Its scans are of
 * repositories that it may reach; one that has not changed costs it little, so the figures are of the API first.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { heading, note } from "../bench/report.ts";
import { Answers } from "./answers.ts";
import { runClients } from "./clients.ts";
import { Scans } from "./scans.ts";

export interface Against {
  readonly url: string;
  readonly token: string;
  /** One scan is always under way for each. */
  readonly repositories: readonly string[];
  readonly clients: number;
  readonly seconds: number;
  readonly thinkMs: number;
}

/** Undefined where no URL is given. Throws where something is missing, or is no number. */
export function againstOf(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Against | undefined {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: "string" },
      "token-file": { type: "string" },
      repository: { type: "string", multiple: true, default: [] },
      clients: { type: "string", default: "100" },
      seconds: { type: "string", default: "60" },
      "think-ms": { type: "string", default: "1000" },
    },
  });
  if (values.url === undefined) return undefined;
  const number = (name: "clients" | "seconds" | "think-ms") => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} is ${values[name]}, no number from 0 on`);
    return value;
  };
  const file = values["token-file"];
  const token = file === undefined ? environment.PQC_AUDIT_TOKEN : readFileSync(file, "utf8").trim();
  return {
    url: values.url.replace(/\/+$/, ""),
    token: token ?? "",
    repositories: values.repository,
    clients: number("clients"),
    seconds: number("seconds"),
    thinkMs: number("think-ms"),
  };
}

/** Prints times by route; answers what went wrong. */
export async function loadAgainst(against: Against): Promise<readonly string[]> {
  const { url, token, clients, seconds, thinkMs } = against;
  const scans = new Scans(url, token);
  const before = new Answers();
  // What clients look at is there when they come; what has not changed joins what is under way already.
  for (const repository of against.repositories) await scans.keep(repository, before);
  heading(`load on ${url}`);
  note(`${clients} clients, ${against.repositories.length} scans always under way, ${seconds} s`);
  const ending = new AbortController();
  const record = new Answers();
  const repositories = against.repositories.map((each) => ({
    name: each,
    url: each,
    files: 0,
    change: async () => {},
  }));
  const all = Promise.all([
    runClients({ url, token, clients, thinkMs, scans }, () => record, ending.signal),
    scans.run(repositories, () => record, ending.signal),
  ]);
  await sleep(seconds * 1000);
  ending.abort();
  await all;
  note(`${scans.ended} scans ended`);
  record.print();
  return record.errors;
}
