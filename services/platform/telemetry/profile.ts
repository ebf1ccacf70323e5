/** CPU profiles of a process, for `performance.debug_profiling`. Chrome's developer tools and speedscope read them. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Profiling {
  /** Where the profiles of all threads go. */
  readonly folder: string;
  /** Ends the profile of this thread and writes it. Other threads write theirs when they end. */
  stop(): Promise<void>;
}

/** Starts to sample this thread; the profiles lie in a new folder of the system's folder for temporary files. */
export async function startProfiling(): Promise<Profiling> {
  const { Session } = await import("node:inspector/promises");
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-profile-"));
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return {
    folder,
    async stop() {
      const { profile } = await session.post("Profiler.stop");
      session.disconnect();
      await writeFile(join(folder, `main.${process.pid}.cpuprofile`), JSON.stringify(profile));
    },
  };
}
