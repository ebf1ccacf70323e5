import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Config, defaults } from "@pqc-audit/platform/config/config.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { addressOf } from "./address.ts";
import {
  aggregatorConfig,
  coordinatorSettings,
  grpcClients,
  grpcTls,
  natsOptions,
  poolOptions,
  s3Options,
  sourceSettings,
  storeConfig,
  workerSettings,
} from "./settings.ts";

type Changes = { readonly [S in keyof Config]?: Partial<Config[S]> };

function config(changes: Changes = {}): Config {
  const base = defaults();
  const sections = Object.entries(base).map(([name, section]) => [
    name,
    { ...section, ...changes[name as keyof Config] },
  ]);
  return Object.fromEntries(sections) as Config;
}

const secretFile = join(mkdtempSync(join(tmpdir(), "pqc-settings-")), "secret");
writeFileSync(secretFile, "p@ss/word\n");

test("addresses are host and port, IPv6 in brackets, anything else is refused by key", () => {
  expect(addressOf("k", "0.0.0.0:80")).toEqual({ host: "0.0.0.0", port: 80 });
  expect(addressOf("k", "[::1]:8080")).toEqual({ host: "::1", port: 8080 });
  for (const wrong of ["8080", ":8080", "host", "::1:8080", "host:99999", "a b:1"]) {
    expect(() => addressOf("http.listen", wrong)).toThrow(`http.listen ${wrong} is not host:port`);
  }
});

test("without a database URL results go to SQLite below the data folder", () => {
  expect(storeConfig(config({ embedded: { data_dir: "/data" } }))).toEqual({
    kind: "sqlite",
    file: "/data/pqc-audit.db",
  });
});

test("the database password comes from its file, as it is whenever it is asked for, and as it was while it is replaced", () => {
  const file = join(dirname(secretFile), "database");
  writeFileSync(file, "p@ss/word\n");
  const store = storeConfig(config({ database: { url: "postgres://pqc@db:5432/audit", password_file: file } }));
  if (store.kind !== "postgres") throw new Error("not PostgreSQL");
  expect([store.url, store.password?.()]).toEqual(["postgres://pqc@db:5432/audit", "p@ss/word"]);
  writeFileSync(file, "next");
  expect(store.password?.()).toBe("next");
  writeFileSync(file, "");
  expect(store.password?.()).toBe("next");
  rmSync(file);
  expect(store.password?.()).toBe("next");
  const missing = { url: "postgres://pqc@db/audit", password_file: file };
  expect(() => storeConfig(config({ database: missing }))).toThrow(`database.password_file ${file} cannot be read`);
  expect(store).toMatchObject({ poolSize: 10, statementTimeoutMs: 30_000 });
  expect(() => storeConfig(config({ database: { url: "db" } }))).toThrow("database.url is no URL");
});

test("performance keys reach the services they speak about", () => {
  const set = config({
    performance: {
      max_workers: 3,
      chunk_size: 50,
      max_file_size_mb: 2.5,
      enable_compression: false,
      bulk_insert_size: 77,
      monitoring_enabled: false,
    },
    health: { grace_seconds: 60 },
  });
  expect(poolOptions(set)).toMatchObject({ threads: 3, maxFileSizeBytes: 2_621_440, jobTimeoutMs: 120_000 });
  expect(poolOptions(config())).toEqual({
    memory: { maxBytes: 1_073_741_824, threshold: 0.8 },
    maxFileSizeBytes: 10_485_760,
    jobTimeoutMs: 120_000,
  });
  expect(aggregatorConfig(set)).toMatchObject({
    scan: { chunkSize: 50, maxFileSizeBytes: 2_621_440 },
    http: { compression: false, metrics: false },
    ledger: { bulkInsertSize: 77 },
  });
  expect(workerSettings(set).graceMs).toBe(57_000);
});

