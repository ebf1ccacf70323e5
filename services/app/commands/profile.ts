/** `performance.debug_profiling` of the commands that do work. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import type { Context } from "../context.ts";

/** Runs `work` with a folder for profiles where they are asked for, and says at the end where they lie. */
export async function withProfile<T>(
  { performance }: Config,
  { stderr }: Context,
  work: (folder: string | undefined) => Promise<T>,
): Promise<T> {
  if (!performance.debug_profiling) return work(undefined);
  const { startProfiling } = await import("@pqc-audit/platform/telemetry/profile.ts");
  const profiling = await startProfiling();
  try {
    return await work(profiling.folder);
  } finally {
    await profiling.stop();
    stderr.write(`CPU profiles: ${profiling.folder}\n`);
  }
}
