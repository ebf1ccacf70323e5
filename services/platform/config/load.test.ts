import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { defaults } from "./config.ts";
import { loadConfig, PROFILES } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-config-"));
afterEach(() => rmSync(join(folder, "c.yaml"), { force: true }));

function load(yaml: string, environment: NodeJS.ProcessEnv = {}) {
  const file = join(folder, "c.yaml");
  writeFileSync(file, yaml);
  return loadConfig(file, environment);
}

test("without file and environment everything has its default", () => {
  expect(loadConfig(undefined, {})).toEqual(defaults());
});

test("the file wins over defaults, the environment over the file", () => {
  const config = load("performance:\n  max_workers: 3\n  chunk_size: 50\n", { PQC_AUDIT_PERFORMANCE_MAX_WORKERS: "5" });
  expect(config.performance).toMatchObject({ max_workers: 5, chunk_size: 50, max_file_size_mb: 10 });
});

test("variables are numbers, booleans and lists as their keys are", () => {
  const config = loadConfig(undefined, {
    PQC_AUDIT_NATS_SERVERS: "nats://a:4222, nats://b:4222",
    PQC_AUDIT_S3_PATH_STYLE: "false",
    PQC_AUDIT_TELEMETRY_SAMPLE_RATIO: "0.25",
    PQC_AUDIT_TOKEN: "not a key, and no error",
  });
  expect(config.nats.servers).toEqual(["nats://a:4222", "nats://b:4222"]);
  expect(config.s3.path_style).toBe(false);
  expect(config.telemetry.sample_ratio).toBe(0.25);
});

test("the file can be named by the environment, and an empty section means its defaults", () => {
  const file = join(folder, "c.yaml");
  writeFileSync(file, "log:\nperformance:\n  chunk_size: 7\n");
  expect(loadConfig(undefined, { PQC_AUDIT_CONFIG: file }).performance.chunk_size).toBe(7);
});

test.each([
  ["performance:\n  max_worker: 3\n", "unknown key performance.max_worker: did you mean performance.max_workers?"],
  ["perfomance:\n  max_workers: 3\n", "unknown key perfomance: did you mean performance?"],
  ["max_workers: 3\n", "unknown key max_workers: did you mean performance.max_workers?"],
  ["http:\n  chunk_size: 3\n", "unknown key http.chunk_size: did you mean performance.chunk_size?"],
  ["zzzzzzzzzzzz: 3\n", "unknown key zzzzzzzzzzzz, docs/CONFIGURATION.md lists them all"],
  ["performance:\n  max_workers: four\n", 'performance.max_workers must be an integer, is "four"'],
  ["performance:\n  chunk_size: 0\n", "performance.chunk_size must be at least 1, is 0"],
  ["log:\n  level: loud\n", 'log.level must be one of debug, info, warn, error, silent, is "loud"'],
  ["- 1\n", "must be a mapping of sections"],
  ["a: [\n", "is not valid YAML"],
  [
    "performance:\n  max_file_size_mb: 100\n  max_memory_mb: 64\n",
    "performance.max_file_size_mb (100) must be below performance.max_memory_mb (64)",
  ],
  ["grpc:\n  ca_file: x\n", "grpc.certificate_file and grpc.key_file missing"],
  ["s3:\n  access_key_id: x\n", "s3.access_key_id (or access_key_id_file) and s3.secret_access_key_file go together"],
  ["s3:\n  access_key_id: x\n  access_key_id_file: y\n", "the access key stands in one of them"],
  ["s3:\n  session_token_file: x\n", "s3.session_token_file goes with s3.secret_access_key_file"],
  ["oidc:\n  issuer: x\n", "oidc.audience and oidc.jwks_url missing"],
  ["nats:\n  user: x\n", "nats.user and nats.password_file go together"],
  ["health:\n  profile_listen: 127.0.0.1:1\n", "health.profile_listen and health.profile_token_file go together"],
  ["nats:\n  token_file: x\n  credentials_file: y\n", "nats.token_file and nats.credentials_file are set"],
  ["nats:\n  inbox_prefix: _INBOX.>\n", "nats.inbox_prefix must be words joined by dots, without wildcards"],
  ["nats:\n  inbox_prefix: _INBOX.worker.\n", 'such as _INBOX.worker; is "_INBOX.worker."'],
  ["nats:\n  certificate_file: x\n  key_file: y\n", "nats.certificate_file and nats.key_file go together"],
  ["nats:\n  key_file: y\n  ca_file: z\n", "nats.certificate_file and nats.key_file go together"],
])("%j is refused: %s", (yaml, message) => {
  expect(() => load(yaml)).toThrow(UsageError);
  expect(() => load(yaml)).toThrow(message);
});

test("everything wrong is told at once, with the file's name", () => {
  expect(() => load("log:\n  level: x\nhttp:\n  lisen: y\n")).toThrow(
    /c\.yaml: .*http\.listen.*; .*log\.level|log\.level.*; .*http\.listen/,
  );
});

test("a wrong variable is refused by name with the nearest known one", () => {
  expect(() => loadConfig(undefined, { PQC_AUDIT_LOG_LEVL: "debug" })).toThrow(
    "environment variable PQC_AUDIT_LOG_LEVL names no configuration key: did you mean PQC_AUDIT_LOG_LEVEL?",
  );
  expect(() => loadConfig(undefined, { PQC_AUDIT_PERFORMANCE_CHUNK_SIZE: "many" })).toThrow(
    'environment: performance.chunk_size must be an integer, is "many"',
  );
});

test("a file that does not exist is one clear line", () => {
  expect(() => loadConfig("/nowhere/c.yaml", {})).toThrow(
    /cannot read configuration \/nowhere\/c\.yaml: ENOENT.*development/,
  );
});

test("aliases that multiply are refused", () => {
  const lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"];
  for (const [name, of] of ["ba", "cb", "dc", "ed", "fe"].map((pair) => [pair[0], pair[1]])) {
    lines.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(",")}]`);
  }
  expect(() => load(lines.join("\n"))).toThrow(UsageError);
});

test.each(PROFILES)("profile %s loads by its name", (profile) => {
  expect(loadConfig(profile, {})).not.toEqual(defaults());
});
