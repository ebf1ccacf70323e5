/** A process of its own, to be killed: finishes the scan that waits in the ledger of a folder, and tells its webhooks. */
import { join } from "node:path";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { createAggregator } from "../service.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const folder = process.argv[2] ?? "";
const aggregator = await createAggregator({
  config: {
    store: { kind: "sqlite", file: join(folder, "ledger.db") },
    http: { host: "127.0.0.1", port: 0 },
    scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
    finisherPollMs: 50,
    webhooks: {
      keyFile: join(folder, "key"),
      allowHttp: true,
      allowPrivateAddresses: true,
      pollMs: 50,
      timeoutMs: 50_000,
    },
  },
  engineDigest: ENGINE,
  version: "1.2.3",
  logger: silentLogger,
  checkTarget: (target) => target,
  pageFolders: [],
});
await aggregator.start();
await commitScan(aggregator, { "a.py": [makeFact()] });
