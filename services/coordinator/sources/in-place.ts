/**
 * A commit of a repository on this machine, read where it lies: its objects alone, through an empty repository of our
 * own (`git-local-history.ts`). Nothing is fetched, so a second scan costs a listing. Ids are what the repository says;
 * nobody has compared them with the contents.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { listChanges } from "./git-changes.ts";
import type { GitHistory } from "./git-history.ts";
import { openLocalHistory } from "./git-local-history.ts";
import { listTree, MOST_PATHS } from "./git-tree.ts";
import { GitTreeId } from "./git-tree-id.ts";
import { baseOf } from "./since.ts";
import type { Source, SourceEntry } from "./source.ts";

export interface InPlaceOptions {
  /** Branch, tag or commit; HEAD where absent. */
  readonly ref?: string;
  /** A commit, or a day: what is as it was then is left out. */
  readonly since?: string;
  readonly maxFileSizeBytes: number;
  readonly signal?: AbortSignal;
}

/** `location`: as the user gave it. Throws `UsageError` where folder, ref or base cannot be used. */
export async function openInPlace(folder: string, location: string, options: InPlaceOptions): Promise<Source> {
  const history = await openLocalHistory(folder, options);
  try {
    const { context, contents, prefix, window } = history;
    const base = options.since === undefined ? undefined : baseOf(history, options.since);
    const changed = base && (await changedPaths(history, base.commit));
    const commit = window.head;
    const tree = prefix === "" ? commit : `${commit}:${prefix.slice(0, -1)}`;
    const limits = { maxEntries: MOST_PATHS, sizeOfMissing: 0, absent: false };
    const seen = (entry: SourceEntry) => asSeen(entry, changed);
    return {
      location,
      commit,
      unverified: true,
      ...(base ? { since: base } : history.tree !== undefined && { tree: history.tree }),
      async *entries(after, watch) {
        let found = after === undefined;
        const treeId = watch && found ? new GitTreeId() : undefined;
        for await (const entry of listTree(context, tree, location, { ...limits, ...(treeId && { treeId }) })) {
          if (found) yield seen(entry);
          else found = entry.path === after;
        }
        if (treeId) watch?.tree(String(treeId));
      },
      sizes: (blobs) => history.sizes.of(blobs),
      async find(path) {
        const [entry] = await Array.fromAsync(listTree(context, tree, location, limits, path));
        return entry;
      },
      async *read(entries) {
        const ids = entries.map(({ path, blob }) => {
          if (blob === undefined) throw new TerminalError(`${path} is not a file of ${location}.`);
          return blob;
        });
        let at = 0;
        for await (const bytes of contents.read(ids)) {
          const entry = entries[at++];
          if (entry) yield { entry, bytes };
        }
      },
      close: () => history.close(),
    };
  } catch (error) {
    await history.close();
    throw error;
  }
}

/** Paths below the target at which something else lies than in the base. */
async function changedPaths(history: GitHistory, base: string): Promise<ReadonlySet<string>> {
  const { context, prefix, window, location } = history;
  const paths = new Set<string>();
  for await (const { path, now } of listChanges(context, [{ commit: window.head, against: base }], location)) {
    if (now && path.startsWith(prefix)) paths.add(path.slice(prefix.length));
  }
  return paths;
}

function asSeen(entry: SourceEntry, changed: ReadonlySet<string> | undefined): SourceEntry {
  if (changed && !changed.has(entry.path)) return { ...entry, skip: "unchanged" };
  // A partial clone left it at its server.
  if (entry.withheld) return { ...entry, error: "its content is not in this clone: fetch it, or scan the URL" };
  return entry;
}
