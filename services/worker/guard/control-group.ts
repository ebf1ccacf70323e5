/**
 * What the kernel allows this process and the others of its control group, and what they use of it. Version 2
 * (https://docs.kernel.org/admin-guide/cgroup-v2.html) where it is there, else version 1.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface GroupMemory {
  readonly limitBytes: number;
  /** Without cached files that the kernel takes away before it kills. */
  readonly usedBytes: number;
}

export interface ControlGroup {
  /** Of the group with the least limit, this one or one above it; undefined where nothing limits it. */
  memory(): GroupMemory | undefined;
  /** Cores' worth of time that it may take; undefined where nothing limits it. */
  cores(): number | undefined;
}

interface Version {
  readonly limit: string;
  readonly used: string;
  readonly cached: RegExp;
  readonly cores: (folder: string) => number | undefined;
}

const V2: Version = {
  limit: "memory.max",
  used: "memory.current",
  cached: /^inactive_file (\d+)$/m,
  cores: (folder) => quotient(...(text(join(folder, "cpu.max"))?.trim().split(" ") ?? [])),
};
const V1: Version = {
  limit: "memory.limit_in_bytes",
  used: "memory.usage_in_bytes",
  cached: /^total_inactive_file (\d+)$/m,
  cores: (folder) => quotient(text(join(folder, "cpu.cfs_quota_us")), text(join(folder, "cpu.cfs_period_us"))),
};

/** Version 1 says "no limit" as the largest number of pages. */
const NO_LIMIT = 2 ** 60;

/** The path in `number:controllers:path`, a line for each hierarchy; version 2 names no controllers. */
function pathOf(groups: string, controller: string): string | undefined {
  for (const line of groups.split("\n")) {
    const [, controllers, ...path] = line.split(":");
    if (controllers?.split(",").includes(controller) && path[0]?.startsWith("/")) return path.join(":");
  }
  return undefined;
}

export function controlGroup(root = "/sys/fs/cgroup", membership = "/proc/self/cgroup"): ControlGroup {
  const groups = text(membership) ?? "";
  const unified = text(join(root, "cgroup.controllers")) !== undefined;
  const version = unified ? V2 : V1;
  const foldersOf = (controller: string) => {
    const path = pathOf(groups, unified ? "" : controller);
    return path === undefined ? [] : upwards(unified ? root : join(root, controller), path);
  };
  const [ofMemory, ofCpu] = [foldersOf("memory"), foldersOf("cpu")];
  return {
    memory: () =>
      least(
        ofMemory.flatMap((folder) => memoryOf(folder, version) ?? []),
        (each) => each.limitBytes,
      ),
    cores: () =>
      least(
        ofCpu.flatMap((folder) => version.cores(folder) ?? []),
        (each) => each,
      ),
  };
}

/** From the group's folder to the root; inside a container those above it are not to be seen, and the root is its own. */
function upwards(root: string, path: string): readonly string[] {
  const folders = [root];
  for (let at = path; at !== "/" && at !== "."; at = dirname(at)) folders.push(join(root, at));
  return folders;
}

function memoryOf(folder: string, { limit, used, cached }: Version): GroupMemory | undefined {
  const limitBytes = Number(text(join(folder, limit)) ?? "max");
  const all = Number(text(join(folder, used)) ?? "none");
  if (!(limitBytes < NO_LIMIT) || Number.isNaN(all)) return undefined;
  const files = Number(cached.exec(text(join(folder, "memory.stat")) ?? "")?.[1] ?? 0);
  return { limitBytes, usedBytes: Math.max(0, all - files) };
}

/** `max` and -1 are no limit. */
function quotient(quota?: string, period?: string): number | undefined {
  const cores = Number(quota ?? "max") / Number(period ?? "max");
  return cores > 0 ? cores : undefined;
}

function least<T>(all: readonly T[], by: (each: T) => number): T | undefined {
  return all.toSorted((a, b) => by(a) - by(b))[0];
}

function text(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
