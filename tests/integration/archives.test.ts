/** An archive sent to a server gives the digest of the folder it was made of, in every deployment. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEPLOYMENTS, type Deployment, direct, rangesCluster } from "./deployments.ts";
import { makeRealRepository, type RealRepository } from "./repository.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-sent-"));
const file = join(folder, "product.tar.gz");
const TARGET = "archive://team/product";
let repository: RealRepository;
let oracle: AuditResult;
beforeAll(async () => {
  repository = makeRealRepository();
  oracle = await direct(repository.url);
  execFileSync("git", ["-C", repository.folder, "archive", "--format", "tar.gz", "-o", file, "HEAD"]);
});
afterAll(() => {
  repository?.remove();
  rmSync(folder, { recursive: true });
});

test("here too", async () => {
  const result = await direct(file);
  expect(result.digest).toBe(oracle.digest);
  expect(result.coverage).toEqual(oracle.coverage);
});

const deployments = { embedded: DEPLOYMENTS.embedded, cluster: DEPLOYMENTS.cluster, "two coordinators": rangesCluster };

describe.each(Object.entries(deployments))("%s", (_name, start) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await start([]);
  });
  afterAll(() => deployment?.stop());

  async function send(bytes: Buffer): Promise<string> {
    const ref = createHash("sha256").update(bytes).digest("hex");
    const answer = await fetch(`${deployment.server}/api/v1/archives/${ref}?target=${TARGET}`, {
      method: "PUT",
      headers: { "content-type": "application/gzip" },
      body: new Uint8Array(bytes),
    });
    expect(await answer.json()).toEqual({ target: TARGET, ref, bytes: bytes.length });
    return ref;
  }

  test("the digest, coverage and findings are those of the repository, twice", async () => {
    const ref = await send(readFileSync(file));
    for (const _time of [1, 2]) {
      const result = await deployment.scan(TARGET, ref);
      expect(result.digest).toBe(oracle.digest);
      expect(result.coverage).toEqual(oracle.coverage);
    }
  });

  test("what is not there, or no whole archive, fails its scan with one line", async () => {
    await expect(deployment.scan(TARGET, "0".repeat(64))).rejects.toThrow(/there is no upload .*: send it again/);
    await expect(deployment.scan(TARGET, "main")).rejects.toThrow(/needs the SHA-256 of an archive/);
    const cut = await send(readFileSync(file).subarray(0, 100_000));
    await expect(deployment.scan(TARGET, cut)).rejects.toThrow(/cannot be read: unexpected end of file/);
  });
});
