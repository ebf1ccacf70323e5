/** For tests: an aggregator over a database of its own, open to everyone, that finishes scans at once. */
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import type { AggregatorConfig } from "./config.ts";
import type { AggregatorOptions } from "./service.ts";
import { ENGINE } from "./test-scan.ts";

type Rest = Omit<AggregatorOptions, "config">;

/** `http` is added to what it has, the rest takes the place of it. */
export function testOptions(
  {
    http,
    ...config
  }: Omit<Partial<AggregatorConfig>, "http"> & { readonly http?: Partial<AggregatorConfig["http"]> } = {},
  rest: Partial<Rest> = {},
): AggregatorOptions {
  return {
    config: {
      store: { kind: "sqlite", file: ":memory:" },
      http: { host: "127.0.0.1", port: 0, ...http },
      scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
      finisherPollMs: 50,
      ...config,
    },
    engineDigest: ENGINE,
    version: "1.2.3",
    logger: silentLogger,
    checkTarget: (target) => target,
    pageFolders: [],
    ...rest,
  };
}
