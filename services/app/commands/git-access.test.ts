/** `scan` and `discover` of a server with a certificate of its own, which wants a login: by configuration alone. */

import { ROUTES } from "@pqc-audit/coordinator/discovery/services.fixture.ts";
import { TestRepository } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import { type FakeGitHub, fakeGitHub } from "@pqc-audit/coordinator/sources/github-app/github-app.fixture.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

let repository: TestRepository;
let github: FakeGitHub;

beforeEach(async () => {
  repository = new TestRepository();
  repository.commit(repository.files({ "a.py": "import hashlib\nhashlib.md5(b'')\n" }));
  github = await fakeGitHub(repository);
  github.listed = (url, response) => {
    const { status = 200, body, headers } = ROUTES.github({ url, headers: {} }, github.url) ?? { status: 404 };
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body ?? {}));
  };
});
afterEach(async () => {
  await github.close();
  repository.remove();
});

const trusting = () => ({
  PQC_AUDIT_SOURCES_CA_FILE: github.certificate.certFile,
  PQC_AUDIT_SOURCES_CREDENTIALS_DIR: github.folder,
});
const scan = (environment: Record<string, string>) =>
  runHere(["scan", `${github.url}/acme/repo.git`, "--format", "json", "--no-cache", "--workers", "1"], { environment });
const discover = (environment: Record<string, string>) =>
  runHere(["discover", `${github.url}/acme`, "--hosting", "github"], { environment });

test("sources.ca_file and sources.credentials_dir serve scan and discover, and the token goes over TLS", async () => {
  const scanned = await scan(trusting());
  expect(scanned.stdout).toContain('"MD5"');
  const asked = github.git.filter(({ url }) => url.includes("repo.git"));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.every(({ authorization }) => authorization?.startsWith("Basic "))).toBe(true);
  const found = await discover(trusting());
  expect(found.stdout.trim().split("\n")).toEqual(
    ["service-a", "service-b"].map((name) => `${github.url}/acme/${name}.git`),
  );
});

test("a certificate of nobody who is trusted ends both before anything is said", async () => {
  const { PQC_AUDIT_SOURCES_CREDENTIALS_DIR } = trusting();
  for (const ran of [
    await scan({ PQC_AUDIT_SOURCES_CREDENTIALS_DIR }),
    await discover({ PQC_AUDIT_SOURCES_CREDENTIALS_DIR }),
  ]) {
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/certificate/);
  }
  expect([...github.git, ...github.asked]).toEqual([]);
});
