/** The faults that must be tried, and the points at which each strikes: a case that is lost on the way fails the run. */
import type { Reporter, TestModule, TestSpecification, Vitest } from "vitest/node";

/** By the numbers of the list of faults. More cases than these may run; none of these may be absent. */
export const FAULT_LIST: Readonly<Record<number, readonly string[]>> = {
  1: ["1a", "1b", "1c", "1d"],
  2: ["2"],
  3: ["3a", "3b", "3c", "3d"],
  4: ["4"],
  5: ["5"],
  6: ["6a", "6b", "6c", "6d"],
  7: ["7a", "7b", "7c", "7d", "7e", "7f", "7g", "7h", "7i", "7j"],
  8: ["8a", "8b", "8c", "8d", "8e", "8f"],
  9: ["9"],
  10: ["10"],
  11: ["11a", "11b", "11c", "11d", "11e", "11f"],
  12: ["12"],
  13: ["13a", "13b", "13c"],
  14: ["14"],
  15: ["15"],
  16: ["16"],
  17: ["17"],
  18: ["18a", "18b", "18c"],
  19: ["19", "19b"],
  20: ["20"],
  21: ["21a", "21b", "21c", "21d", "21e", "21f", "21g"],
  22: ["22a", "22b", "22c", "22d"],
  23: ["23a", "23b", "23c", "23d", "23e", "23f"],
  24: ["24a", "24b"],
  25: ["25a", "25b", "25c", "25d", "25e", "25f", "25g", "25h"],
  26: ["26a", "26b", "26c", "26d", "26e", "26f"],
  27: ["27"],
};

/** Cases of the list that are not among those that ran. */
export function absent(ran: readonly string[]): readonly string[] {
  const seen = new Set(ran);
  return Object.values(FAULT_LIST)
    .flat()
    .filter((id) => !seen.has(id));
}

/** Fails a run of everything in which a case of the list did not take place; says nothing of a run of chosen cases. */
export class FaultListReporter implements Reporter {
  /** How many of the list did not run. */
  missing = 0;
  #vitest: Vitest | undefined;
  #whole = false;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const all = (await this.#vitest?.globTestSpecifications()) ?? [];
    this.#whole = specifications.length === all.length && this.#vitest?.config.testNamePattern === undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!this.#whole) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // A case that the machine refuses is waived by the table, and passes.
    const ran = tests.filter((test) => ["passed", "failed"].includes(test.result().state));
    const gone = absent(ran.map(({ name }) => name.split(" ", 1)[0] ?? ""));
    this.missing = gone.length;
    if (gone.length === 0) return;
    process.exitCode = 1;
    process.stdout.write(
      `\nDid not run, but stands in the list of faults (tests/faults/list.ts): ${gone.join(", ")}\n`,
    );
  }
}
