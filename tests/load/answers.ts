/** What was asked and how it was answered: times by route, errors by route and status. */
import { table } from "../bench/report.ts";

export class Answers {
  readonly #times = new Map<string, number[]>();
  readonly #errors = new Map<string, number>();
  readonly #begun = performance.now();

  add(route: string, status: number | string, ms: number): void {
    const times = this.#times.get(route) ?? [];
    times.push(ms);
    this.#times.set(route, times);
    if (typeof status !== "number" || status >= 400) this.error(`${route}: ${status}`);
  }

  error(what: string): void {
    this.#errors.set(what, (this.#errors.get(what) ?? 0) + 1);
  }

  /** Milliseconds below which this share of a route's answers came. */
  at(route: string, share: number): number {
    const sorted = Float64Array.from(this.#times.get(route) ?? []).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  }

  mean(route: string): number {
    const times = this.#times.get(route) ?? [];
    return times.reduce((sum, ms) => sum + ms, 0) / times.length;
  }

  count(route: string): number {
    return this.#times.get(route)?.length ?? 0;
  }

  get errors(): readonly string[] {
    return [...this.#errors].map(([what, count]) => `${count} x ${what}`);
  }

  print(): void {
    const elapsed = (performance.now() - this.#begun) / 1000;
    const rows = [["", "answers", "a second", "average", "p50", "p99", "max"]];
    for (const route of [...this.#times.keys()].sort()) {
      const told = (ms: number) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
      const ms = (share: number) => told(this.at(route, share));
      const count = this.count(route);
      rows.push([route, String(count), (count / elapsed).toFixed(1), told(this.mean(route)), ms(0.5), ms(0.99), ms(1)]);
    }
    table(rows);
    console.log(`errors: ${this.errors.length === 0 ? "none" : ""}`);
    for (const error of this.errors) console.log(`  ${error}`);
  }
}
