/** What a cluster needs: each edge of the picture is tried with the very adapter that will use it. */
import { randomUUID } from "node:crypto";
import { openPostgres } from "@pqc-audit/aggregator/store/postgres.ts";
import { Store } from "@pqc-audit/aggregator/store/store.ts";
import { openLedgerClient } from "@pqc-audit/platform/adapters/grpc/ledger-client.ts";
import { openNatsWorkQueue } from "@pqc-audit/platform/adapters/nats/work-queue.ts";
import { openS3BlobStore } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import { grpcTls, natsOptions, s3Options, storeConfig } from "../compose/settings.ts";
import type { Check } from "./check.ts";

const CALL_MS = 5_000;

export function natsCheck(config: Config): Check {
  return {
    name: "NATS",
    keys: "nats.*",
    run: async () => {
      const options = natsOptions(config, "pqc-audit-doctor");
      const queue = await openNatsWorkQueue({ ...options, connection: { ...options.connection, connectWithinMs: 0 } });
      try {
        return `${config.nats.servers.join(", ")}, ${await queue.depth(engineDigest())} units of this engine waiting`;
      } finally {
        await queue.close();
      }
    },
  };
}

/** Writes, reads and deletes one small object: the rights that packs need. */
export function s3Check(config: Config): Check {
  return {
    name: "S3",
    keys: "s3.*",
    run: async () => {
      const store = openS3BlobStore({ ...s3Options(config), requestTimeoutMs: CALL_MS });
      const key = `doctor/${randomUUID()}`;
      const written = new TextEncoder().encode("pqc-audit doctor");
      try {
        await store.put(key, written);
        const read = await store.get(key);
        await store.delete(key);
        if (!Buffer.from(read).equals(written)) throw new TerminalError("gives back something else than was stored");
        return `bucket ${config.s3.bucket} at ${config.s3.endpoint || "AWS"} can be written, read and deleted from`;
      } finally {
        await store.close();
      }
    },
  };
}

/** Connects and asks; changes nothing, so it does not bring the schema up to date either. */
export function databaseCheck(config: Config): Check {
  return {
    name: "PostgreSQL",
    keys: "database.*",
    run: async () => {
      const settings = storeConfig(config);
      if (settings.kind === "sqlite") throw new TerminalError("not configured: set database.url, or use --target=all");
      const store = new Store("postgres", openPostgres(settings));
      try {
        await store.ping();
        return `answers at ${new URL(settings.url).host}`;
      } finally {
        await store.close();
      }
    },
  };
}

export function aggregatorCheck(config: Config): Check {
  return {
    name: "aggregator",
    keys: "grpc.*",
    run: async () => {
      const ledger = openLedgerClient({ address: config.grpc.aggregator, ...grpcTls(config), callTimeoutMs: CALL_MS });
      try {
        await ledger.disposablePacks(1);
        return `answers gRPC at ${config.grpc.aggregator}`;
      } finally {
        await ledger.close();
      }
    },
  };
}
