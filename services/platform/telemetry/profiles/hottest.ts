/** Which functions a merged profile says the most of, for a table that needs no other program. */
import { type CallFrame, type CpuProfile, selfTimes } from "./cpu-profile.ts";
import type { HeapNode, HeapProfile } from "./heap-profile.ts";

export interface Hot {
  readonly name: string;
  /** `file:line`; empty of what is no function of a file. */
  readonly place: string;
  readonly thread: string;
  /** Of the function itself: microseconds or bytes. */
  readonly self: number;
  /** With all that it calls; a function that calls itself counts once. */
  readonly total: number;
}

/** What a thread does that has nothing to do. */
const NO_WORK = new Set(["(idle)", "(root)"]);

interface Node {
  readonly callFrame: CallFrame;
  readonly self: number;
  readonly children: readonly Node[];
}

export function hottestOfCpu(profile: CpuProfile, most: number): readonly Hot[] {
  const times = selfTimes(profile);
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  // Nodes come after those that call them, so children are there once the list is gone through from its end.
  const made = new Map<number, Node>();
  for (const { id, callFrame } of profile.nodes.toReversed()) {
    const children = byId.get(id)?.children?.flatMap((child) => made.get(child) ?? []) ?? [];
    made.set(id, { callFrame, self: times.get(id) ?? 0, children });
  }
  return hottest(made.get(profile.nodes[0]?.id ?? 0)?.children ?? [], most);
}

export function hottestOfHeap({ head }: HeapProfile, most: number): readonly Hot[] {
  const nodeOf = ({ callFrame, selfSize, children }: HeapNode): Node => ({
    callFrame,
    self: selfSize,
    children: children.map(nodeOf),
  });
  return hottest(head.children.map(nodeOf), most);
}

/** Of the threads below a merged profile's root, those of one name together. */
function hottest(threads: readonly Node[], most: number): readonly Hot[] {
  const found = new Map<string, { -readonly [Key in keyof Hot]: Hot[Key] }>();
  const counted = new Map<string, number>();
  for (const thread of threads) {
    const { functionName } = thread.callFrame;
    counted.set(functionName, (counted.get(functionName) ?? 0) + 1);
    const visit = ({ callFrame, self, children }: Node, above: ReadonlySet<string>): number => {
      const { functionName: name, url, lineNumber } = callFrame;
      const key = JSON.stringify([functionName, name, url, lineNumber]);
      const inside = above.has(key) ? above : new Set([...above, key]);
      let total = self;
      for (const child of children) total += visit(child, inside);
      const hot = found.get(key) ?? {
        name: name || "(anonymous)",
        place: placeOf(callFrame),
        thread: functionName,
        self: 0,
        total: 0,
      };
      found.set(key, hot);
      hot.self += self;
      if (inside !== above) hot.total += total;
      return total;
    };
    for (const child of thread.children) visit(child, new Set());
  }
  const rows = [...found.values()].filter(({ name, self }) => self > 0 && !NO_WORK.has(name));
  const threadOf = (name: string) => ((counted.get(name) ?? 1) > 1 ? `${name} ×${counted.get(name)}` : name);
  return rows
    .toSorted((one, other) => other.self - one.self)
    .slice(0, most)
    .map((row) => ({ ...row, thread: threadOf(row.thread) }));
}

/** The last two folders of a path say where it is; the profile has it whole. */
function placeOf({ url, lineNumber }: CallFrame): string {
  if (url === "") return "";
  const path = url.replace(/^file:\/\//, "");
  const short = /^(?:node|wasm):/.test(path) ? path : path.split("/").slice(-3).join("/");
  return lineNumber < 0 ? short : `${short}:${lineNumber + 1}`;
}
