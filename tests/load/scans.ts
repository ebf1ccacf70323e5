/** Scans that never stop: one under way for each repository, submitted anew, after a change, when it ends. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Answers } from "./answers.ts";
import { Api, jsonOf } from "./api.ts";
import type { ChangingRepository } from "./repositories.ts";

export interface FinishedScan {
  readonly id: string;
  readonly findings: number;
}

interface ScanAnswer {
  readonly state: string;
  readonly error?: string;
  readonly summary?: { readonly findings: number };
  readonly coverage?: { readonly scanned: number };
}

const LOOK_EVERY_MS = 500;
/** So many of the newest are looked at by clients, and those that were kept for it. */
const REMEMBERED = 30;
const SUBMISSION = "submit a scan";

export class Scans {
  readonly #url: string;
  readonly #token: string;
  readonly #running = new Set<string>();
  readonly #finished: FinishedScan[] = [];
  readonly #kept: FinishedScan[] = [];
  ended = 0;
  files = 0;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  running(): readonly string[] {
    return [...this.#running];
  }

  finished(): readonly FinishedScan[] {
    return [...this.#kept, ...this.#finished];
  }

  /** Scans a repository that clients look at all the time. Throws where the scan does not complete. */
  async keep(target: string, record: Answers): Promise<FinishedScan> {
    const api = new Api(this.#url, this.#token);
    const scan = await this.#scan(api, target, record, new AbortController().signal);
    api.close();
    if (!scan) throw new Error(`the scan of ${target} did not complete: ${record.errors.join(", ")}`);
    this.#kept.push(scan);
    return scan;
  }

  /** Runs until `signal`; the scans under way then are left to themselves. */
  async run(repositories: readonly ChangingRepository[], record: () => Answers, signal: AbortSignal): Promise<void> {
    await Promise.all(
      repositories.map(async (repository) => {
        const api = new Api(this.#url, this.#token);
        while (!signal.aborted) {
          const scan = await this.#scan(api, repository.url, record(), signal);
          if (scan) this.#finished.push(scan);
          if (this.#finished.length > REMEMBERED) this.#finished.shift();
          if (!signal.aborted) await repository.change();
        }
        api.close();
      }),
    );
  }

  async #scan(api: Api, target: string, record: Answers, signal: AbortSignal): Promise<FinishedScan | undefined> {
    const submitted = await api.ask("/api/v1/scans", { target });
    record.add(SUBMISSION, submitted.status, submitted.ms);
    if (submitted.status !== 202) {
      await sleep(LOOK_EVERY_MS);
      return undefined;
    }
    const { id, joined } = jsonOf<{ id: string; joined: boolean }>(submitted);
    if (joined) record.error(`the scan of ${target} joined another`);
    this.#running.add(id);
    try {
      while (!signal.aborted) {
        const answer = await api.ask(`/api/v1/scans/${id}`);
        record.add("status, by who submitted", answer.status, answer.ms);
        const scan: ScanAnswer = answer.status === 200 ? jsonOf(answer) : { state: "unknown" };
        if (scan.state === "completed") {
          this.ended++;
          this.files += scan.coverage?.scanned ?? 0;
          return { id, findings: scan.summary?.findings ?? 0 };
        }
        if (["incomplete", "failed", "cancelled"].includes(scan.state)) {
          record.error(`the scan of ${target} is ${scan.state}: ${scan.error ?? "no error"}`);
          return undefined;
        }
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
      return undefined;
    } finally {
      this.#running.delete(id);
    }
  }
}
