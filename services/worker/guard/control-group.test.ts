import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { controlGroup } from "./control-group.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pqc-audit-groups-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
const open = () => controlGroup(root, join(root, "membership"));

test("version 2: the least limit of the group and those above it, without cached files", () => {
  write({
    membership: "0::/pods/worker\n",
    "cgroup.controllers": "cpu memory\n",
    "pods/memory.max": "1000000\n",
    "pods/memory.current": "700000\n",
    "pods/memory.stat": "anon 1\ninactive_file 200000\n",
    "pods/worker/memory.max": "max\n",
    "pods/worker/memory.current": "5\n",
    "pods/cpu.max": "max 100000\n",
    "pods/worker/cpu.max": "150000 100000\n",
  });
  expect(open().memory()).toEqual({ limitBytes: 1_000_000, usedBytes: 500_000 });
  expect(open().cores()).toBe(1.5);
});

test("version 2 inside a container: the root is the group, whatever its path is called", () => {
  write({
    membership: "0::/\n",
    "cgroup.controllers": "cpu memory\n",
    "memory.max": "4096\n",
    "memory.current": "1024\n",
    "memory.stat": "inactive_file 2048\n",
    "cpu.max": "50000 100000",
  });
  expect(open().memory()).toEqual({ limitBytes: 4096, usedBytes: 0 });
  expect(open().cores()).toBe(0.5);
});

test("version 1", () => {
  write({
    membership: "4:memory:/a\n2:cpu,cpuacct:/b\n0::/\n",
    "memory/a/memory.limit_in_bytes": "4096\n",
    "memory/a/memory.usage_in_bytes": "3000\n",
    "memory/a/memory.stat": "total_inactive_file 1000\n",
    "memory/memory.limit_in_bytes": "9223372036854771712\n",
    "memory/memory.usage_in_bytes": "1\n",
    "cpu/b/cpu.cfs_quota_us": "-1\n",
    "cpu/b/cpu.cfs_period_us": "100000\n",
  });
  expect(open().memory()).toEqual({ limitBytes: 4096, usedBytes: 2000 });
  expect(open().cores()).toBeUndefined();
});

test("nothing limits, or nothing is there", () => {
  expect(open().memory()).toBeUndefined();
  write({ membership: "0::/\n", "cgroup.controllers": "memory\n", "memory.max": "max\n", "memory.current": "1\n" });
  expect(open().memory()).toBeUndefined();
  expect(open().cores()).toBeUndefined();
});
