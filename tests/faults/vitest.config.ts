import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LastLineReporter } from "../reporter.ts";
import { FaultListReporter } from "./list.ts";
import { FaultTableReporter } from "./table.ts";

const list = new FaultListReporter();

/** A run of its own, longer than `make test` may be: `npm run test:faults`, with `-t "^13"` for one fault. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "faults",
    include: ["tests/faults/*.test.ts"],
    hookTimeout: 120_000,
    env: { PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "false" },
    // Each file is a cluster of eight processes and more, which wait for each other most of the time.
    maxWorkers: 3,
    reporters: ["default", new FaultTableReporter(), list, new LastLineReporter(() => list.missing)],
  },
});
