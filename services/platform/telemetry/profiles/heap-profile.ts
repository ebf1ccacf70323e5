/**
 * Sampled heap profiles as V8 writes them (`.heapprofile`): who allocated what is still held, by function and size. They hold
 * names and sizes only. Snapshots of the heap are never taken: they hold contents, keys of scanned repositories among them.
 */
import { type CallFrame, frameNamed, type OfThread } from "./cpu-profile.ts";

export interface HeapNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  /** Bytes, without what is called from here. */
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

export interface HeapProfile {
  readonly head: HeapNode;
  readonly samples: readonly { readonly size: number; readonly nodeId: number; readonly ordinal: number }[];
}

/** One profile, with each thread below its root. */
export function mergeHeapProfiles(threads: readonly OfThread<HeapProfile>[]): HeapProfile {
  const children: HeapNode[] = [];
  const samples: HeapProfile["samples"][number][] = [];
  let firstFree = 2;
  for (const { thread, profile } of threads) {
    const offset = firstFree;
    const moved = (node: HeapNode): HeapNode => {
      firstFree = Math.max(firstFree, node.id + offset + 1);
      return { ...node, id: node.id + offset, children: node.children.map(moved) };
    };
    children.push({ ...moved(profile.head), callFrame: frameNamed(thread) });
    for (const sample of profile.samples) samples.push({ ...sample, nodeId: sample.nodeId + offset });
  }
  return { head: { id: 1, callFrame: frameNamed("(root)"), selfSize: 0, children }, samples };
}
