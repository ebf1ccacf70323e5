/** Profiles of a whole run, for `--cpu-profile`, `--heap-profile` and `performance.debug_profiling`. */
import { mkdtemp, rm } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profilesIn } from "./folder.ts";
import { mergeProfiles, type ProfileKind, type Profiles } from "./threads.ts";

export interface Profiling {
  /** Where threads are to leave their own when they end. */
  readonly folder: string;
  /** Ends them; all other threads have ended. Keyed by what was asked for. */
  stop(): Promise<Partial<Profiles>>;
}

/** Starts to sample this thread. */
export async function startProfiling(kinds: readonly ProfileKind[]): Promise<Profiling> {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-profile-"));
  const session = new Session();
  session.connect();
  if (kinds.includes("cpu")) {
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
  }
  if (kinds.includes("heap")) await session.post("HeapProfiler.startSampling");
  const own = async (kind: ProfileKind): Promise<unknown> =>
    (await (kind === "cpu" ? session.post("Profiler.stop") : session.post("HeapProfiler.stopSampling"))).profile;
  return {
    folder,
    async stop() {
      try {
        const profiles: { -readonly [K in keyof Profiles]?: Profiles[K] } = {};
        const merged = async <K extends ProfileKind>(kind: K) =>
          mergeProfiles(kind, [
            { thread: "main", profile: await own(kind) },
            ...(await profilesIn(folder, kind, "scan")),
          ]);
        if (kinds.includes("cpu")) profiles.cpu = await merged("cpu");
        if (kinds.includes("heap")) profiles.heap = await merged("heap");
        return profiles;
      } finally {
        session.disconnect();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
