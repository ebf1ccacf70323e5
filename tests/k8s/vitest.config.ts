import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LastLineReporter } from "../reporter.ts";

/** A run of its own, `make test-k8s`: its servers take long to build, and it has the machine's cores for minutes. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "k8s",
    include: ["tests/k8s/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 300_000,
    env: { PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "false" },
    fileParallelism: false,
    reporters: ["default", new LastLineReporter()],
  },
});
