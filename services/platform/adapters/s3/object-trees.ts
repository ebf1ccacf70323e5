/** Objects below a prefix of an S3-compatible bucket. Where the store is says the configuration, and nothing that is listed. */
import type { Readable } from "node:stream";
import { GetObjectCommand, ListObjectsV2Command, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { RetryableError, TerminalError } from "../../errors.ts";
import type { ObjectTrees } from "../../ports/object-trees.ts";
import { clientConfig, type S3BlobStoreOptions } from "./blob-store.ts";
import { classifyS3Error, type S3Permission } from "./errors.ts";

const LIST_MS = 60_000;
/** For one whole object to come here. */
const READ_MS = 10 * 60_000;

export function openS3ObjectTrees(options: Omit<S3BlobStoreOptions, "bucket" | "prefix" | "encryption">): ObjectTrees {
  const client = new S3Client(clientConfig({ ...options, bucket: "" }));
  const failed = (error: unknown, what: string, bucket: string, permission: S3Permission) =>
    classifyS3Error(error, `cannot ${what} in bucket ${bucket} at ${options.endpoint ?? "AWS"}`, permission);
  const within = (ms: number, signal: AbortSignal | undefined) => {
    const deadline = AbortSignal.timeout(ms);
    return { abortSignal: signal ? AbortSignal.any([signal, deadline]) : deadline };
  };
  return {
    async *list(Bucket, Prefix, signal) {
      let after: string | undefined;
      do {
        // XML cannot hold every character that a key can.
        const from = { Bucket, Prefix, EncodingType: "url" as const, ...(after && { ContinuationToken: after }) };
        const page = await client.send(new ListObjectsV2Command(from), within(LIST_MS, signal)).catch((error) => {
          throw failed(error, `list ${Prefix}`, Bucket, "s3:ListBucket");
        });
        for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
          if (Key === undefined || Size === undefined || ETag === undefined) {
            throw new RetryableError(`bucket ${Bucket} listed an object without key, size or ETag`);
          }
          const key = page.EncodingType === "url" ? decoded(Key, Bucket) : Key;
          if (!key.startsWith(Prefix))
            throw new TerminalError(`bucket ${Bucket} listed an object that is not below ${Prefix}`);
          yield { key, size: Size, tag: ETag, modifiedMs: LastModified?.getTime() ?? 0 };
        }
        after = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (after !== undefined);
    },
    async *read(Bucket, { key, tag }, signal) {
      const what = `read ${JSON.stringify(key)}`;
      const limits = within(READ_MS, signal);
      let body: Readable | undefined;
      const stop = () => body?.destroy(new RetryableError("the deadline passed while the object was being read"));
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key: key, IfMatch: tag }), limits);
        if (Body === undefined) throw new RetryableError("the store answered without a body");
        body = Body as Readable;
        limits.abortSignal.addEventListener("abort", stop, { once: true });
        // Not every compatible store looks at the condition.
        if (ETag !== tag) throw changed();
        yield* body;
      } catch (error) {
        throw failed(isOther(error) ? changed() : error, what, Bucket, "s3:GetObject");
      } finally {
        limits.abortSignal.removeEventListener("abort", stop);
        body?.destroy();
      }
    },
    close: async () => client.destroy(),
  };
}

function changed(): RetryableError {
  return new RetryableError("it was changed or deleted since it was listed");
}

function isOther(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.$metadata.httpStatusCode === 412 || error.name === "NoSuchKey";
}

function decoded(key: string, bucket: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch (error) {
    throw new TerminalError(`bucket ${bucket} listed a key that is not URL-encoded UTF-8`, { cause: error });
  }
}
