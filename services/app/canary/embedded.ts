/** A service of this process only, to be tested where none runs: all targets, a folder of its own, a token nobody else has. */
import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTemporary } from "@pqc-audit/coordinator/sources/temporary.ts";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import { noTracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { Registry } from "prom-client";
import { startTarget } from "../compose/targets.ts";

export interface EmbeddedService {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** The caller's limits of memory, threads and sizes hold; where things are kept, who may come in and where it may go do not. */
export async function startEmbedded(config: Config, logger: Logger): Promise<EmbeddedService> {
  const folder = await openTemporary();
  try {
    const token = randomBytes(32).toString("hex");
    const tokens = join(folder.path, "tokens");
    writeFileSync(tokens, `sha256:${createHash("sha256").update(token).digest("hex")} role=operator\n`, {
      mode: 0o600,
    });
    const running = await startTarget("all", {
      config: {
        ...config,
        http: { ...config.http, listen: "127.0.0.1:0", tokens_file: tokens },
        oidc: { ...config.oidc, issuer: "" },
        database: { ...config.database, url: "" },
        embedded: { ...config.embedded, data_dir: join(folder.path, "data") },
        sources: { ...config.sources, allow_http: true, allow_private_addresses: true, file_roots: [] },
      },
      logger,
      registry: new Registry(),
      tracing: noTracing,
    });
    const stop = async () => {
      await running.stop();
      await folder.remove();
    };
    return { url: running.urls.api ?? "", token, stop };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
