/** The repository of the cases as an archive that is sent, and as objects of a bucket. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import { direct } from "../integration/deployments.ts";
import type { Stage } from "./fault-case.ts";
import type { Expected } from "./invariants.ts";

export const ARCHIVE = "archive://team/product";
export const OBJECTS = "s3://sources/team/product";
export const OBJECT_SOURCES = { s3_buckets: ["sources/team"] };
const PLACE = "team/product/";

export function archiveOf({ repository }: Pick<Stage, "repository">): Buffer {
  const command = ["-C", repository, "archive", "--format", "tar", "HEAD"];
  return execFileSync("git", command, { maxBuffer: 1 << 28 });
}

export function digestOf(archive: Buffer): string {
  return createHash("sha256").update(archive).digest("hex");
}

/** The status with which it was answered. */
export async function send({ rig }: Stage, archive: Buffer): Promise<number> {
  const path = `/api/v1/archives/${digestOf(archive)}?target=${ARCHIVE}`;
  const answer = await fetch(`http://${rig.service("aggregator").address}${path}`, {
    method: "PUT",
    headers: { "content-type": "application/x-tar" },
    body: new Uint8Array(archive),
  });
  await answer.text();
  return answer.status;
}

/** Its files, in a folder of their own: a bucket has no links. */
async function withFiles<T>({ repository }: Stage, work: (folder: string, files: string[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pqc-audit-objects-"));
  try {
    execFileSync("tar", ["-x", "-C", folder], { input: archiveOf({ repository }) });
    execFileSync("find", [folder, "-type", "l", "-delete"]);
    const found = execFileSync("find", [".", "-type", "f"], { cwd: folder, encoding: "utf8" });
    return await work(folder, found.trim().split("\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many objects there are. */
export async function putObjects(stage: Stage): Promise<number> {
  const { s3 } = stage.servers;
  const client = new S3Client(clientConfig({ ...s3, credentials: s3 }));
  const Bucket = "sources";
  await client.send(new CreateBucketCommand({ Bucket })).catch((error: Error) => {
    if (!error.name.startsWith("BucketAlready")) throw error;
  });
  return withFiles(stage, async (folder, files) => {
    for (const file of files) {
      const Body = readFileSync(join(folder, file));
      await client.send(new PutObjectCommand({ Bucket, Key: `${PLACE}${file.slice(2)}`, Body }));
    }
    return files.length;
  }).finally(() => client.destroy());
}

export function isObject({ method, key }: { readonly method: string; readonly key: string }): boolean {
  return method === "GET" && key.startsWith(PLACE);
}

/** What the command finds in a folder with the same files. */
export function foundInFiles(stage: Stage): Promise<Expected> {
  return withFiles(stage, (folder) => direct(folder, ["--no-gitignore"]));
}
