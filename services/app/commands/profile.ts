/** `--cpu-profile` and `--heap-profile` of the commands that do work, and `performance.debug_profiling`. */
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { ProfileKind, Profiles } from "@pqc-audit/platform/telemetry/profiles/threads.ts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../context.ts";
import { checkOutput } from "../terminal/output.ts";

export interface ProfileFlags {
  /** True: into a file named after the day and the process. */
  readonly cpuProfile?: string | true;
  readonly heapProfile?: string | true;
}

/** Rows of the table. */
const MOST = 20;

export function withProfileOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--cpu-profile [=file]",
        "write where processor time went (.cpuprofile), and print the top 20",
      ).argParser(fileEndingWith(".cpuprofile")),
    )
    .addOption(
      new Option(
        "--heap-profile [=file]",
        "write who holds memory at the end (.heapprofile), and print the top 20",
      ).argParser(fileEndingWith(".heapprofile")),
    );
}

/** What stands behind an option without a file would be taken for one. */
function fileEndingWith(ending: string): (text: string) => string {
  return (text) => {
    if (text.endsWith(ending)) return text;
    throw new InvalidArgumentError(`the name must end in ${ending}; without one, put the option behind the path`);
  };
}

/** Runs `work` with Node's arguments for its threads where profiles are asked for; at the end they are written, and a table printed. */
export async function withProfile<T>(
  { performance }: Config,
  flags: ProfileFlags,
  context: Pick<Context, "stderr">,
  work: (nodeArguments: readonly string[] | undefined) => Promise<T>,
): Promise<T> {
  const files = filesOf(flags);
  // A service has no folder of its own that it may write to but this.
  if (performance.debug_profiling) files.cpu ??= join(tmpdir(), `${nameNow()}.cpuprofile`);
  const kinds = Object.keys(files) as ProfileKind[];
  if (kinds.length === 0) return work(undefined);
  for (const kind of kinds) await checkOutput(files[kind] ?? "", `--${kind}-profile`);
  const { startProfiling } = await import("@pqc-audit/platform/telemetry/profiles/profiling.ts");
  const { profilingArguments } = await import("@pqc-audit/platform/telemetry/profiles/folder.ts");
  const profiling = await startProfiling(kinds);
  try {
    return await work(profilingArguments(profiling.folder, kinds));
  } finally {
    await report(await profiling.stop(), files, context);
  }
}

type Files = Partial<Record<ProfileKind, string>>;

function nameNow(): string {
  return `pqc-audit-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}-${process.pid}`;
}

function filesOf({ cpuProfile, heapProfile }: ProfileFlags): Files {
  const name = nameNow();
  return {
    ...(cpuProfile !== undefined && { cpu: cpuProfile === true ? `${name}.cpuprofile` : cpuProfile }),
    ...(heapProfile !== undefined && { heap: heapProfile === true ? `${name}.heapprofile` : heapProfile }),
  };
}

async function report(profiles: Partial<Profiles>, files: Files, { stderr }: Pick<Context, "stderr">): Promise<void> {
  const { hottestOfCpu, hottestOfHeap } = await import("@pqc-audit/platform/telemetry/profiles/hottest.ts");
  const { profileTable } = await import("./profile-table.ts");
  const { cpu, heap } = profiles;
  if (cpu && files.cpu !== undefined) {
    await write(files.cpu, cpu);
    stderr.write(`CPU profile: ${resolve(files.cpu)}\n${profileTable(hottestOfCpu(cpu, MOST), "ms", 1000)}\n`);
  }
  if (heap && files.heap !== undefined) {
    await write(files.heap, heap);
    stderr.write(`heap profile: ${resolve(files.heap)}\n${profileTable(hottestOfHeap(heap, MOST), "KiB", 1024)}\n`);
  }
}

async function write(file: string, profile: object): Promise<void> {
  await writeFile(file, JSON.stringify(profile)).catch((thrown: unknown) => {
    throw new UsageError(`cannot write ${file}: ${messageOf(thrown)}`, { cause: thrown });
  });
}
