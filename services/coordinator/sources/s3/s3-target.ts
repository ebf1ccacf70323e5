/** `s3://BUCKET/PREFIX`: which objects it names, and whether the configuration lets them be read. It never says where the store is. */
import { UsageError } from "@pqc-audit/platform/errors.ts";

const SCHEME = "s3://";
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What a URL, a terminal or a glob would take for something else is left out. */
const PREFIX = /^[^\p{C}\\?#%*[\]{}]*$/u;
const MAX_PREFIX_BYTES = 1024;

export interface S3Access {
  /** `BUCKET` or `BUCKET/PREFIX`, each with all that is below it. None where empty. */
  readonly allow: readonly string[];
  /** Where the services keep what is theirs. */
  readonly own: string;
}

export interface S3Target {
  /** As it is stored: without a slash at its end. */
  readonly target: string;
  readonly bucket: string;
  /** Of keys; ends in a slash where it is not empty. */
  readonly prefix: string;
}

export function isS3Target(target: string): boolean {
  return target.startsWith(SCHEME);
}

/** Throws `UsageError` of what is no such name, or not allowed. */
export function parseS3Target(target: string, { allow, own }: S3Access): S3Target {
  const place = target.slice(SCHEME.length).replace(/\/$/, "");
  const [bucket = "", ...parts] = place.split("/");
  const path = parts.join("/");
  const odd = parts.some((part) => part === "" || part === "." || part === "..");
  if (!BUCKET.test(bucket) || odd || !PREFIX.test(path) || Buffer.byteLength(path) > MAX_PREFIX_BYTES) {
    throw new UsageError(`${SCHEME} is followed by a bucket and, where wanted, a prefix: s3://bucket/folder`);
  }
  if (bucket === own) {
    throw new UsageError(
      `${SCHEME}${bucket} is the bucket of this installation itself (s3.bucket): it is not scanned.`,
    );
  }
  if (!allow.map((one) => one.replace(/\/$/, "")).some((one) => place === one || place.startsWith(`${one}/`))) {
    throw new UsageError(`${SCHEME}${place} is not allowed: add it, or its bucket, to sources.s3_buckets.`);
  }
  return { target: `${SCHEME}${place}`, bucket, prefix: path === "" ? "" : `${path}/` };
}
