/** Ten repositories at once: through one service, and with ten commands, against the same scans one after another. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildBundle, bundledPqcAudit } from "./command.ts";
import type { Ratio } from "./ratios.ts";
import { against, heading, note, seconds, table } from "./report.ts";
import { type BenchRepository, makeRepositories } from "./repositories.ts";
import { scanThrough, startService } from "./service.ts";

type Scan = (repository: BenchRepository) => Promise<unknown>;

export async function concurrent(): Promise<readonly Ratio[]> {
  heading("ten scans at once");
  await buildBundle();
  const folder = mkdtempSync(join(tmpdir(), "bench-concurrent-"));
  try {
    const repositories = makeRepositories(join(folder, "repositories"));
    note(`${repositories.length} repositories, ${repositories.reduce((sum, { files }) => sum + files, 0)} files`);
    const rows = [["", "wall", "sum of the scans", "slowest scan", "finished"]];
    const finished: number[] = [];
    const walls = new Map<string, number>();
    for (const [name, run] of [
      ["one after another", oneAfterAnother],
      ["at once", atOnce],
    ] as const) {
      for (const road of ["service", "commands"] as const) {
        // A service of its own each time: what one has scanned it does not scan again.
        const data = join(folder, `${name} ${road}`.replaceAll(" ", "-"));
        const times = await (road === "service"
          ? withService(data, folder, (scan) => run(repositories, scan))
          : run(repositories, command));
        finished.push(times.each.length);
        walls.set(`${road}, ${name}`, times.wall);
        const sum = times.each.reduce((total, time) => total + time, 0);
        rows.push([
          `${road}, ${name}`,
          seconds(times.wall),
          seconds(sum),
          seconds(Math.max(...times.each)),
          `${times.each.length} of ${repositories.length}`,
        ]);
      }
    }
    table(rows);
    const met = finished.every((count) => count === repositories.length) && repositories.length >= 10;
    against("floor", "10 concurrent scans finish", `${Math.min(...finished)}`, met);
    return (["service", "commands"] as const).map((road) => {
      const against = `${road}, one after another`;
      const value = (walls.get(`${road}, at once`) ?? Number.NaN) / (walls.get(against) ?? Number.NaN);
      return { name: `concurrent, ${road}, at once, wall`, against, value };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Times {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of each scan, from its submission to its result. */
  readonly each: readonly number[];
}

async function withService(data: string, root: string, work: (scan: Scan) => Promise<Times>): Promise<Times> {
  const service = await startService(data, root);
  try {
    return await work(({ url }) => scanThrough(service.url, url));
  } finally {
    await service.stop();
  }
}

async function command({ folder }: BenchRepository): Promise<void> {
  const [program = "", ...args] = bundledPqcAudit("scan", folder, "--format", "json", "--no-cache", "--quiet");
  await promisify(execFile)(program, args, { maxBuffer: 1 << 28 });
}

async function oneAfterAnother(repositories: readonly BenchRepository[], scan: Scan): Promise<Times> {
  const begun = performance.now();
  const each: number[] = [];
  for (const repository of repositories) each.push(await timed(repository, scan));
  return { wall: (performance.now() - begun) / 1000, each };
}

async function atOnce(repositories: readonly BenchRepository[], scan: Scan): Promise<Times> {
  const begun = performance.now();
  const each = await Promise.all(repositories.map((repository) => timed(repository, scan)));
  return { wall: (performance.now() - begun) / 1000, each };
}

async function timed(repository: BenchRepository, scan: Scan): Promise<number> {
  const begun = performance.now();
  await scan(repository);
  return (performance.now() - begun) / 1000;
}
