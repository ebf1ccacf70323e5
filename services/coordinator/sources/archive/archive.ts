/**
 * A tar or zip archive as a source. It is read once from front to end: contents go into one temporary file of ours, ids are
 * made of them on the way, and paths are sorted as git sorts them, so that it plans and scans as a folder with the same
 * files does. Nothing is unpacked under a name that the archive chose, and no link is followed. A member that a folder
 * could not have is left out and counted; an archive that is damaged, cut short or a bomb is refused as a whole.
 */
import { open } from "node:fs/promises";
import { CorruptInputError, messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { DEFAULT_MAX_FILE_SIZE_BYTES } from "../../filter.ts";
import { orNoRoom } from "../no-room.ts";
import type { Source } from "../source.ts";
import { Spool } from "../spool.ts";
import { listingId, type Place, Places, spooledSource } from "../spooled-source.ts";
import { type ArchiveFormat, formatOf } from "./format.ts";
import { ARCHIVE_LIMITS, type ArchiveLimits, Unpacked } from "./limits.ts";
import { type Member, pathOfName } from "./member.ts";
import { type ArchiveFile, tarMembers } from "./tar-members.ts";
import { zipMembers } from "./zip-members.ts";

export interface ArchiveOptions {
  /** What it is called in messages and results; its file where absent. */
  readonly location?: string;
  readonly limits?: Partial<ArchiveLimits>;
  /** Larger files are listed and not kept. Default 10 MiB. */
  readonly maxFileSizeBytes?: number;
  readonly temporaryFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Throws `TerminalError` where it is no archive, damaged or more than the limits allow. */
export async function openArchive(path: string, options: ArchiveOptions = {}): Promise<Source> {
  const location = options.location ?? path;
  const handle = await open(path, "r");
  let spool: Spool | undefined;
  try {
    const file = { path, handle, size: (await handle.stat()).size };
    const format = await formatOf(handle);
    if (format === undefined) throw new CorruptInputError("it is neither a tar nor a zip archive");
    spool = await Spool.open(options.maxFileSizeBytes ?? DEFAULT_MAX_FILE_SIZE_BYTES, options.temporaryFolder);
    const unpacked = new Unpacked({ ...ARCHIVE_LIMITS, ...options.limits }, file.size);
    const listing = await listed(membersOf(file, format, unpacked), spool, options.signal);
    return spooledSource({ location, commit: listingId(listing) }, listing, spool);
  } catch (error) {
    await spool?.close();
    throw refusal(error, location, options.signal);
  } finally {
    await handle.close();
  }
}

function membersOf(file: ArchiveFile, format: ArchiveFormat, unpacked: Unpacked): AsyncIterable<Member> {
  if (format === "zip") return zipMembers(file, unpacked);
  return tarMembers(file, format === "tar" ? "none" : format === "tar.gz" ? "gzip" : "zstd", unpacked);
}

function refusal(error: unknown, location: string, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return signal.reason instanceof Error ? signal.reason : new RetryableError("stopped");
  const found = orNoRoom(error, location);
  if (found instanceof RetryableError || found instanceof TerminalError) return found;
  // Readers say what is wrong with a word of theirs, and system calls with a code.
  const isSystem = found instanceof Error && "syscall" in found;
  if (isSystem) return found;
  return new TerminalError(`The archive ${location} cannot be read: ${messageOf(found)}.`, { cause: error });
}

/** In tree order, each path once. */
async function listed(
  members: AsyncIterable<Member>,
  spool: Spool,
  signal: AbortSignal | undefined,
): Promise<readonly Place[]> {
  const places = new Places("archive member");
  for await (const member of members) {
    signal?.throwIfAborted();
    const path = pathOfName(member.name);
    // As whoever unpacks it would be left with the last one.
    if (path === undefined) places.leaveOut(member.type, "unsafe-path");
    else places.put(await placed(path, member, spool));
  }
  return places.sorted();
}

async function placed(path: string, member: Member, spool: Spool): Promise<Place> {
  const { type, size, skip, content } = member;
  if (content === undefined) return { entry: { path, type, size, ...(skip && { skip }) } };
  const wrong = () => new CorruptInputError(`${JSON.stringify(path)} is not of the ${size} bytes that it says`);
  const { blob, at } = await spool.add(content(), size, wrong);
  return { entry: { path, type, size, blob }, ...(at !== undefined && { at }) };
}
