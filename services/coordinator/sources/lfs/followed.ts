/**
 * A repository with the contents that pointers of Git LFS stand for: its paths are those of the commit, in its order, and
 * where a pointer lies its content is listed, by its own id. What does not come stays a path that is left out.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { type LfsPointer, lfsPointerOf, MOST_POINTER_BYTES } from "@pqc-audit/scanner/lfs-pointer.ts";
import type { Filter } from "../../filter.ts";
import { type GitOptions, openGit } from "../git.ts";
import type { HostList } from "../host-list.ts";
import type { FixedTree, Source, SourceEntry } from "../source.ts";
import { Spool } from "../spool.ts";
import { bringObjects } from "./objects.ts";

export interface FollowOptions {
  /** Of what it leaves out nothing is brought. */
  readonly filter: Filter;
  readonly lfsHosts?: HostList | undefined;
  /** Told once for each reason for which contents did not come. */
  readonly missing?: (pointers: number, reason: string) => void;
}

interface Followed {
  readonly entry: SourceEntry;
  /** In the spool. */
  readonly at?: number;
}

const MAX_BYTES = 20 * 2 ** 30;
/** Beyond, a repository is made of pointers to keep somebody busy. */
const MOST_POINTERS = 100_000;
const READ_AT_ONCE = 1_000;

/** Failures as of `openGit`; `RetryableError` too where the server of the contents is away. */
export async function openFollowed(url: string, options: GitOptions, follow: FollowOptions): Promise<Source> {
  const { beside: _, ...rest } = options;
  // Whatever may be a pointer has to be looked into.
  const source = await openGit(url, { ...rest, onDemand: false });
  let spool: Spool | undefined;
  try {
    const pointers = await pointersIn(source, follow.filter);
    if (pointers.size === 0) return source;
    spool = await Spool.open(follow.filter.maxFileSizeBytes, options.temporaryFolder);
    const followed = await follows(url, pointers, spool, options, follow);
    return followedSource(source, followed, spool);
  } catch (error) {
    await spool?.close();
    await source.close();
    throw error;
  }
}

async function pointersIn(source: Source, filter: Filter): Promise<ReadonlyMap<string, [SourceEntry, LfsPointer]>> {
  const pointers = new Map<string, [SourceEntry, LfsPointer]>();
  let some: SourceEntry[] = [];
  const look = async () => {
    for await (const { entry, bytes } of source.read(some)) {
      const pointer = lfsPointerOf(bytes);
      if (pointer) pointers.set(entry.path, [entry, pointer]);
    }
    some = [];
    if (pointers.size > MOST_POINTERS) {
      throw new TerminalError(`${source.location} has more than ${MOST_POINTERS} pointers of Git LFS.`);
    }
  };
  for await (const entry of source.entries()) {
    if (entry.type !== "file" || entry.size > MOST_POINTER_BYTES || entry.size === 0 || entry.error !== undefined)
      continue;
    if (filter.decide(entry) !== undefined) continue;
    some.push(entry);
    if (some.length >= READ_AT_ONCE) await look();
  }
  await look();
  return pointers;
}

async function follows(
  url: string,
  pointers: ReadonlyMap<string, [SourceEntry, LfsPointer]>,
  spool: Spool,
  options: GitOptions,
  { filter, lfsHosts, missing }: FollowOptions,
): Promise<ReadonlyMap<string, Followed>> {
  const wanted = new Map<string, LfsPointer>();
  for (const [, pointer] of pointers.values()) {
    if (pointer.size <= filter.maxFileSizeBytes) wanted.set(pointer.oid, pointer);
  }
  const most = options.limits?.maxBytes ?? MAX_BYTES;
  const brought = await bringObjects(url, [...wanted.values()], spool, most, { ...options, lfsHosts });
  const reasons = new Map<string, number>();
  const followed = new Map<string, Followed>();
  for (const [path, [{ type }, { oid, size }]] of pointers) {
    // Without an id: what the ledger keeps of an id goes for the pointer in every other repository.
    if (size > filter.maxFileSizeBytes) followed.set(path, { entry: { path, type, size } });
    else {
      const came = brought.get(oid) ?? { why: "it was not asked for" };
      // Two pointers may name one content and differ in its size: by the wrong one, what lies behind it would be read too.
      const differs = "size" in came && came.size !== size;
      const content = differs ? { why: "its pointer gives another size of it than another pointer" } : came;
      if ("why" in content) {
        reasons.set(content.why, (reasons.get(content.why) ?? 0) + 1);
        followed.set(path, { entry: { path, type, size: 0, skip: "lfs-missing" } });
      } else {
        const { blob, at } = content;
        followed.set(path, { entry: { path, type, size, blob }, ...(at !== undefined && { at }) });
      }
    }
  }
  for (const [reason, count] of reasons) missing?.(count, reason);
  return followed;
}

function followedSource(source: Source, followed: ReadonlyMap<string, Followed>, spool: Spool): Source {
  const { location, commit, count, fixed, find } = source;
  const instead = (entry: SourceEntry) => followed.get(entry.path)?.entry ?? entry;
  async function* listed(entries: AsyncIterable<SourceEntry>): AsyncGenerator<SourceEntry> {
    for await (const entry of entries) yield instead(entry);
  }
  const tree = (of: FixedTree): FixedTree => ({
    cut: (paths) => of.cut(paths),
    list: (passing) => listed(of.list(passing)),
  });
  return {
    location,
    ...(commit !== undefined && { commit }),
    ...(count && { count }),
    ...(fixed && { fixed: tree(fixed) }),
    entries: (after, watch) => listed(source.entries(after, watch)),
    async find(path) {
      const entry = await find(path);
      return entry && instead(entry);
    },
    async *read(entries) {
      const here = (entry: SourceEntry | undefined) => entry && followed.get(entry.path)?.at;
      for (let from = 0; from < entries.length; ) {
        const entry = entries[from];
        const at = here(entry);
        if (entry && at !== undefined) {
          yield { entry, bytes: await spool.read(at, entry.size) };
          from++;
          continue;
        }
        let to = from + 1;
        while (to < entries.length && here(entries[to]) === undefined) to++;
        yield* source.read(entries.slice(from, to));
        from = to;
      }
    },
    async close() {
      await spool.close();
      await source.close();
    },
  };
}
