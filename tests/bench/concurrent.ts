/** Ten repositories at once: through one service, and with ten commands, against the same scans one after another. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cpuSeconds, familyCpu } from "../servers/usage.ts";
import { buildBundle, bundledPqcAudit } from "./command.ts";
import type { Ratio } from "./ratios.ts";
import { against, heading, note, seconds, table } from "./report.ts";
import { type BenchRepository, makeRepositories } from "./repositories.ts";
import { scanThrough, startService } from "./service.ts";

type Scan = (repository: BenchRepository) => Promise<unknown>;

/** What ten at once may take of what the same ten take one after another. */
const MOST = 1.15;

export async function concurrent(): Promise<readonly Ratio[]> {
  heading("ten scans at once");
  await buildBundle();
  const folder = mkdtempSync(join(tmpdir(), "bench-concurrent-"));
  try {
    const repositories = makeRepositories(join(folder, "repositories"));
    note(`${repositories.length} repositories, ${repositories.reduce((sum, { files }) => sum + files, 0)} files`);
    const rows = [["", "wall", "CPU", "sum of the scans", "slowest scan", "finished"]];
    const finished: number[] = [];
    const walls = new Map<string, number>();
    const cpus = new Map<string, number>();
    for (const [name, run] of [
      ["one after another", oneAfterAnother],
      ["at once", atOnce],
    ] as const) {
      for (const road of ["service", "commands"] as const) {
        // A service of its own each time: what one has scanned it does not scan again.
        const data = join(folder, `${name} ${road}`.replaceAll(" ", "-"));
        const times = await (road === "service"
          ? withService(data, folder, (scan, cpu) => run(repositories, scan, cpu))
          : run(repositories, command, () => cpuSeconds(process.pid).children));
        finished.push(times.each.length);
        walls.set(`${road}, ${name}`, times.wall);
        cpus.set(`${road}, ${name}`, times.cpu);
        const sum = times.each.reduce((total, time) => total + time, 0);
        rows.push([
          `${road}, ${name}`,
          seconds(times.wall),
          seconds(times.cpu),
          seconds(sum),
          seconds(Math.max(...times.each)),
          `${times.each.length} of ${repositories.length}`,
        ]);
      }
    }
    table(rows);
    const met = finished.every((count) => count === repositories.length) && repositories.length >= 10;
    against("floor", "10 concurrent scans finish", `${Math.min(...finished)}`, met);
    const ratios: Ratio[] = [];
    for (const road of ["service", "commands"] as const) {
      const base = `${road}, one after another`;
      const name = `${road}, at once`;
      for (const [what, figures] of [
        ["wall", walls],
        ["CPU", cpus],
      ] as const) {
        const value = (figures.get(name) ?? Number.NaN) / (figures.get(base) ?? Number.NaN);
        against("target", `${name}: at most ${MOST} times the ${what} of ${base}`, value.toFixed(2), value <= MOST);
        ratios.push({ name: `concurrent, ${name}, ${what}`, against: base, value });
      }
    }
    return ratios;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Times {
  /** Seconds. */
  readonly wall: number;
  /** CPU seconds, git's included. */
  readonly cpu: number;
  /** Seconds of each scan, from its submission to its result. */
  readonly each: readonly number[];
}

async function withService(
  data: string,
  root: string,
  work: (scan: Scan, cpu: () => number) => Promise<Times>,
): Promise<Times> {
  const service = await startService(data, root);
  try {
    return await work(
      ({ url }) => scanThrough(service.url, url),
      () => familyCpu(service.pid),
    );
  } finally {
    await service.stop();
  }
}

async function command({ folder }: BenchRepository): Promise<void> {
  const [program = "", ...args] = bundledPqcAudit("scan", folder, "--format", "json", "--no-cache", "--quiet");
  await promisify(execFile)(program, args, { maxBuffer: 1 << 28 });
}

type Run = (repositories: readonly BenchRepository[], scan: Scan, cpu: () => number) => Promise<Times>;

const oneAfterAnother: Run = (repositories, scan, cpu) =>
  measured(cpu, async () => {
    const each: number[] = [];
    for (const repository of repositories) each.push(await timed(repository, scan));
    return each;
  });

const atOnce: Run = (repositories, scan, cpu) =>
  measured(cpu, () => Promise.all(repositories.map((repository) => timed(repository, scan))));

/** `cpu`: seconds that whoever scans has taken so far. */
async function measured(cpu: () => number, work: () => Promise<readonly number[]>): Promise<Times> {
  const [begun, before] = [performance.now(), cpu()];
  const each = await work();
  return { wall: (performance.now() - begun) / 1000, cpu: cpu() - before, each };
}

async function timed(repository: BenchRepository, scan: Scan): Promise<number> {
  const begun = performance.now();
  await scan(repository);
  return (performance.now() - begun) / 1000;
}
