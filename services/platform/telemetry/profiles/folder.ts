/** Profiles of threads that write their own when they end (`node --cpu-prof`), read back beside that of the main thread. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OfThread } from "./cpu-profile.ts";
import type { ProfileKind } from "./threads.ts";

/** What a thread is started with, so that it leaves profiles in the folder. */
export function profilingArguments(folder: string, kinds: readonly ProfileKind[]): readonly string[] {
  return kinds.flatMap((kind) => [`--${kind}-prof`, `--${kind}-prof-dir=${folder}`]);
}

export async function profilesIn(
  folder: string,
  kind: ProfileKind,
  thread: string,
): Promise<readonly OfThread<unknown>[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(`.${kind}profile`)).toSorted();
  const profiles: OfThread<unknown>[] = [];
  for (const name of names) profiles.push({ thread, profile: JSON.parse(await readFile(join(folder, name), "utf8")) });
  return profiles;
}
