/**
 * Blobs in one bucket of an S3-compatible store. Every call has a deadline of its own and reads its answer to the end or
 * destroys it: an unread body keeps its socket, and waiting for a socket has no timeout in the client.
 */
import type { Readable } from "node:stream";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { CorruptInputError, RetryableError } from "../../errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import { checkBlobKey } from "../blob-key.ts";
import { classifyS3Error } from "./errors.ts";
import { isThere } from "./head.ts";

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3BlobStoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** Bucket in the path instead of the host name. Default: true with an endpoint, false on AWS. */
  readonly pathStyle?: boolean;
  /** Put before every key, `/` included. */
  readonly prefix?: string;
  /** Absent: the SDK's default chain (environment, profile, web identity, instance). A function is asked before every request. */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /** Requests at the same time; more wait. Default 32. */
  readonly maxSockets?: number;
  /** Deadline of one call, its retries included. Default 60 s. */
  readonly requestTimeoutMs?: number;
  /** Larger objects are refused, unread. Default 64 MiB. */
  readonly maxObjectBytes?: number;
  /** `AES256` or `aws:kms`; absent leaves it to the bucket. */
  readonly encryption?: "AES256" | "aws:kms";
}

/** Makes the bucket unless it stands; for development, where nobody has made it before. */
export async function createS3Bucket(options: S3BlobStoreOptions): Promise<void> {
  const client = new S3Client(clientConfig(options));
  const abortSignal = AbortSignal.timeout(options.requestTimeoutMs ?? defaultTimeoutMs);
  try {
    // AWS wants to be told the region again, except for its first one; compatible stores have only one.
    const elsewhere = options.endpoint === undefined && options.region !== "us-east-1";
    const place = { LocationConstraint: options.region as BucketLocationConstraint };
    const input = { Bucket: options.bucket, ...(elsewhere ? { CreateBucketConfiguration: place } : {}) };
    await client.send(new CreateBucketCommand(input), { abortSignal });
  } catch (error) {
    const stands = error instanceof Error && /^Bucket(AlreadyExists|AlreadyOwnedByYou)$/.test(error.name);
    const what = `cannot create bucket ${options.bucket} at ${options.endpoint ?? "AWS"}`;
    if (!stands) throw classifyS3Error(error, what, "s3:CreateBucket");
  } finally {
    client.destroy();
  }
}

const defaultTimeoutMs = 60_000;
const connectTimeoutMs = 5_000;
const attempts = 4;
/** What is done with an object, as it is said. */
const permissions = {
  store: "s3:PutObject",
  read: "s3:GetObject",
  "look for": "s3:GetObject",
  delete: "s3:DeleteObject",
} as const;

export function openS3BlobStore(options: S3BlobStoreOptions): BlobStore {
  const client = new S3Client(clientConfig(options));
  const { bucket } = options;
  const timeoutMs = options.requestTimeoutMs ?? defaultTimeoutMs;
  const maxBytes = options.maxObjectBytes ?? 64 * 1024 * 1024;

  const guarded = async <T>(
    what: keyof typeof permissions,
    key: string,
    work: (object: { Bucket: string; Key: string }, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    checkBlobKey(key);
    const Key = `${options.prefix ?? ""}${key}`;
    try {
      return await work({ Bucket: bucket, Key }, AbortSignal.timeout(timeoutMs));
    } catch (error) {
      const place = `${Key} in bucket ${bucket} at ${options.endpoint ?? "AWS"}`;
      throw classifyS3Error(error, `cannot ${what} ${place}`, permissions[what]);
    }
  };

  return {
    put: (key, bytes) =>
      guarded("store", key, async (object, abortSignal) => {
        const encryption = options.encryption === undefined ? {} : { ServerSideEncryption: options.encryption };
        const input = { ...object, ...encryption, Body: bytes, ContentLength: bytes.length };
        await client.send(new PutObjectCommand(input), { abortSignal });
      }),
    get: (key) =>
      guarded("read", key, async (object, abortSignal) => {
        const { Body, ContentLength } = await client.send(new GetObjectCommand(object), { abortSignal });
        if (Body === undefined) throw new RetryableError(`the store answered without a body for ${object.Key}`);
        return readBody(Body as Readable, ContentLength, maxBytes, abortSignal);
      }),
    exists: (key) => guarded("look for", key, (object, abortSignal) => isThere(client, object, abortSignal)),
    delete: (key) =>
      guarded("delete", key, async (object, abortSignal) => {
        await client.send(new DeleteObjectCommand(object), { abortSignal }).catch((error: unknown) => {
          // S3 itself deletes what is not there without complaint; some compatible stores do not.
          if (!(error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound"))) throw error;
        });
      }),
    close: async () => client.destroy(),
  };
}

export function clientConfig(options: S3BlobStoreOptions): S3ClientConfig {
  const { endpoint, credentials } = options;
  const maxSockets = options.maxSockets ?? 32;
  const agent = { keepAlive: true, maxSockets };
  // Compatible stores stumble over the checksums that the SDK adds by default; packs carry their own digest.
  const checksums = endpoint === undefined ? "WHEN_SUPPORTED" : "WHEN_REQUIRED";
  return {
    region: options.region,
    forcePathStyle: options.pathStyle ?? endpoint !== undefined,
    maxAttempts: attempts,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: { connectionTimeout: connectTimeoutMs, httpAgent: agent, httpsAgent: agent },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined
      ? {}
      : { credentials: typeof credentials === "function" ? fresh(credentials) : credentials }),
  };
}

/** The client keeps what does not expire for ever; what has expired when it comes is asked for again each time. */
function fresh(ask: () => Promise<S3Credentials>): () => Promise<S3Credentials & { readonly expiration: Date }> {
  return async () => ({ ...(await ask()), expiration: new Date() });
}

/** The whole body, or an error; in both cases its socket is free again. */
async function readBody(
  body: Readable,
  announced: number | undefined,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const onAbort = () => body.destroy(new RetryableError("the deadline passed while the object was being read"));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    if (signal.aborted) onAbort();
    if (announced !== undefined && announced > maxBytes) throw tooLarge(announced, maxBytes);
    // In one memory from the beginning where it is known how much there is; whatever comes beyond that is no body.
    const whole = announced === undefined ? undefined : Buffer.allocUnsafeSlow(announced);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      const bytes: Buffer = chunk;
      if (whole) bytes.copy(whole, length);
      else chunks.push(bytes);
      length += bytes.length;
      if (length > maxBytes) throw tooLarge(length, maxBytes);
    }
    if (announced !== undefined && length !== announced) {
      throw new RetryableError(`the body ended after ${length} of ${announced} bytes`);
    }
    return whole ?? Buffer.concat(chunks, length);
  } finally {
    signal.removeEventListener("abort", onAbort);
    body.destroy();
  }
}

function tooLarge(length: number, maxBytes: number): CorruptInputError {
  return new CorruptInputError(
    `the object has ${length} bytes or more, and at most ${maxBytes} are expected of a blob`,
  );
}