test("how work is handed out and found again reaches every service", () => {
  const set = config({
    distribution: {
      page_entries: 7,
      range_entries: 70,
      publish_window: 9,
      scan_units: 3,
      repository_units: 4,
      queue_limit: 11,
      ack_wait_seconds: 6,
      claim_seconds: 8,
      unused_pack_seconds: 5,
    },
    retention: { pack_minutes: 5 },
  });
  expect(coordinatorSettings(set)).toMatchObject({
    pageEntries: 7,
    rangeEntries: 70,
    publishWindow: 9,
    renewMs: 2_000,
    latePutMs: 1_250,
  });
  expect(coordinatorSettings(config())).toMatchObject({ reconcileMs: 15_000, staleMs: 60_000 });
  expect(natsOptions(set, "x")).toMatchObject({ maxMessages: 11, ackWaitMs: 6_000 });
  expect(workerSettings(set).extendMs).toBe(2_000);
  expect(aggregatorConfig(set)).toMatchObject({
    ledger: { claimTtlMs: 8_000, announcedPacksMs: 5_000, keepPacksMs: 300_000, scanUnits: 3, repositoryUnits: 4 },
  });
});

test("a worker can unpack the largest file that may be packed", () => {
  const set = config({ performance: { max_file_size_mb: 500, max_memory_mb: 2000 } });
  expect(workerSettings(set).maxUnpackedBytes).toBeGreaterThan(500 * 1024 * 1024);
});

test("secrets are read from files, and a missing file is named", async () => {
  const s3 = { endpoint: "http://s3:9000", access_key_id: "me", secret_access_key_file: secretFile, prefix: "team/" };
  expect(s3Options(config({ s3 }))).toMatchObject({
    endpoint: "http://s3:9000",
    pathStyle: true,
    prefix: "team/",
  });
  expect(await s3Keys(config({ s3 }))).toEqual({ accessKeyId: "me", secretAccessKey: "p@ss/word" });
  expect(s3Options(config())).toEqual({ bucket: "pqc-audit", region: "us-east-1" });
  const known = { credentials_file: secretFile, inbox_prefix: "_INBOX.worker" };
  expect(natsOptions(config({ nats: known }), "x").connection).toMatchObject({
    credsFile: secretFile,
    inboxPrefix: "_INBOX.worker",
  });
  expect(natsOptions(config({ nats: { token_file: secretFile, replicas: 3 } }), "x")).toMatchObject({
    replicas: 3,
    connection: { tokenFile: secretFile, name: "x" },
  });
  expect(() => s3Options(config({ s3: { secret_access_key_file: "/nowhere" } }))).toThrow(UsageError);
});

async function s3Keys(set: Config) {
  const { credentials } = s3Options(set);
  return typeof credentials === "function" ? credentials() : credentials;
}

test("S3 keys are read again each time they are asked for", async () => {
  const file = (name: string, content: string) => {
    const path = join(dirname(secretFile), name);
    writeFileSync(path, content);
    return path;
  };
  const s3 = { access_key_id_file: file("id", "old\n"), secret_access_key_file: file("key", "old secret\n") };
  const { credentials } = s3Options(config({ s3: { ...s3, session_token_file: file("token", "old token\n") } }));
  if (typeof credentials !== "function") throw new Error("read once only");
  expect(await credentials()).toEqual({
    accessKeyId: "old",
    secretAccessKey: "old secret",
    sessionToken: "old token",
  });
  for (const name of ["id", "key", "token"]) file(name, `new ${name}\n`);
  expect(await credentials()).toEqual({ accessKeyId: "new id", secretAccessKey: "new key", sessionToken: "new token" });
});

test("NATS is told user, password file and certificates where they are set", () => {
  expect(natsOptions(config(), "x").connection).toEqual({ servers: ["nats://127.0.0.1:4222"], name: "x" });
  const nats = { user: "worker", password_file: "p", ca_file: "ca", certificate_file: "c", key_file: "k" };
  expect(natsOptions(config({ nats }), "x").connection).toMatchObject({
    user: "worker",
    passwordFile: "p",
    tls: { caFile: "ca", certFile: "c", keyFile: "k" },
  });
});

