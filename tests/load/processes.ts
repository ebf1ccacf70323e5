/** Memory and CPU of processes over time. */
import { availableParallelism } from "node:os";
import { mebibytes, note, table } from "../bench/report.ts";
import { familyBytes, familyCpu, residentBytes } from "../servers/usage.ts";
import type { Deployment, Part } from "./deployment.ts";

const EVERY_MS = 1_000;

interface Sample {
  /** Seconds since the first. */
  readonly at: number;
  readonly bytes: ReadonlyMap<string, number>;
}

export class ProcessRecord {
  readonly #samples: Sample[] = [];
  readonly #deployment: Deployment;
  readonly #timer: NodeJS.Timeout;
  readonly #begun = performance.now();
  readonly #cpu: ReadonlyMap<string, number>;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#cpu = this.#cpuSeconds();
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #cpuSeconds(): ReadonlyMap<string, number> {
    const { services, servers } = this.#deployment;
    return new Map([...services, ...servers].map(({ name, pid }) => [name, familyCpu(pid)]));
  }

  #sample(): void {
    const bytes = new Map<string, number>();
    const put = ({ name }: Part, value: number | undefined) => value !== undefined && bytes.set(name, value);
    for (const service of this.#deployment.services) put(service, residentBytes(service.pid));
    for (const server of this.#deployment.servers) put(server, familyBytes(server.pid));
    this.#samples.push({ at: (performance.now() - this.#begun) / 1000, bytes });
  }

  /** Means of the first and the last minute (of a fifth of a shorter run), and how many of our services grew beyond 10 %. */
  print(): number {
    const last = this.#samples.at(-1)?.at ?? 0;
    const span = Math.min(60, last / 5);
    const first = this.#samples.filter(({ at }) => at <= span);
    const final = this.#samples.filter(({ at }) => at >= last - span);
    const rows = [["memory", `first ${span.toFixed(0)} s`, `last ${span.toFixed(0)} s`, "change", "most", "cores"]];
    let grown = 0;
    const cpu = this.#cpuSeconds();
    const own = new Set(this.#deployment.services.map(({ name }) => name));
    for (const { name } of [...this.#deployment.services, ...this.#deployment.servers]) {
      const [before, after] = [mean(first, name), mean(final, name)];
      const change = after / before - 1;
      if (own.has(name) && change > 0.1) grown++;
      const most = Math.max(...this.#samples.map(({ bytes }) => bytes.get(name) ?? 0));
      const cores = ((cpu.get(name) ?? 0) - (this.#cpu.get(name) ?? 0)) / last;
      const percent = `${change >= 0 ? "+" : ""}${(change * 100).toFixed(1)} %`;
      rows.push([name, mebibytes(before), mebibytes(after), percent, mebibytes(most), cores.toFixed(2)]);
    }
    table(rows);
    this.#printMinutes(last);
    const all = [...cpu].reduce((sum, [name, seconds]) => sum + seconds - (this.#cpu.get(name) ?? 0), 0) / last;
    note(`${all.toFixed(2)} cores for all of them, of ${availableParallelism()} that clients and git share with them`);
    return grown;
  }

  /** Growth that goes on and growth that comes to an end look alike in a first and a last minute. */
  #printMinutes(last: number): void {
    const minutes = Array.from({ length: Math.floor(last / 60) }, (_, minute) =>
      this.#samples.filter(({ at }) => at >= minute * 60 && at < (minute + 1) * 60),
    );
    if (minutes.length < 2) return;
    const means = (name: string) => minutes.map((samples) => (mean(samples, name) / 2 ** 20).toFixed(0));
    table(this.#deployment.services.map(({ name }) => [`${name}, MiB minute by minute`, ...means(name)]));
  }
}

function mean(samples: readonly Sample[], name: string): number {
  const values = samples.flatMap(({ bytes }) => bytes.get(name) ?? []);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
