import { once } from "node:events";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaults } from "@pqc-audit/platform/config/config.ts";
import { expect, test } from "vitest";
import { TARGETS } from "../compose/targets.ts";
import { runHere } from "../context.fixture.ts";
import { checkGit, checkNode } from "../doctor/local.ts";
import { checksFor } from "./doctor-action.ts";
import { TARGET_NAMES } from "./serve.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-doctor-"));

/** A port of this machine that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("a sound machine passes, each part named, nothing made on the way", async () => {
  const environment = { PQC_AUDIT_EMBEDDED_DATA_DIR: join(folder, "new", "data") };
  const { code, stdout } = await runHere(["doctor"], { environment });
  expect(stdout).not.toContain("FAIL");
  expect(code).toBeUndefined();
  for (const name of ["Node", "git", "models", "kernel", "grammars", "data folder"])
    expect(stdout).toContain(`ok    ${name}`);
  expect(readdirSync(folder)).toEqual([]);
});

test("what a cluster misses is told with its keys, all of it, and nothing secret", async () => {
  const port = await closedPort();
  const secret = join(mkdtempSync(join(tmpdir(), "pqc-secret-")), "s3");
  writeFileSync(secret, "hunter2hunter2");
  const environment = {
    PQC_AUDIT_NATS_SERVERS: `nats://127.0.0.1:${port}`,
    PQC_AUDIT_S3_ENDPOINT: `http://127.0.0.1:${port}`,
    PQC_AUDIT_S3_ACCESS_KEY_ID: "someone",
    PQC_AUDIT_S3_SECRET_ACCESS_KEY_FILE: secret,
    PQC_AUDIT_DATABASE_URL: `postgres://u:hunter2hunter2@127.0.0.1:${port}/x`,
  };
  const { code, stdout, stderr } = await runHere(["doctor"], { environment });
  expect(code).toBe(3);
  expect(stdout).toMatch(/FAIL {2}NATS +no NATS server answers at .*\[configured by nats\.\*\]/);
  expect(stdout).toMatch(/FAIL {2}S3 .*\[configured by s3\.\*\]/);
  expect(stdout).toMatch(/FAIL {2}PostgreSQL .*ECONNREFUSED.*\[configured by database\.\*\]/);
  expect(stdout).not.toContain("hunter2");
  expect(stderr).toBe("pqc-audit: 3 of the checks failed: see above\n");
});

test("each target is checked for what it needs", () => {
  const names = (target: (typeof TARGET_NAMES)[number]) => checksFor(target, defaults()).map((check) => check.name);
  expect(names("all")).not.toContain("NATS");
  expect(names("worker")).toEqual(expect.arrayContaining(["NATS", "S3", "aggregator"]));
  expect(names("coordinator")).toEqual(names("worker"));
  expect(names("aggregator")).toContain("PostgreSQL");
});

test("old versions are told what to install", () => {
  expect(() => checkNode("20.11.0")).toThrow("20.11.0 is too old: install Node 24 or newer");
  expect(checkGit("git version 2.39.5 (Apple Git-154)")).toBe("2.39.5");
  expect(checkGit("git version 3.0.1")).toBe("3.0.1");
  for (const old of ["git version 2.30.9", "git version 1.9", "nonsense"]) {
    expect(() => checkGit(old)).toThrow("install git 2.31 or newer");
  }
});

test("the targets that can be named are those that can be composed", () => {
  expect([...TARGET_NAMES].sort()).toEqual(Object.keys(TARGETS).sort());
});