test("once certificates are asked for, each service takes its own callers only", () => {
  expect(grpcClients(config())).toEqual({});
  const grpc = { ca_file: "ca", certificate_file: "c", key_file: "k" };
  expect(grpcClients(config({ grpc }))).toEqual({
    allowedClients: { coordinator: ["coordinator"], worker: ["worker"] },
  });
});

test("sign-on is told to the API where it is configured", () => {
  expect(aggregatorConfig(config()).http.oidc).toBeUndefined();
  const oidc = { issuer: "https://id.example", audience: "pqc-audit", jwks_url: "https://id.example/keys" };
  expect(aggregatorConfig(config({ oidc })).http.oidc).toEqual({
    issuer: "https://id.example",
    audience: "pqc-audit",
    jwksUrl: "https://id.example/keys",
    roleClaim: "roles",
    roles: { viewer: ["pqc-audit-viewer"], operator: ["pqc-audit-operator"], admin: ["pqc-audit-admin"] },
  });
  const claims = { repositories_claim: "repos", teams_claim: "groups", client_id: "page" };
  expect(aggregatorConfig(config({ oidc: { ...oidc, ...claims } })).http.oidc).toMatchObject({
    repositoriesClaim: "repos",
    teamsClaim: "groups",
    signIn: { clientId: "page", scope: "openid" },
  });
});

test("the API is told its limits", () => {
  expect(aggregatorConfig(config()).http).toMatchObject({ maxConcurrentRequests: 100 });
  expect(aggregatorConfig(config()).http.rateLimitPerMinute).toBeUndefined();
  const limits = config({ http: { rate_limit_per_minute: 60 }, performance: { max_concurrent_requests: 7 } });
  expect(aggregatorConfig(limits).http).toMatchObject({ rateLimitPerMinute: 60, maxConcurrentRequests: 7 });
});

test("git goes nowhere private and reads no folder unless allowed", () => {
  expect(sourceSettings(config())).toMatchObject({
    allowPrivateAddresses: false,
    allowHttp: false,
    allowFileRoots: [],
  });
  expect(sourceSettings(config({ sources: { token_file: "/run/token", max_repository_mb: 1 } }))).toMatchObject({
    credentials: { tokenFile: "/run/token" },
    limits: { maxBytes: 1_048_576 },
  });
});

test("hosts and their credentials reach the sources; a host that is none is refused by key", () => {
  expect(sourceSettings(config()).allowHosts).toBeUndefined();
  expect(sourceSettings(config()).credentials).toBeUndefined();
  expect(sourceSettings(config())).not.toHaveProperty("caFile");
  const more = sourceSettings(config({ sources: { ca_file: "/run/ca.pem", lfs_hosts: ["media.example"] } }));
  expect([more.caFile, more.lfsHosts?.("media.example"), more.lfsHosts?.("git.example")]).toEqual([
    "/run/ca.pem",
    true,
    false,
  ]);
  const { allowHosts, credentials } = sourceSettings(
    config({
      sources: { allow_hosts: ["*.corp.example"], credentials_dir: "/run/git", credential_hosts: ["a.example"] },
    }),
  );
  expect([allowHosts?.("git.corp.example"), allowHosts?.("github.com")]).toEqual([true, false]);
  expect(credentials).toEqual({ folder: "/run/git", hosts: ["a.example"] });
  const wrong = config({ sources: { allow_hosts: ["https://git.example/team"] } });
  expect(() => sourceSettings(wrong)).toThrow("sources.allow_hosts");
});

test("gRPC has certificates on both sides, or on none", () => {
  expect(grpcTls(config())).toEqual({});
  expect(grpcTls(config({ grpc: { ca_file: "ca", certificate_file: "c", key_file: "k" } }))).toEqual({
    tls: { caFile: "ca", certFile: "c", keyFile: "k" },
  });
});
