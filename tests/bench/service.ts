/** The embedded service, `serve --target=all`, as an installed command starts it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../servers/port.ts";
import { startProcess } from "../servers/process.ts";
import { bundledPqcAudit } from "./command.ts";

export interface BenchService {
  readonly url: string;
  /** Seconds from the start of the process to the first good answer of /readyz. */
  readonly startSeconds: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Configuration and data lie in `folder`; repositories below `root` may be scanned, and those on these hosts. */
export async function startService(
  folder: string,
  root: string,
  internalHosts: readonly string[] = [],
): Promise<BenchService> {
  mkdirSync(folder, { recursive: true });
  const listen = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "config.json");
  const settings = {
    http: { listen },
    embedded: { data_dir: join(folder, "data") },
    sources: { file_roots: [root], internal_hosts: internalHosts },
  };
  writeFileSync(config, JSON.stringify({ ...settings, log: { level: "warn" } }));
  const [command = "", ...args] = bundledPqcAudit("serve", "--config", config);
  const url = `http://${listen}`;
  const begun = performance.now();
  const service = await startProcess({
    name: "pqc-audit serve",
    command,
    args,
    ready: async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true,
  });
  return { url, startSeconds: (performance.now() - begun) / 1000, pid: service.pid, stop: service.stop };
}

/** Submits a repository and waits for its end. Throws where it does not complete. */
export async function scanThrough(server: string, target: string): Promise<{ id: string; findings: number }> {
  const { id } = await ask<{ id: string }>(`${server}/api/v1/scans`, { target });
  for (;;) {
    const scan = await ask<{ state: string; error?: string; summary?: { findings: number } }>(
      `${server}/api/v1/scans/${id}`,
    );
    if (scan.state === "completed") return { id, findings: scan.summary?.findings ?? 0 };
    if (["failed", "cancelled", "incomplete"].includes(scan.state)) {
      throw new Error(`the scan of ${target} is ${scan.state}: ${scan.error ?? "no error"}`);
    }
    await sleep(50);
  }
}

async function ask<T>(url: string, body?: object): Promise<T> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, body && { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
