/** A process of its own, to be killed: finishes the scan that waits in the ledger of a folder, and tells its webhooks. */
import { join } from "node:path";
import { createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, makeFact } from "../test-scan.ts";

const folder = process.argv[2] ?? "";
const aggregator = await createAggregator(
  testOptions({
    store: { kind: "sqlite", file: join(folder, "ledger.db") },
    webhooks: {
      keyFile: join(folder, "key"),
      allowHttp: true,
      allowPrivateAddresses: true,
      pollMs: 50,
      timeoutMs: 50_000,
    },
  }),
);
await aggregator.start();
await commitScan(aggregator, { "a.py": [makeFact()] });
