/** Which stage of a scan the CPU time of a service went to, by where its profile was at work. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Stage {
  readonly name: string;
  /** Matches the file of whoever works, or of the nearest who called them. */
  readonly where: RegExp;
}

/** In the order of the road of a file. The first that matches counts. */
export const COORDINATOR_STAGES: readonly Stage[] = [
  { name: "read", where: /sources\/git-contents/ },
  { name: "enumerate", where: /sources\/git-(?:tree|records)|sources\/path-text|sources\/git\.ts|coordinator\/filter/ },
  { name: "upload", where: /adapters\/s3|@aws-sdk|@smithy/ },
  { name: "queue", where: /adapters\/nats|node_modules\/nats|coordinator\/publish/ },
  { name: "ledger calls", where: /adapters\/grpc|@grpc|protobufjs|proto-loader/ },
  { name: "pack", where: /platform\/packs|tar-stream|streamx|coordinator\/packing/ },
  { name: "look up", where: /coordinator\/(?:plan|page)|scanner\/kinds/ },
];

export const WORKER_STAGES: readonly Stage[] = [
  { name: "download", where: /adapters\/s3|@aws-sdk|@smithy/ },
  { name: "queue", where: /adapters\/nats|node_modules\/nats/ },
  { name: "stream", where: /adapters\/grpc|@grpc|protobufjs|proto-loader/ },
  { name: "unpack", where: /platform\/packs|tar-stream|streamx|worker\/unpacked/ },
  { name: "to the threads", where: /worker\/pool|worker\/unit/ },
];

export const THREAD_STAGES: readonly Stage[] = [
  { name: "unpack", where: /platform\/packs/ },
  { name: "prefilter", where: /scanner\/prefilter/ },
  { name: "parse", where: /web-tree-sitter|scanner\/languages/ },
  { name: "match", where: /scanner\// },
  { name: "take over", where: /worker\/pool/ },
];

export const AGGREGATOR_STAGES: readonly Stage[] = [
  { name: "stream", where: /adapters\/grpc|@grpc|protobufjs|proto-loader/ },
  { name: "finish", where: /aggregator\/(?:finish|join)/ },
  { name: "commit", where: /aggregator\/(?:results|ledger|store)|kysely|node_modules\/pg/ },
];

/** What is no code of ours or of a package: Node, the kernel on its behalf, and V8 cleaning up. */
export const NODE = "Node and system calls";
export const GARBAGE = "garbage collection";
export const OTHER = "other";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  /** Microseconds of the clock that `process.hrtime` reads. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Microseconds of the machine's monotonic clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const microseconds = (): number => Number(process.hrtime.bigint() / 1000n);

/** Shares of the time in which a thread worked, between 0 and 1; `main`: the main thread, else all others together. */
export function sharesOf(
  folder: string,
  { main, stages, during }: { readonly main: boolean; readonly stages: readonly Stage[]; readonly during: Span },
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const thread = /\.(\d+)\.\d+\.cpuprofile$/.exec(name)?.[1];
    if (thread === undefined || (thread === "0") !== main) continue;
    add(times, JSON.parse(readFileSync(join(folder, name), "utf8")) as Profile, stages, during);
  }
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  return new Map([...times].map(([stage, time]) => [stage, time / all]));
}

function add(times: Map<string, number>, profile: Profile, stages: readonly Stage[], { from, to }: Span): void {
  const stageOf = stagesOfNodes(profile, stages);
  let now = profile.startTime;
  for (const [at, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[at] ?? 0;
    now += delta;
    const stage = stageOf.get(id);
    if (stage === undefined || now < from || now > to) continue;
    times.set(stage, (times.get(stage) ?? 0) + delta);
  }
}

/** Of each node the stage; idle ones have none. */
function stagesOfNodes({ nodes }: Profile, stages: readonly Stage[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const found = new Map<number, string>();
  for (const { id, callFrame } of nodes) {
    if (callFrame.functionName === "(idle)") continue;
    if (callFrame.functionName === "(garbage collector)") {
      found.set(id, GARBAGE);
      continue;
    }
    let own = false;
    let stage: string | undefined;
    for (let at: number | undefined = id; at !== undefined && stage === undefined; at = parents.get(at)) {
      const url = byId.get(at)?.callFrame.url ?? "";
      own ||= url.startsWith("file:");
      stage = stages.find(({ where }) => where.test(url))?.name;
    }
    found.set(id, stage ?? (own ? OTHER : NODE));
  }
  return found;
}
