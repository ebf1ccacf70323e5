/** A bound on the memory of processes that the kernel enforces by killing: a control group of its own. Needs root. */
import { access, mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface MemoryGroup {
  /** The file that takes the ids of its processes: whoever is to be in it from the start writes its own. */
  readonly members: string;
  /** From now on the process and all it starts count. */
  add(pid: number): Promise<void>;
  /** Processes that the kernel killed for it. */
  kills(): Promise<number>;
  /** Whoever was in it is gone by then. */
  remove(): Promise<void>;
}

const ROOT = "/sys/fs/cgroup";
let groups = 0;

/** What the machine said where it lets us make none: a reason for which a case may be left out. */
export async function makeMemoryGroup(megabytes: number): Promise<MemoryGroup | { readonly refused: string }> {
  const name = `pqc-audit-test-${process.pid}-${groups++}`;
  try {
    const first = await access(join(ROOT, "memory")).then(
      () => true,
      () => false,
    );
    const folder = first ? join(ROOT, "memory", name) : join(ROOT, name);
    await mkdir(folder);
    const bytes = String(megabytes * 1024 * 1024);
    try {
      await writeFile(join(folder, first ? "memory.limit_in_bytes" : "memory.max"), bytes);
    } catch (thrown) {
      await rmdir(folder);
      throw thrown;
    }
    const members = join(folder, "cgroup.procs");
    return {
      members,
      add: (pid) => writeFile(members, String(pid)),
      async kills() {
        const said = await readFile(join(folder, first ? "memory.oom_control" : "memory.events"), "utf8");
        return Number(/^oom_kill (\d+)$/m.exec(said)?.[1] ?? 0);
      },
      remove: () => rmdir(folder),
    };
  } catch (thrown) {
    return { refused: `control group: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}
