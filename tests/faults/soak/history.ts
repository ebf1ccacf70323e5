/** What was done and when, and what every process said, for whoever has to find out why. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Said {
  readonly name: string;
  readonly pid: number;
  readonly output: () => string;
}

/** Lines and processes kept; older ones are of rounds that went well. */
const KEPT = 400;
const PROCESSES_KEPT = 40;

export class History {
  readonly #lines: string[] = [];
  readonly #processes: Said[] = [];
  readonly #started = performance.now();

  add(what: string): void {
    const seconds = (performance.now() - this.#started) / 1_000;
    this.#lines.push(`${new Date().toISOString()} +${seconds.toFixed(2).padStart(7)} s  ${what}`);
    if (this.#lines.length > KEPT) this.#lines.shift();
  }

  /** Also after it is gone. */
  listenTo(process: Said): void {
    this.#processes.push(process);
    if (this.#processes.length > PROCESSES_KEPT) this.#processes.shift();
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  /** One file for each process and one for the history; answers their folder. */
  write(): string {
    const folder = mkdtempSync(join(tmpdir(), "pqc-audit-soak-"));
    for (const { name, pid, output } of this.#processes) writeFileSync(join(folder, `${name}-${pid}.log`), output());
    writeFileSync(join(folder, "history.log"), this.text);
    return folder;
  }
}
