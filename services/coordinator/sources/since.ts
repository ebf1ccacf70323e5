/** What `--since` compares with: an earlier commit, and a working tree with it. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { blobOfFile } from "./file-blob.ts";
import type { GitHistory } from "./git-history.ts";
import { openLocalHistory } from "./git-local-history.ts";
import { listTree, MOST_PATHS } from "./git-tree.ts";
import type { Since, Source, SourceEntry } from "./source.ts";

/** Throws `UsageError` where a day lies before the first commit that is here. */
export function baseOf({ window, location, shallow }: GitHistory, asked: string): Since {
  if (window.after) return { asked, commit: window.after.id };
  const cut = shallow.size > 0 ? " in this shallow clone (git fetch --unshallow brings the others)" : "";
  throw new UsageError(`--since ${asked}: ${location} has no commit that old${cut}: leave it out to scan everything.`);
}

const BREATH_MS = 25;

/**
 * The working tree with what is as it was in the base marked as unchanged. Files are compared by content, never by git's
 * index: that one is the repository's, and knows contents as they are committed, not as they lie here.
 */
export async function comparedWith(
  tree: Source,
  folder: string,
  asked: string,
  options: { readonly maxFileSizeBytes: number; readonly signal?: AbortSignal },
): Promise<Source> {
  const history = await openLocalHistory(folder, { ...options, since: asked });
  try {
    const since = baseOf(history, asked);
    const then = await contentsOf(history, since.commit);
    return {
      ...tree,
      since,
      async *entries(after) {
        let breath = performance.now();
        for await (const entry of tree.entries(after)) {
          yield isAsItWas(entry, then.get(entry.path)) ? { ...entry, skip: "unchanged" } : entry;
          if (performance.now() - breath < BREATH_MS) continue;
          await new Promise((goOn) => setImmediate(goOn));
          breath = performance.now();
        }
      },
    };
  } finally {
    await history.close();
  }
}

interface Content {
  readonly blob: string;
  readonly size: number;
}

async function contentsOf(history: GitHistory, commit: string): Promise<ReadonlyMap<string, Content>> {
  const { context, location, prefix } = history;
  const files = new Map<string, Content>();
  const limits = { maxEntries: MOST_PATHS, sizeOfMissing: 0, absent: false };
  for await (const { path, type, blob, size, withheld } of listTree(context, commit, location, limits)) {
    if (type !== "file" || blob === undefined || withheld || !path.startsWith(prefix)) continue;
    files.set(path.slice(prefix.length), { blob, size });
  }
  return files;
}

function isAsItWas(entry: SourceEntry, before: Content | undefined): boolean {
  if (entry.skip !== undefined || entry.type !== "file" || entry.file === undefined) return false;
  return before !== undefined && before.size === entry.size && blobOfFile(entry.file, entry.size) === before.blob;
}
