/**
 * CPU profiles as V8 writes them (`.cpuprofile`), which Chrome's developer tools and speedscope open. Those of several
 * threads become one: below its root stands each thread, and on its time line one thread comes behind the other, so that
 * sums are those of all threads together.
 */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0; -1 of what is no function. */
  readonly lineNumber: number;
}

export interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly CpuNode[];
  /** Microseconds, as all below. */
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** Since the sample before; the first since `startTime`. */
  readonly timeDeltas: readonly number[];
}

/** One thread's profile; threads of one name are told of together. */
export interface OfThread<T> {
  readonly thread: string;
  readonly profile: T;
}

/** What V8 gives nodes that are no functions. */
export function frameNamed(functionName: string) {
  return { functionName, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 };
}

export function mergeCpuProfiles(threads: readonly OfThread<CpuProfile>[]): CpuProfile {
  const tops: number[] = [];
  const nodes: CpuNode[] = [{ id: 1, callFrame: frameNamed("(root)"), children: tops }];
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let endTime = 0;
  let last = 0;
  let firstFree = 2;
  for (const { thread, profile } of threads) {
    const offset = firstFree;
    const [root] = profile.nodes;
    for (const node of profile.nodes) {
      const callFrame = node === root ? frameNamed(thread) : node.callFrame;
      const children = node.children?.map((id) => id + offset);
      nodes.push({ ...node, id: node.id + offset, callFrame, ...(children && { children }) });
      firstFree = Math.max(firstFree, node.id + offset + 1);
    }
    if (root) tops.push(root.id + offset);
    let at = endTime;
    for (const [index, delta] of profile.timeDeltas.entries()) {
      at += delta;
      samples.push((profile.samples[index] ?? 0) + offset);
      timeDeltas.push(at - last);
      last = at;
    }
    endTime += profile.endTime - profile.startTime;
  }
  return { nodes, startTime: 0, endTime, samples, timeDeltas };
}

/** Microseconds that each node was at the top of the stack; the last sample lasts until the end. */
export function selfTimes(profile: CpuProfile): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  const lasted = (id: number | undefined, time: number) => {
    if (id !== undefined) times.set(id, (times.get(id) ?? 0) + time);
  };
  let at = profile.startTime;
  for (const [index, delta] of profile.timeDeltas.entries()) {
    if (index > 0) lasted(profile.samples[index - 1], delta);
    at += delta;
  }
  lasted(profile.samples.at(-1), Math.max(0, profile.endTime - at));
  return times;
}
