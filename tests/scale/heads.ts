/** `npm run test:scale -- heads [REPOSITORIES]`: prints what a pass over repositories that have not changed took. */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { heading, note, seconds, table } from "../bench/report.ts";
import { checkHeads, type HeadsFigures } from "./unchanged.ts";

const REPOSITORIES = 50_000;
const DIFFERENT = 4;

/** Sets the exit code where one was planned or fetched anew. */
export async function printHeads(repositories: number = REPOSITORIES): Promise<void> {
  const coordinators = Number(process.env.SCALE_COORDINATORS ?? 1);
  const limit = Number(process.env.SCALE_SECONDS ?? 300);
  const many = repositories.toLocaleString("en");
  heading(`heads of ${many} repositories without changes, ${coordinators} coordinators, at most ${limit} s`);
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-heads-"));
  try {
    const figures = await checkHeads(root, { repositories, different: DIFFERENT, coordinators, seconds: limit });
    print(figures, repositories);
    check(figures);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function print(
  { checked, seconds: taken, submitted, submitSeconds, requests, cpu }: HeadsFigures,
  repositories: number,
) {
  const rate = checked / taken;
  note(`load of the machine ${loadavg()[0]?.toFixed(1)}; ${submitted} submitted in ${seconds(submitSeconds)}`);
  note(`${checked} of ${repositories} checked in ${seconds(taken)}: ${rate.toFixed(1)} a second`);
  const all = requests.capabilities + requests.refs + requests.other;
  note(
    `${all} requests to the git server, ${(all / checked).toFixed(2)} for each: ${requests.capabilities} what it can do, ${requests.refs} where refs stand, ${requests.other} others`,
  );
  const rows = [["CPU", "seconds", "milliseconds for each"]];
  for (const [name, used] of cpu) rows.push([name, used.toFixed(1), ((used / checked) * 1000).toFixed(2)]);
  const sum = [...cpu.values()].reduce((total, used) => total + used, 0);
  rows.push(["all", sum.toFixed(1), ((sum / checked) * 1000).toFixed(2)]);
  table(rows);
  note(`at that cost ${repositories} take ${(((sum / checked) * repositories) / 60).toFixed(0)} minutes of one core`);
}

function check({ checked, scans, requests }: HeadsFigures): void {
  const fail = (message: string) => {
    console.log(`FAILED: ${message}`);
    process.exitCode = 1;
  };
  if (checked === 0) fail("none was checked");
  if (scans > 0) fail(`${scans} scans were made, and nothing has changed`);
  if (requests.other > 0) fail(`the git server was asked for more than refs ${requests.other} times`);
}
