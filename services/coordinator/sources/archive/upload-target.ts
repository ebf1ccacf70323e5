/**
 * Archives that were sent to a server are scanned as `archive://NAME`, the name being whoever's sent it and the same for every
 * version, with the SHA-256 of the archive as ref. So names stand where repositories stand: in history, teams and rights.
 */
import { createHash } from "node:crypto";
import { UsageError } from "@pqc-audit/platform/errors.ts";

const SCHEME = "archive://";
/** Parts of letters, digits, `.`, `_` and `-`, each begun by a letter or digit. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const MAX_NAME = 200;
const SHA256 = /^[0-9a-f]{64}$/;

export function isUploadTarget(target: string): boolean {
  return target.startsWith(SCHEME);
}

/** As it is stored. Throws `UsageError` of a name that is none. */
export function checkUploadTarget(target: string): string {
  const name = target.slice(SCHEME.length);
  if (name.length > MAX_NAME || !NAME.test(name)) {
    throw new UsageError(
      `${SCHEME} is followed by a name of at most ${MAX_NAME} characters: letters, digits, ".", "_", "-", and "/" between its parts`,
    );
  }
  return target;
}

/** Of another name the same archive is another upload: who may see one may not see the other. */
export function uploadKey(target: string, sha256: string): string {
  return `${createHash("sha256").update(target).digest("hex")}/${sha256}`;
}

/** Throws `UsageError` of a ref that names no archive. */
export function checkUploadRef(target: string, ref: string | undefined): string {
  if (ref !== undefined && SHA256.test(ref)) return ref;
  throw new UsageError(`${target} needs the SHA-256 of an archive that was sent (64 hex digits) as ref`);
}

/** What stands for it where a repository has a commit. */
export function uploadCommit(sha256: string): string {
  return sha256.slice(0, 40);
}
