/** What each service is told, from the one configuration file. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AggregatorConfig } from "@pqc-audit/aggregator/config.ts";
import type { CoordinatorSettings, SourceSettings } from "@pqc-audit/coordinator/config.ts";
import { createHostList } from "@pqc-audit/coordinator/sources/host-list.ts";
import type { S3Access } from "@pqc-audit/coordinator/sources/s3/s3-target.ts";
import type { TlsFiles } from "@pqc-audit/platform/adapters/grpc/credentials.ts";
import type { GrpcServerOptions } from "@pqc-audit/platform/adapters/grpc/server.ts";
import type { NatsWorkQueueOptions } from "@pqc-audit/platform/adapters/nats/work-queue.ts";
import type { S3BlobStoreOptions } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { WORKER_DEFAULTS, type WorkerSettings } from "@pqc-audit/worker/config.ts";
import { memoryLimit } from "@pqc-audit/worker/guard/memory-limit.ts";
import type { ScanPoolOptions } from "@pqc-audit/worker/pool/threads.ts";
import { addressOf } from "./address.ts";

const MIB = 1024 * 1024;

export function aggregatorConfig(config: Config): AggregatorConfig {
  const { performance, http } = config;
  return {
    store: storeConfig(config),
    http: {
      ...addressOf("http.listen", http.listen),
      ...(http.tokens_file !== "" && { tokensFile: http.tokens_file }),
      responseTimeoutMs: performance.response_timeout_seconds * 1000,
      compression: performance.enable_compression,
      metrics: performance.monitoring_enabled,
      ...(http.rate_limit_per_minute > 0 && { rateLimitPerMinute: http.rate_limit_per_minute }),
      maxConcurrentRequests: performance.max_concurrent_requests,
      ...oidcConfig(config),
    },
    repositoryRights: {
      suppress: config.policy.allow_suppress,
      rescope: config.policy.allow_rescope,
      wrappers: config.policy.allow_wrappers,
    },
    exceptions: {
      longestDays: config.policy.longest_exception_days,
      approveOwn: config.policy.approve_own_exceptions,
    },
    scan: { maxFileSizeBytes: maxFileSizeBytes(config), chunkSize: performance.chunk_size },
    ledger: {
      bulkInsertSize: performance.bulk_insert_size,
      scanUnits: config.distribution.scan_units,
      repositoryUnits: config.distribution.repository_units,
      claimTtlMs: config.distribution.claim_seconds * 1000,
      announcedPacksMs: config.distribution.unused_pack_seconds * 1000,
      keepPacksMs: config.retention.pack_minutes * 60_000,
    },
    ...webhookConfig(config),
    retention: {
      scansPerTarget: config.retention.scans_per_target,
      days: config.retention.days,
      resultHours: performance.cache_ttl_hours,
      everyMs: config.retention.interval_minutes * 60_000,
    },
  };
}

function webhookConfig({ webhooks }: Config): Pick<AggregatorConfig, "webhooks"> {
  if (webhooks.key_file === "") return {};
  return {
    webhooks: {
      keyFile: webhooks.key_file,
      allowPrivateAddresses: webhooks.allow_private_addresses,
      allowHttp: webhooks.allow_http,
      timeoutMs: webhooks.timeout_seconds * 1000,
    },
  };
}

export function storeConfig({ database, embedded, performance }: Config): AggregatorConfig["store"] {
  if (database.url === "") return { kind: "sqlite", file: join(embedded.data_dir, "pqc-audit.db") };
  if (!URL.canParse(database.url)) {
    throw new UsageError("database.url is no URL: write postgres://user@host:5432/database");
  }
  return {
    kind: "postgres",
    url: database.url,
    ...databasePassword(database.password_file),
    poolSize: performance.connection_pool_size,
    statementTimeoutMs: performance.query_timeout_seconds * 1000,
  };
}

/**
 * Asked at every connection. A file that is just being replaced (gone, still empty) counts as what it held before; the
 * server refuses that or takes it. Throws at once where the file is missing.
 */
function databasePassword(file: string): { readonly password?: () => string } {
  const key = "database.password_file";
  const first = secretIn(key, file);
  if (first === undefined) return {};
  let known = first;
  return {
    password() {
      try {
        known = secretIn(key, file) || known;
      } catch {
        // Between two files.
      }
      return known;
    },
  };
}

export function sourceSettings({ sources, archives }: Config): SourceSettings {
  const credentials = {
    ...(sources.token_file !== "" && { tokenFile: sources.token_file }),
    ...(sources.ssh_key_file !== "" && { sshKeyFile: sources.ssh_key_file }),
    ...(sources.known_hosts_file !== "" && { knownHostsFile: sources.known_hosts_file }),
    ...(sources.credentials_dir !== "" && { folder: sources.credentials_dir }),
  };
  return {
    allowPrivateAddresses: sources.allow_private_addresses,
    allowFileRoots: sources.file_roots,
    allowHttp: sources.allow_http,
    ...(sources.allow_hosts.length > 0 && { allowHosts: createHostList("sources.allow_hosts", sources.allow_hosts) }),
    ...(sources.internal_hosts.length > 0 && {
      internalHosts: createHostList("sources.internal_hosts", sources.internal_hosts),
    }),
    ...(Object.keys(credentials).length > 0 && { credentials: { ...credentials, hosts: sources.credential_hosts } }),
    ...(sources.ca_file !== "" && { caFile: sources.ca_file }),
    ...(sources.lfs_hosts.length > 0 && { lfsHosts: createHostList("sources.lfs_hosts", sources.lfs_hosts) }),
    limits: { maxBytes: sources.max_repository_mb * MIB },
    timeoutMs: sources.timeout_seconds * 1000,
    archiveLimits: {
      maxBytes: archives.max_unpacked_mb * MIB,
      maxEntries: archives.max_members,
      maxRatio: archives.max_ratio,
    },
  };
}

