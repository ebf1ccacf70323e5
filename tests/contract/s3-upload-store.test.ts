import { openS3UploadStore } from "@pqc-audit/platform/adapters/s3/upload-store.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../servers/port.ts";
import { type S3Server, startS3 } from "../servers/s3.ts";
import { uploadStoreContract } from "./upload-store.ts";

let server: S3Server;
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server.stop());

const open = (endpoint = server.endpoint) => {
  const { region, bucket, accessKeyId, secretAccessKey } = server;
  return openS3UploadStore({ endpoint, region, bucket, prefix: "up/", credentials: { accessKeyId, secretAccessKey } });
};

uploadStoreContract(() => open());

test("a store that is away is worth another try", async () => {
  const away = open(`http://127.0.0.1:${await freePort()}`);
  await expect(away.exists("a")).rejects.toMatchObject({ name: "RetryableError" });
  await expect(away.fetch("a", "/nowhere/a")).rejects.toMatchObject({ name: "RetryableError" });
});
