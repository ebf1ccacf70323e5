/** The canary against every deployment, and against services that it must not let pass. */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../services/app/bundle.ts";
import { createAuthority } from "../servers/certificates.ts";
import { freePort } from "../servers/port.ts";
import { type ServerProcess, startProcess } from "../servers/process.ts";
import { COMMAND, loopback, runCommand, startService } from "./command.ts";
import { DEPLOYMENTS, type Deployment } from "./deployments.ts";

const INTERNAL = { internal_hosts: ["127.0.0.1"] };
const folder = mkdtempSync(join(tmpdir(), "pqc-audit-canary-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function canary(deployment: Pick<Deployment, "server" | "token">, ...args: string[]) {
  const env = { PQC_AUDIT_SERVER: deployment.server, PQC_AUDIT_TOKEN: deployment.token ?? "" };
  return runCommand(["canary", "--timeout", "120", ...args], { env, timeoutMs: 280_000 });
}

describe.each(Object.entries(DEPLOYMENTS))("%s", (_name, start) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await start([], INTERNAL);
  });
  afterAll(() => deployment?.stop());

  test("answers what was planted, the second time out of what it knows, and the metrics say so", async () => {
    const file = join(folder, "canary.prom");
    const { code, stdout, stderr } = await canary(deployment, "--cycles", "2", "--metrics-file", file);
    expect(stdout, stderr).toMatch(/^(canary passed: \d+ findings in \d+ files as planted, [\d.]+ s\n){2}$/);
    expect(code).toBe(0);
    const metrics = readFileSync(file, "utf8");
    expect(metrics).toContain('pqc_audit_canary_runs_total{outcome="passed"} 2\n');
    expect(metrics).toContain('pqc_audit_canary_runs_total{outcome="different"} 0\n');
    expect(metrics).toMatch(/pqc_audit_canary_last_success_timestamp_seconds 1\.?\d+/);
  });

  test("a scan left behind by a canary that was killed is ended first, not taken for its own", async () => {
    const listen = await loopback();
    const env = { PQC_AUDIT_SERVER: deployment.server, PQC_AUDIT_TOKEN: deployment.token ?? "" };
    // Nobody serves it yet: the coordinator tries again and again.
    const left = await runCommand(["submit", `http://${listen}/canary.git`], { env });
    expect(left.stderr).toBe("");
    const { code, stdout, stderr } = await canary(deployment, "--listen", listen);
    expect(stdout, stderr).toMatch(/^canary passed: /);
    expect(code).toBe(0);
    expect((await runCommand(["status", left.stdout.trim()], { env })).stdout).toMatch(/^state +cancelled$/m);
  });
});

describe("a service that was installed without one of its models", () => {
  let service: ServerProcess;
  let server: string;
  beforeAll(async () => {
    const dist = join(folder, "dist");
    await bundle(dist);
    for (const path of ["models/python/hashlib.yaml", "build/tables/models/python/hashlib.yaml.json"]) {
      rmSync(join(dist, "data/scanner", path));
    }
    const http = await loopback();
    const config = join(folder, "config.yaml");
    const settings = { http: { listen: http }, embedded: { data_dir: join(folder, "data") }, sources: INTERNAL };
    writeFileSync(config, JSON.stringify(settings));
    server = `http://${http}`;
    service = await startProcess({
      name: "without a model",
      command: process.execPath,
      args: [join(dist, "main.js"), "serve", "--config", config],
      ready: async () => (await fetch(`${server}/readyz`).catch(() => undefined))?.ok === true,
      startTimeoutMs: 60_000,
    });
  }, 120_000);
  afterAll(() => service?.stop());

  test("is told from a whole one: exit code 1, and every finding that did not come is named", async () => {
    const { code, stdout } = await canary({ server, token: undefined });
    expect(code).toBe(1);
    expect(stdout).toContain("different: findings: missing SHA-256 at src/tokens.py:18 (python.hashlib.digest)\n");
    expect(stdout).toContain("different: findings: missing MD5 at src/latin1.py:3 (python.hashlib.digest)\n");
    expect(stdout).toContain("different: findings: missing SHA-1 at src/wide.py:3 (python.hashlib.digest)\n");
    expect(stdout).toMatch(/different: digest: digest of the direct scan: expected [0-9a-f]{64}, came [0-9a-f]{64}\n/);
    expect(stdout).not.toContain("src/Keys.java");
    expect(stdout).toMatch(/canary different: \d+ differences from \d+ findings in \d+ files, /);
  });
});

describe("one service", () => {
  let service: ServerProcess;
  let server: string;
  const config = join(folder, "plain.yaml");
  beforeAll(async () => {
    const http = await loopback();
    server = `http://${http}`;
    const settings = { http: { listen: http }, embedded: { data_dir: join(folder, "plain") } };
    writeFileSync(config, JSON.stringify(settings));
    service = await startService("plain", "all", config, `${server}/readyz`);
  });
  afterAll(() => service?.stop());

  test("that may not reach the canary makes it fail with what to do: exit code 3", async () => {
    const { code, stdout } = await canary({ server, token: undefined });
    expect(stdout).toMatch(/^canary failed: http:\/\/127\.0\.0\.1:\d+\/canary\.git: unencrypted http is not allowed/);
    expect(code).toBe(3);
  });

  test("that is away is exit code 3, after every cycle that was asked for", async () => {
    const away = { server: `http://127.0.0.1:${await freePort()}`, token: undefined };
    const { code, stdout } = await canary(away, "--cycles", "2");
    expect(stdout).toMatch(/^(canary failed: cannot reach http:\/\/127\.0\.0\.1:\d+: .*\n){2}$/);
    expect(code).toBe(3);
  });

  test("behind TLS of an authority of one's own is reached with --ca-file only", async () => {
    const authority = await createAuthority(folder);
    const { certFile, keyFile, caFile } = await authority.issue("localhost");
    const front = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (asked, answer) => {
      const { method, url, headers } = asked;
      const passed = request(server + url, { method, headers: { ...headers, host: new URL(server).host } }, (came) => {
        answer.writeHead(came.statusCode ?? 500, came.headers);
        came.pipe(answer);
      });
      asked.pipe(passed);
    }).listen(0, "127.0.0.1");
    try {
      await once(front, "listening");
      const { port } = front.address() as AddressInfo;
      const status = (...args: string[]) => runCommand(["status", "--server", `https://localhost:${port}`, ...args]);
      expect(await status("--ca-file", caFile)).toMatchObject({ code: 0, stderr: "" });
      expect((await status()).code).toBe(3);
      expect(await status("--ca-file", config)).toMatchObject({ code: 2 });
    } finally {
      front.close();
    }
  });
});

describe("without any service", () => {
  test("the canary goes on cycle by cycle, serves its metrics, and ends in peace when told to", async () => {
    const metrics = `http://127.0.0.1:${await freePort()}`;
    const text = async () => (await fetch(`${metrics}/metrics`).catch(() => undefined))?.text() ?? "";
    const args = ["canary", "--embedded", "--interval", "1", "--metrics", new URL(metrics).host];
    const running = await startProcess({
      name: "canary",
      command: process.execPath,
      args: [COMMAND, ...args],
      ready: async () => /runs_total\{outcome="passed"\} [2-9]/.test(await text()),
      startTimeoutMs: 120_000,
    });
    expect(await text()).toContain('pqc_audit_canary_runs_total{outcome="failed"} 0\n');
    await running.stop();
    expect(running.output().match(/^canary passed/gm)?.length).toBeGreaterThanOrEqual(2);
    expect(await running.ended).toBe("exit code 0");
  });
});
