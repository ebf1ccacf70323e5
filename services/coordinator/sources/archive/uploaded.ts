/** The archive of a claim, brought here and checked: whichever coordinator opens it lists the same. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { CorruptInputError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { UploadStore } from "@pqc-audit/platform/ports/upload-store.ts";
import { orNoRoom } from "../no-room.ts";
import type { Source } from "../source.ts";
import { openTemporary } from "../temporary.ts";
import { type ArchiveOptions, openArchive } from "./archive.ts";
import { checkUploadRef, uploadCommit, uploadKey } from "./upload-target.ts";

/** Throws `TerminalError` where it is gone, damaged or too much. */
export async function openUploaded(
  { target, options: { ref, maxFileSizeBytes } }: Pick<ScanClaim, "target" | "options">,
  uploads: UploadStore | undefined,
  options: Pick<ArchiveOptions, "limits" | "temporaryFolder" | "signal">,
): Promise<Source> {
  if (uploads === undefined) throw new TerminalError(`${target}: this coordinator has no store of archives.`);
  const sha256 = refOf(target, ref);
  const folder = await openTemporary(options.temporaryFolder);
  try {
    const file = join(folder.path, "archive");
    await uploads.fetch(uploadKey(target, sha256), file, options.signal);
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    if (hash.digest("hex") !== sha256) throw new CorruptInputError(`${target} is not what was sent: send it again`);
    const source = await openArchive(file, { ...options, location: target, maxFileSizeBytes });
    return { ...source, commit: uploadCommit(sha256) };
  } catch (error) {
    throw orNoRoom(error, target);
  } finally {
    await folder.remove();
  }
}

function refOf(target: string, ref: string | undefined): string {
  try {
    return checkUploadRef(target, ref);
  } catch (error) {
    if (error instanceof UsageError) throw new TerminalError(error.message, { cause: error });
    throw error;
  }
}
