import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LastLineReporter } from "./tests/reporter.ts";

const project = (name: string, include: string[], testTimeout: number) => ({
  test: {
    name,
    include,
    testTimeout,
    hookTimeout: 120_000,
    environment: "node" as const,
    // A command that a test starts keeps nothing on this machine, and knows nothing of an earlier run.
    env: { PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "false" },
    // A second is too little beside another file that starts processes.
    expect: { poll: { timeout: 20_000 } },
  },
});

/** Runs once all others have ended: a cluster under faults would take the time of tests that wait for something. */
const after = ({ test }: ReturnType<typeof project>) => ({ test: { ...test, sequence: { groupOrder: 1 } } });

/** One project per room of tests, so that each can be run alone (`npm run test:unit`). */
export default defineConfig({
  test: {
    reporters: ["default", new LastLineReporter()],
    // One more than by default: the tests of most time wait for processes of their own.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      project(
        "unit",
        [
          "services/**/*.test.{ts,tsx}",
          "proto/**/*.test.ts",
          "tests/*.test.ts",
          "tests/precision/*.test.ts",
          "tests/bench/*.test.ts",
          "tests/load/*.test.ts",
        ],
        30_000,
      ),
      project("contract", ["tests/contract/**/*.test.ts", "tests/oracles/*.test.ts"], 60_000),
      project("integration", ["tests/integration/**/*.test.ts", "tests/scale/*.test.ts"], 300_000),
      project("page", ["tests/page/*.test.ts"], 300_000),
      project("chart", ["tests/chart/*.test.ts"], 60_000),
      after(project("soak", ["tests/faults/soak/*.test.ts"], 30_000)),
    ],
  },
});
