/**
 * A tar or zip archive as a source. It is read once from front to end: contents go into one temporary file of ours, ids are
 * made of them on the way, and paths are sorted as git sorts them, so that it plans and scans as a folder with the same
 * files does. Nothing is unpacked under a name that the archive chose, and no link is followed. A member that a folder
 * could not have is left out and counted; an archive that is damaged, cut short or a bomb is refused as a whole.
 */
import { open } from "node:fs/promises";
import { CorruptInputError, messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import { DEFAULT_MAX_FILE_SIZE_BYTES } from "../../filter.ts";
import { GitTreeId } from "../git-tree-id.ts";
import { orNoRoom } from "../no-room.ts";
import { compareTreeOrder } from "../path-text.ts";
import type { Passing, Source, SourceEntry } from "../source.ts";
import { type ArchiveFormat, formatOf } from "./format.ts";
import { ARCHIVE_LIMITS, type ArchiveLimits, Unpacked } from "./limits.ts";
import { type Member, pathOfName } from "./member.ts";
import { Spool } from "./spool.ts";
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
    return sourceOf(location, listing, spool);
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

interface Place {
  readonly entry: SourceEntry;
  /** In the spool; absent of what is not kept. */
  readonly at?: number;
}

/** In tree order, each path once. */
async function listed(
  members: AsyncIterable<Member>,
  spool: Spool,
  signal: AbortSignal | undefined,
): Promise<readonly Place[]> {
  const places = new Map<string, Place>();
  const leftOut: SourceEntry[] = [];
  for await (const member of members) {
    signal?.throwIfAborted();
    const path = pathOfName(member.name);
    if (path === undefined) {
      leftOut.push({ path: "", size: 0, type: member.type, skip: "unsafe-path" });
      continue;
    }
    const before = places.get(path);
    // As whoever unpacks it would be left with the last one.
    if (before) leftOut.push({ path: "", size: 0, type: before.entry.type, skip: "duplicate-path" });
    places.set(path, await placed(path, member, spool));
  }
  // What is left out has no path that anybody could go to; each has one by which a plan goes on behind it.
  let number = 0;
  for (const entry of leftOut) {
    let path: string;
    do path = `${LEFT_OUT}${number++}`;
    while (places.has(path));
    places.set(path, { entry: { ...entry, path } });
  }
  return [...places.values()].sort((a, b) => compareTreeOrder(a.entry.path, b.entry.path));
}

const LEFT_OUT = "archive member left out ";

async function placed(path: string, member: Member, spool: Spool): Promise<Place> {
  const { type, size, skip, content } = member;
  if (content === undefined) return { entry: { path, type, size, ...(skip && { skip }) } };
  const wrong = () => new CorruptInputError(`${JSON.stringify(path)} is not of the ${size} bytes that it says`);
  const { blob, at } = await spool.add(content(), size, wrong);
  return { entry: { path, type, size, blob }, ...(at !== undefined && { at }) };
}

function sourceOf(location: string, places: readonly Place[], spool: Spool): Source {
  const at = new Map(places.map((place, index) => [place.entry.path, index]));
  return {
    location,
    commit: commitOf(places),
    async *entries(after) {
      const first = after === undefined ? 0 : (at.get(after) ?? -1) + 1;
      if (after !== undefined && first === 0) {
        throw new TerminalError(`${location} has no path ${JSON.stringify(after)} to go on behind.`);
      }
      for (let index = first; index < places.length; index++) yield* entryAt(places, index);
    },
    fixed: {
      cut: async (paths) => rangesOf(places, paths),
      async *list(passing: Passing) {
        for (let index = 0; index < places.length; index++) {
          if (passing.paths > 0) passing.paths--;
          else yield* entryAt(places, index);
        }
      },
    },
    find: async (path) => places[at.get(path) ?? -1]?.entry,
    async *read(entries) {
      for (const entry of entries) {
        const place = places[at.get(entry.path) ?? -1];
        if (place?.at === undefined) throw new TerminalError(`${entry.path} is not a file of ${location}.`);
        yield { entry, bytes: await spool.read(place.at, place.entry.size) };
      }
    },
    close: () => spool.close(),
  };
}

function* entryAt(places: readonly Place[], index: number): Generator<SourceEntry> {
  const entry = places[index]?.entry;
  if (entry) yield entry;
}

/** Stands for all that is in it: the same files give the same, and what is left out is told apart by its reason. */
function commitOf(places: readonly Place[]): string {
  const id = new GitTreeId();
  for (const { entry } of places) {
    const { path, type, skip, blob = NO_BLOB } = entry;
    id.add(type === "symlink" ? "120000" : "100644", blob, Buffer.from(skip ? `${path} ${skip}` : path));
  }
  return String(id);
}

const NO_BLOB = "0".repeat(40);

/** Of nearly equal length; see `FixedTree`. */
function rangesOf(places: readonly Place[], paths: number): readonly ScanRange[] {
  const parts = Math.max(1, Math.round(places.length / paths));
  return Array.from({ length: parts }, (_, number) => {
    const start = Math.floor((places.length * number) / parts);
    const end = Math.floor((places.length * (number + 1)) / parts);
    return { number, start, entries: end - start, upTo: places[end - 1]?.entry.path ?? "" };
  });
}
