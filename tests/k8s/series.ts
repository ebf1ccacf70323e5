/** What an autoscaler saw and did, second by second, as a table. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Sample {
  /** Since the first. */
  readonly seconds: number;
  readonly values: Readonly<Record<string, number>>;
}

const EVERY_MS = 1_000;
/** Lines that say what the line before said are left out, beyond this. */
const QUIET_SECONDS = 10;

export class Series {
  readonly samples: Sample[] = [];
  readonly #ask: () => Promise<Readonly<Record<string, number>>>;
  readonly #begun = performance.now();
  readonly #loop: Promise<void>;
  #over = false;

  /** A question that fails is a gap. */
  constructor(ask: () => Promise<Readonly<Record<string, number>>>) {
    this.#ask = ask;
    this.#loop = this.#watch();
  }

  async #watch(): Promise<void> {
    while (!this.#over) {
      await this.#sample();
      await sleep(EVERY_MS);
    }
  }

  async #sample(): Promise<void> {
    const values = await this.#ask().catch(() => undefined);
    if (values) this.samples.push({ seconds: (performance.now() - this.#begun) / 1000, values });
  }

  /** The last sample is of now. */
  async stop(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#loop;
    await this.#sample();
  }

  most(name: string): number {
    return Math.max(...this.samples.map(({ values }) => values[name] ?? 0));
  }

  last(name: string): number {
    return this.samples.at(-1)?.values[name] ?? Number.NaN;
  }

  text(): string {
    const names = Object.keys(this.samples[0]?.values ?? {});
    const lines = [["seconds", ...names]];
    let printed: Sample | undefined;
    for (const sample of this.samples) {
      const same = printed !== undefined && names.every((name) => printed?.values[name] === sample.values[name]);
      if (same && sample.seconds - (printed?.seconds ?? 0) < QUIET_SECONDS) continue;
      printed = sample;
      lines.push([sample.seconds.toFixed(0), ...names.map((name) => String(sample.values[name]))]);
    }
    const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
    return lines.map((line) => line.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ")).join("\n");
  }
}
