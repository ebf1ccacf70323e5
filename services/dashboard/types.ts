/**
 * Writes the types of the API (`page/api/schema.ts`) from the OpenAPI document that the aggregator makes of its routes:
 * `node services/dashboard/types.ts`, after the API has changed. `types.test.ts` holds the two together.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createAggregator } from "@pqc-audit/aggregator/service.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import openapiTypescript, { astToString } from "openapi-typescript";

export const TYPES = fileURLToPath(new URL("./page/api/schema.ts", import.meta.url));

const HEADER = "/** Types of the API: made by `node services/dashboard/types.ts`, not by hand. */\n\n";

/** The text of `TYPES` as the API of this checkout would have it. */
export async function apiTypes(): Promise<string> {
  const aggregator = await createAggregator({
    config: {
      store: { kind: "sqlite", file: ":memory:" },
      http: { host: "127.0.0.1", port: 0 },
      scan: { maxFileSizeBytes: 1_000, chunkSize: 1 },
    },
    engineDigest: "0".repeat(64),
    version: "0",
    logger: silentLogger,
    checkTarget: (target) => target,
    pageFolders: [],
  });
  try {
    const document = aggregator.http.swagger();
    return HEADER + astToString(await openapiTypescript(JSON.stringify(document), { alphabetize: true }));
  } finally {
    await aggregator.stop();
  }
}

if (import.meta.main) await writeFile(TYPES, await apiTypes());
