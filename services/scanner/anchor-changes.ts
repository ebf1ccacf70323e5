/**
 * Which anchors open something else than they did, so that only contents in which one of them stands have to be scanned
 * again. An anchor that is new may stand in any content, since nobody looked for it: all are scanned again, unless it
 * holds an older one, without which it cannot stand anywhere.
 */
import type { AnchorDigests } from "./anchor-digests.ts";

export interface AnchorChanges {
  /** Anchors of before: contents without any of them have the same results. */
  readonly changed: readonly string[];
  /** There is an anchor that no content was searched for. */
  readonly unsearched: boolean;
}

/** In one language. */
export function anchorChanges(before: AnchorDigests, now: AnchorDigests): AnchorChanges {
  const changed = new Set(
    [...before].filter(([anchor, digest]) => now.get(anchor) !== digest).map(([anchor]) => anchor),
  );
  let unsearched = false;
  for (const anchor of now.keys()) {
    if (before.has(anchor)) continue;
    const within = longestWithin(anchor, before.keys());
    if (within === undefined) unsearched = true;
    else changed.add(within);
  }
  return { changed: [...changed], unsearched };
}

/** The longest is the rarest. */
function longestWithin(anchor: string, others: Iterable<string>): string | undefined {
  let longest: string | undefined;
  for (const other of others) {
    if (anchor.includes(other) && other.length > (longest?.length ?? 0)) longest = other;
  }
  return longest;
}
