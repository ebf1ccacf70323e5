/**
 * Faults at random, for as long as PQC_AUDIT_SOAK_SECONDS says, over scan after scan of the same real files: each must
 * end with the digest of the direct road, and every invariant must hold. PQC_AUDIT_SOAK_SEED brings the faults of a
 * failed run back.
 */
import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { direct } from "../../integration/deployments.ts";
import { PACKAGES } from "../fault-case.ts";
import { table } from "../table.ts";
import { ChangingRepository } from "./changing-repository.ts";
import { SoakCluster } from "./cluster.ts";
import { History } from "./history.ts";
import { Nemesis } from "./nemesis.ts";
import { runRound } from "./round.ts";
import { schedule } from "./schedule.ts";

const { PQC_AUDIT_SOAK_SECONDS, PQC_AUDIT_SOAK_SEED } = process.env;
const seconds = Number(PQC_AUDIT_SOAK_SECONDS ?? 120);
/** What every commit runs is always the same; who asks for a time of their own gets faults that nobody has seen. */
const unasked = PQC_AUDIT_SOAK_SECONDS === undefined ? 1 : randomInt(1, 1_000_000);
const seed = Number(PQC_AUDIT_SOAK_SEED ?? unasked);
// The command takes no variable of this name for one of its own.
for (const name of ["PQC_AUDIT_SOAK_SECONDS", "PQC_AUDIT_SOAK_SEED"]) delete process.env[name];

test(`random faults for ${seconds} s, PQC_AUDIT_SOAK_SEED=${seed}`, { timeout: (seconds + 600) * 1_000 }, async () => {
  const history = new History();
  const repository = new ChangingRepository(PACKAGES);
  const rounds: Awaited<ReturnType<typeof runRound>>[] = [];
  let cluster: SoakCluster | undefined;
  let nemesis: Nemesis | undefined;
  try {
    const oracle = await direct(repository.url);
    cluster = await SoakCluster.start([repository.folder], history);
    nemesis = new Nemesis(cluster, history);
    const stage = { cluster, nemesis, repository, oracle, history };
    const started = performance.now();
    for (const round of schedule(seed)) {
      if (performance.now() - started > seconds * 1_000) break;
      rounds.push(await runRound(round, stage));
    }
    const { digest, coverage } = await direct(repository.url);
    expect({ digest, coverage }, "empty lines change nothing on the direct road").toEqual({
      digest: oracle.digest,
      coverage: oracle.coverage,
    });
  } catch (thrown) {
    if (thrown instanceof Error) thrown.message += failure(history);
    throw thrown;
  } finally {
    const scans = rounds.reduce((sum, round) => sum + round.scans, 0);
    const rows = rounds.map((round) => ({ ...round, name: round.id, state: "passed" }));
    const { struck = 0, struckInScan = 0 } = nemesis ?? {};
    process.stdout.write(
      `\n${table(rows)}\nseed ${seed}: ${rounds.length} rounds went well, ${scans} scans, ${struck} faults, ` +
        `${struckInScan} of them before the scan of their round had ended\n`,
    );
    if (cluster?.waived !== undefined) process.stdout.write(`no disk was filled, refused here: ${cluster.waived}\n`);
    await cluster?.stop();
    repository.remove();
  }
});

/** What was done, and where to read what every process said. */
function failure(history: History): string {
  return `\nPQC_AUDIT_SOAK_SEED=${seed} does all of this again:\n${history.text}\nwhat the processes said: ${history.write()}`;
}
