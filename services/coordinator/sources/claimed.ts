/** The source of a claimed scan: an archive that was sent, objects below a prefix, or of a repository the commit an earlier coordinator planned, or the one its ref names now. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { type HeadCheck, LARGE_BLOB_BYTES, type ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { SourceSettings } from "../config.ts";
import { createFilter } from "../filter.ts";
import { checkUploadRef, isUploadTarget, uploadCommit } from "./archive/upload-target.ts";
import { openUploaded } from "./archive/uploaded.ts";
import { type EarlierCommit, type GitEvents, type GitOptions, openGit } from "./git.ts";
import { headOfGit } from "./git-head.ts";
import { COMMIT_ID } from "./git-refs.ts";
import { openFollowed } from "./lfs/followed.ts";
import { isS3Target } from "./s3/s3-target.ts";
import { headOfS3Tree, openS3Tree } from "./s3/s3-tree.ts";
import type { Source } from "./source.ts";

export interface ClaimedOptions {
  readonly signal: AbortSignal;
  readonly events?: GitEvents;
  /** The commit of the ref, where it was asked for already. */
  readonly head?: string | undefined;
  /** The commit to compare with. */
  readonly beside?: EarlierCommit | undefined;
  /** As `CoordinatorSettings` says. */
  readonly rangeEntries?: number | undefined;
}

type AskOptions = Omit<ClaimedOptions, "head" | "beside" | "rangeEntries">;

export async function openClaimed(
  claim: ScanClaim,
  settings: SourceSettings,
  { head, beside, rangeEntries, ...options }: ClaimedOptions,
): Promise<Source> {
  const { target, resume } = claim;
  if (isUploadTarget(target)) {
    const { uploads, archiveLimits: limits, temporaryFolder } = settings;
    return openUploaded(claim, uploads, { ...(limits && { limits }), temporaryFolder, signal: options.signal });
  }
  if (isS3Target(target)) {
    const { temporaryFolder, objects } = settings;
    const cut = claim.cuts && rangeEntries !== undefined ? { objects: rangeEntries } : undefined;
    const rest = claim.range ? ("ranges" as const) : resume && { behind: resume.lastPath };
    const asked = { ...claim.options, target, parts: rest ?? cut };
    const source = await openS3Tree(asked, objects, { temporaryFolder, signal: options.signal });
    if (resume === undefined || source.commit === resume.commit) return source;
    await source.close();
    throw new TerminalError(`${target} was changed since a part of it was planned: submit the scan again.`);
  }
  const at = resume?.commit ?? head;
  const common = optionsOf(claim, settings, options);
  const compared = beside ? { ...common, beside } : common;
  const open = (asked: GitOptions) => opened(claim, asked, settings);
  if (at === undefined) return open(compared);
  try {
    return await open({ ...compared, ref: at, isCommit: true });
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    // Old servers give out what a ref names and nothing else.
    const source = await open(common);
    if (source.commit === at || resume === undefined) return source;
    await source.close();
    throw new TerminalError(
      `${source.location} no longer gives out ${resume.commit}, of which a part is planned: submit the scan again.`,
      { cause: error },
    );
  }
}

function opened({ target, options }: ScanClaim, asked: GitOptions, { lfsHosts }: SourceSettings): Promise<Source> {
  if (!options.lfs) return openGit(target, asked);
  const missing = (pointers: number, reason: string) => asked.events?.lfsMissing?.(pointers, reason);
  return openFollowed(target, asked, { filter: createFilter(options), lfsHosts, missing });
}

/** The commit that the claim's ref names now. Whether a server has a commit that is named itself shows when it is fetched. */
export async function headOfClaimed(
  { target, options: { ref } }: ScanClaim,
  settings: SourceSettings,
  options: AskOptions,
): Promise<string | undefined> {
  if (isUploadTarget(target)) return uploadCommit(checkUploadRef(target, ref));
  if (isS3Target(target)) return headOfS3Tree({ target, ref }, settings.objects, options);
  if (COMMIT_ID.test(ref ?? "")) return undefined;
  return headOfGit(target, { ...settings, ...options, ...(ref !== undefined && { ref }) });
}

/** The commit of a check; one that is named itself never moves. */
export async function headOfCheck(
  { target, ref }: Pick<HeadCheck, "target" | "ref">,
  settings: SourceSettings,
  options: AskOptions,
): Promise<string> {
  if (isUploadTarget(target)) return uploadCommit(checkUploadRef(target, ref));
  if (isS3Target(target)) return headOfS3Tree({ target, ref }, settings.objects, options);
  if (ref !== undefined && COMMIT_ID.test(ref)) return ref;
  return headOfGit(target, { ...settings, ...options, ...(ref !== undefined && { ref }) });
}

function optionsOf(
  { options: { ref, maxFileSizeBytes }, sizesKept }: ScanClaim,
  settings: SourceSettings,
  options: AskOptions,
): GitOptions {
  return {
    ...settings,
    ...options,
    maxFileSizeBytes,
    ...(ref !== undefined && { ref }),
    // Of what is known it must also be known whether the limit leaves it out.
    onDemand: sizesKept === true && maxFileSizeBytes >= LARGE_BLOB_BYTES,
  };
}
