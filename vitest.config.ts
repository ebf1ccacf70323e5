import { defineConfig } from "vitest/config";
import { LastLineReporter } from "./tests/reporter.ts";

const project = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, testTimeout, hookTimeout: 120_000, environment: "node" as const },
});

/** One project per room of tests, so that each can be run alone (`npm run test:unit`). */
export default defineConfig({
  test: {
    reporters: ["default", new LastLineReporter()],
    projects: [
      project("unit", ["services/**/*.test.ts", "proto/**/*.test.ts", "tests/*.test.ts"], 30_000),
      project("contract", ["tests/contract/**/*.test.ts"], 60_000),
      project("integration", ["tests/integration/**/*.test.ts"], 300_000),
    ],
  },
});
