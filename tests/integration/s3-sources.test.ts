/** Objects below a prefix give the digest of the folder they came from, in every deployment. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Server, startS3 } from "../servers/s3.ts";
import { DEPLOYMENTS, type Deployment, direct } from "./deployments.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-objects-"));
const Bucket = "sources";
const TARGET = "s3://sources/team/product";
let s3: S3Server;
let oracle: AuditResult;
beforeAll(async () => {
  s3 = await startS3();
  writeFileSync(join(folder, "secret"), s3.secretAccessKey, { mode: 0o600 });
  const tree = join(folder, "tree");
  execFileSync("cp", ["-rL", new URL("../../node_modules/nkeys.js", import.meta.url).pathname, tree]);
  oracle = await direct(tree, ["--no-gitignore"]);
  const client = new S3Client(clientConfig({ ...s3, credentials: s3 }));
  await client.send(new CreateBucketCommand({ Bucket }));
  const files = execFileSync("find", [".", "-type", "f"], { cwd: tree, encoding: "utf8" }).trim().split("\n");
  for (const file of files) {
    const Key = `team/product/${file.slice(2)}`;
    await client.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(tree, file)) }));
  }
  client.destroy();
});
afterAll(async () => {
  await s3?.stop();
  rmSync(folder, { recursive: true });
});

describe.each(["embedded", "cluster"] as const)("%s", (name) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await DEPLOYMENTS[name](
      [],
      { s3_buckets: ["sources/team"] },
      {
        PQC_AUDIT_S3_ENDPOINT: s3.endpoint,
        PQC_AUDIT_S3_REGION: s3.region,
        PQC_AUDIT_S3_BUCKET: s3.bucket,
        PQC_AUDIT_S3_ACCESS_KEY_ID: s3.accessKeyId,
        PQC_AUDIT_S3_SECRET_ACCESS_KEY_FILE: join(folder, "secret"),
      },
    );
  });
  afterAll(() => deployment?.stop());

  test("the digest and coverage are those of the folder, twice", async () => {
    expect(oracle.findings.length).toBeGreaterThan(0);
    for (const _time of [1, 2]) {
      const result = await deployment.scan(TARGET);
      expect(result.digest).toBe(oracle.digest);
      expect(result.coverage).toEqual(oracle.coverage);
    }
  });

  test("what is not allowed is refused when it is submitted; what is not there fails its scan", async () => {
    await expect(deployment.scan("s3://sources/other")).rejects.toThrow(/answered 4.*sources\.s3_buckets/);
    await expect(deployment.scan(`s3://${s3.bucket}/packs`)).rejects.toThrow(/answered 4.*installation itself/);
    await expect(deployment.scan("s3://sources/team/none")).rejects.toThrow(/There is no object below/);
  });
});
