import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LastLineReporter } from "../reporter.ts";

/** A run of its own, since it builds the image twice: `npm run test:image`. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "image",
    include: ["tests/image/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 1_800_000,
    env: { PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "false" },
    reporters: ["verbose", new LastLineReporter()],
  },
});
