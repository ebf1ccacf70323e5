/** Uploads in an S3-compatible bucket, sent part by part: what is in memory is one part, and nothing shows before the last. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { RetryableError, TerminalError } from "../../errors.ts";
import type { UploadStore } from "../../ports/upload-store.ts";
import { checkBlobKey } from "../blob-key.ts";
import { clientConfig, type S3BlobStoreOptions } from "./blob-store.ts";
import { classifyS3Error, type S3Permission } from "./errors.ts";
import { isThere } from "./head.ts";

/** With at most 10,000 parts that is 160 GB. Of all but the last S3 wants 5 MiB. */
const PART_BYTES = 16 * 1024 * 1024;
const CALL_MS = 60_000;
/** For one whole archive to come here. */
const FETCH_MS = 30 * 60_000;

export function openS3UploadStore(options: S3BlobStoreOptions): UploadStore {
  const client = new S3Client(clientConfig(options));
  const { bucket: Bucket, prefix = "", encryption } = options;
  const placeOf = (key: string) => {
    checkBlobKey(key);
    return { Bucket, Key: `${prefix}${key}` };
  };
  const failed = (error: unknown, what: string, permission: S3Permission) =>
    classifyS3Error(error, `cannot ${what} in bucket ${Bucket} at ${options.endpoint ?? "AWS"}`, permission);
  const soon = () => ({ abortSignal: AbortSignal.timeout(CALL_MS) });
  return {
    async put(key, content) {
      const place = placeOf(key);
      const begin = { ...place, ...(encryption && { ServerSideEncryption: encryption }) };
      const sent = <T>(work: Promise<T>) =>
        work.catch((error: unknown) => {
          throw failed(error, `store ${place.Key}`, "s3:PutObject");
        });
      const { UploadId } = await sent(client.send(new CreateMultipartUploadCommand(begin), soon()));
      const upload = { ...place, UploadId };
      const Parts: CompletedPart[] = [];
      try {
        for await (const Body of partsOf(content)) {
          const PartNumber = Parts.length + 1;
          const part = { ...upload, PartNumber, Body, ContentLength: Body.length };
          const { ETag } = await sent(client.send(new UploadPartCommand(part), soon()));
          Parts.push({ PartNumber, ETag });
        }
        const end = { ...upload, MultipartUpload: { Parts } };
        await sent(client.send(new CompleteMultipartUploadCommand(end), soon()));
      } catch (error) {
        await client.send(new AbortMultipartUploadCommand(upload), soon()).catch(() => {});
        throw error;
      }
    },
    async exists(key) {
      const place = placeOf(key);
      return isThere(client, place, soon().abortSignal).catch((error: unknown) => {
        throw failed(error, `look for ${place.Key}`, "s3:GetObject");
      });
    },
    async fetch(key, path, signal) {
      const place = placeOf(key);
      const deadline = AbortSignal.timeout(FETCH_MS);
      const abortSignal = signal ? AbortSignal.any([signal, deadline]) : deadline;
      try {
        const { Body, ContentLength } = await client.send(new GetObjectCommand(place), { abortSignal });
        if (Body === undefined) throw new RetryableError("the store answered without a body");
        const file = createWriteStream(path, { flags: "wx" });
        await pipeline(Body as Readable, file, { signal: abortSignal });
        if (ContentLength !== undefined && file.bytesWritten !== ContentLength) {
          throw new RetryableError(`the body ended after ${file.bytesWritten} of ${ContentLength} bytes`);
        }
      } catch (error) {
        await rm(path, { force: true });
        if (error instanceof Error && error.name === "NoSuchKey") {
          throw new TerminalError(`there is no upload ${key}: send it again`, { cause: error });
        }
        throw failed(error, `read ${place.Key}`, "s3:GetObject");
      }
    },
    async removeOlder(ageMs) {
      const before = Date.now() - ageMs;
      let removed = 0;
      let after: string | undefined;
      do {
        const from = { Bucket, Prefix: prefix, ...(after !== undefined && { ContinuationToken: after }) };
        const page = await client.send(new ListObjectsV2Command(from), soon()).catch((error: unknown) => {
          throw failed(error, `list ${prefix}`, "s3:ListBucket");
        });
        for (const { Key, LastModified } of page.Contents ?? []) {
          if (Key === undefined || LastModified === undefined || LastModified.getTime() > before) continue;
          await client.send(new DeleteObjectCommand({ Bucket, Key }), soon());
          removed++;
        }
        after = page.NextContinuationToken;
      } while (after !== undefined);
      return removed;
    },
    close: async () => client.destroy(),
  };
}

/** One at least, however short. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  let parts = 0;
  for await (const piece of content) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(pieces, bytes);
    [pieces, bytes, parts] = [[], 0, parts + 1];
  }
  if (bytes > 0 || parts === 0) yield Buffer.concat(pieces, bytes);
}
