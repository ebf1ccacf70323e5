/** Profiles of this process while it runs: of its main thread, and of every thread that is there from the beginning to the end. */
import { type InspectorNotification, type NodeWorker, Session } from "node:inspector";
import { promisify } from "node:util";
import { type CpuProfile, mergeCpuProfiles, type OfThread } from "./cpu-profile.ts";
import { type HeapProfile, mergeHeapProfiles } from "./heap-profile.ts";

export type ProfileKind = "cpu" | "heap";
export interface Profiles {
  readonly cpu: CpuProfile;
  readonly heap: HeapProfile;
}

type Told<T> = InspectorNotification<T>;
type Post = (method: string, parameters?: object) => Promise<unknown>;

interface Attached {
  readonly thread: string;
  readonly post: Post;
}

/** A thread that is told to end meanwhile does not answer; it is left out. */
const ANSWER_MS = 10_000;
/** Bytes between two samples: V8's own default is as much. */
const SAMPLING_BYTES = 512 * 1024;

const BEGIN: Readonly<Record<ProfileKind, readonly (readonly [string, object?])[]>> = {
  cpu: [["Profiler.enable"], ["Profiler.start"]],
  heap: [["HeapProfiler.enable"], ["HeapProfiler.startSampling", { samplingInterval: SAMPLING_BYTES }]],
};
const END: Readonly<Record<ProfileKind, string>> = { cpu: "Profiler.stop", heap: "HeapProfiler.stopSampling" };

/** Begins; what is answered ends it and gives the profile of all threads. */
export async function profileThreads<K extends ProfileKind>(kind: K): Promise<() => Promise<Profiles[K]>> {
  const session = new Session();
  session.connect();
  const main: Attached = { thread: "main", post: promisify(session.post.bind(session)) as Post };
  const begun: Attached[] = [];
  try {
    for (const each of [main, ...(await attachThreads(session, main.post))]) {
      const steps = BEGIN[kind].reduce<Promise<unknown>>(
        (before, [method, parameters]) => before.then(() => each.post(method, parameters)),
        Promise.resolve(),
      );
      // Of one that has ended since.
      await steps.then(() => begun.push(each)).catch(() => undefined);
    }
  } catch (thrown) {
    session.disconnect();
    throw thrown;
  }
  return async () => {
    try {
      const answers = await Promise.allSettled(begun.map(({ post }) => post(END[kind])));
      const profiles = answers.flatMap((answer, at) => {
        const thread = begun[at]?.thread ?? "";
        return answer.status === "fulfilled"
          ? [{ thread, profile: (answer.value as { profile: unknown }).profile }]
          : [];
      });
      return mergeProfiles(kind, profiles);
    } finally {
      session.disconnect();
    }
  };
}

/** As they come of V8. */
export function mergeProfiles<K extends ProfileKind>(kind: K, threads: readonly OfThread<unknown>[]): Profiles[K] {
  const merged =
    kind === "cpu"
      ? mergeCpuProfiles(threads as OfThread<CpuProfile>[])
      : mergeHeapProfiles(threads as OfThread<HeapProfile>[]);
  return merged as Profiles[K];
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Answers those that there are now: they are told of before the command is answered. */
async function attachThreads(session: Session, post: Post): Promise<readonly Attached[]> {
  const attached: Attached[] = [];
  const waiting = new Map<number, { readonly sessionId: string; readonly answered: (answer: Answer) => void }>();
  const ended = new Set<string>();
  let nextId = 1;
  const ask = (sessionId: string, method: string, parameters: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended.has(sessionId)) throw new Error("the thread has ended");
      const id = nextId++;
      const answered = ({ result, error }: Answer) => {
        clearTimeout(late);
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(JSON.stringify(error)));
      };
      const late = setTimeout(answered, ANSWER_MS, { error: "no answer" });
      waiting.set(id, { sessionId, answered });
      const message = JSON.stringify({ id, method, params: parameters });
      post("NodeWorker.sendMessageToWorker", { sessionId, message }).catch((error: unknown) => answered({ error }));
    });
  session.on("NodeWorker.attachedToWorker", ({ params }: Told<NodeWorker.AttachedToWorkerEventDataType>) => {
    const { sessionId, workerInfo } = params;
    const thread = /^\[worker \d+\] (.+)$/.exec(workerInfo.title)?.[1] ?? "thread";
    attached.push({ thread, post: (method, parameters = {}) => ask(sessionId, method, parameters) });
  });
  session.on("NodeWorker.detachedFromWorker", ({ params }: Told<NodeWorker.DetachedFromWorkerEventDataType>) => {
    ended.add(params.sessionId);
    for (const { sessionId, answered } of [...waiting.values()]) {
      if (sessionId === params.sessionId) answered({ error: "the thread has ended" });
    }
  });
  session.on(
    "NodeWorker.receivedMessageFromWorker",
    ({ params }: Told<NodeWorker.ReceivedMessageFromWorkerEventDataType>) => {
      const answer = JSON.parse(params.message) as Answer;
      if (answer.id !== undefined) waiting.get(answer.id)?.answered(answer);
    },
  );
  await post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  return [...attached];
}