export function coordinatorSettings({ distribution, policy }: Config): Partial<CoordinatorSettings> {
  return {
    allowWrappers: policy.allow_wrappers,
    pageEntries: distribution.page_entries,
    rangeEntries: distribution.range_entries,
    publishWindow: distribution.publish_window,
    renewMs: (distribution.claim_seconds * 1000) / 4,
    latePutMs: (distribution.unused_pack_seconds * 1000) / 4,
    reconcileMs: distribution.reconcile_seconds * 1000,
    staleMs: distribution.stale_seconds * 1000,
  };
}

export function natsOptions({ nats, distribution }: Config, name: string): NatsWorkQueueOptions {
  return {
    connection: {
      servers: nats.servers,
      name,
      ...(nats.token_file !== "" && { tokenFile: nats.token_file }),
      ...(nats.user !== "" && { user: nats.user, passwordFile: nats.password_file }),
      ...(nats.credentials_file !== "" && { credsFile: nats.credentials_file }),
      ...(nats.inbox_prefix !== "" && { inboxPrefix: nats.inbox_prefix }),
      ...(nats.ca_file !== "" && {
        tls: {
          caFile: nats.ca_file,
          ...(nats.certificate_file !== "" && { certFile: nats.certificate_file, keyFile: nats.key_file }),
        },
      }),
    },
    replicas: nats.replicas,
    maxMessages: distribution.queue_limit,
    ackWaitMs: distribution.ack_wait_seconds * 1000,
  };
}

export function s3Options({ s3 }: Config): S3BlobStoreOptions {
  return {
    bucket: s3.bucket,
    region: s3.region,
    ...(s3.endpoint !== "" && { endpoint: s3.endpoint, pathStyle: s3.path_style }),
    ...(s3.prefix !== "" && { prefix: s3.prefix }),
    ...s3Credentials(s3),
  };
}

export function s3Access({ s3, sources }: Config): S3Access {
  return { allow: sources.s3_buckets, own: s3.bucket };
}

/** Archives that were sent lie beside the packs. */
export function uploadOptions(config: Config): S3BlobStoreOptions {
  return { ...s3Options(config), prefix: `${config.s3.prefix}uploads/` };
}

/** Asked for before every request, so that keys may be replaced while services run. Throws at once where a file is missing. */
function s3Credentials(s3: Config["s3"]): Pick<S3BlobStoreOptions, "credentials"> {
  const { access_key_id_file, secret_access_key_file, session_token_file } = s3;
  const read = () => {
    const secretAccessKey = secretIn("s3.secret_access_key_file", secret_access_key_file);
    const sessionToken = secretIn("s3.session_token_file", session_token_file);
    const accessKeyId = secretIn("s3.access_key_id_file", access_key_id_file) ?? s3.access_key_id;
    return secretAccessKey === undefined
      ? undefined
      : { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  };
  const first = read();
  return first === undefined ? {} : { credentials: async () => read() ?? first };
}

/** Nothing where no certificates are configured: then neither side shows any. */
export function grpcTls({ grpc }: Config): { readonly tls?: TlsFiles } {
  if (grpc.ca_file === "") return {};
  return { tls: { caFile: grpc.ca_file, certFile: grpc.certificate_file, keyFile: grpc.key_file } };
}

function oidcConfig({ oidc }: Config): Pick<AggregatorConfig["http"], "oidc"> {
  if (oidc.issuer === "") return {};
  return {
    oidc: {
      issuer: oidc.issuer,
      audience: oidc.audience,
      jwksUrl: oidc.jwks_url,
      roleClaim: oidc.role_claim,
      roles: { viewer: oidc.viewer_values, operator: oidc.operator_values, admin: oidc.admin_values },
      ...(oidc.repositories_claim !== "" && { repositoriesClaim: oidc.repositories_claim }),
      ...(oidc.teams_claim !== "" && { teamsClaim: oidc.teams_claim }),
      ...(oidc.client_id !== "" && { signIn: { clientId: oidc.client_id, scope: oidc.scope } }),
    },
  };
}

/** Whose certificates may call the aggregator: coordinators the ledger, workers the results, nobody both. */
export function grpcClients({ grpc }: Config): Pick<GrpcServerOptions, "allowedClients"> {
  if (grpc.ca_file === "") return {};
  return { allowedClients: { coordinator: grpc.coordinator_names, worker: grpc.worker_names } };
}

export function poolOptions(config: Config): ScanPoolOptions {
  const threads = config.performance.max_workers;
  return {
    maxFileSizeBytes: maxFileSizeBytes(config),
    jobTimeoutMs: config.distribution.stuck_seconds * 1000,
    ...(threads > 0 && { threads }),
    memory: memoryLimit(config.performance),
  };
}

export function workerSettings(config: Config): Partial<WorkerSettings> {
  return {
    graceMs: graceMs(config),
    extendMs: (config.distribution.ack_wait_seconds * 1000) / 3,
    // A pack holds one file at least, however large, and its tar headers.
    maxUnpackedBytes: Math.max(WORKER_DEFAULTS.maxUnpackedBytes, 2 * maxFileSizeBytes(config)),
  };
}

/** Services get a little less than the process, so that they can say goodbye. */
export function graceMs({ health }: Config): number {
  return Math.max(0, health.grace_seconds * 1000 - 3_000);
}

export function maxFileSizeBytes({ performance }: Config): number {
  return Math.floor(performance.max_file_size_mb * MIB);
}

/** The trimmed content of a secret's file; undefined where none is configured. Throws `UsageError` where it cannot be read. */
export function secretIn(key: string, file: string): string | undefined {
  if (file === "") return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UsageError(`${key} ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
