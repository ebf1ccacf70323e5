/** A service in a control group with less memory than it is configured to take: it keeps below, and is not killed. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { makeMemoryGroup } from "../servers/memory-group.ts";
import { startProcess } from "../servers/process.ts";
import { COMMAND, loopback, runCommand } from "./command.ts";
import { commitAll } from "./repository.ts";

const GROUP_MB = 512;
const ORDINARY = 500;
/** Half a mebibyte of list each, whose syntax tree takes some hundreds: four threads would parse them side by side. */
const list = `[${"a,".repeat(1 << 18)}]`;
const LARGE = 4;

let folder: string;
let sources: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-group-"));
  sources = join(folder, "sources");
  await mkdir(sources);
  for (let index = 0; index < LARGE; index++) {
    await writeFile(join(sources, `large-${index}.py`), `import hashlib\nhashlib.md5(x)\ny = ${list}\n# ${index}\n`);
  }
  for (let index = 0; index < ORDINARY; index++) {
    await writeFile(join(sources, `ordinary-${index}.py`), `import hashlib\nhashlib.md5(b"${index}")\n`);
  }
  commitAll(sources);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a gibibyte is configured and half of it is allowed: the scan comes to its end, and nobody is killed", async (context) => {
  const group = await makeMemoryGroup(GROUP_MB);
  if ("refused" in group) return context.skip(group.refused);
  const http = await loopback();
  const config = join(folder, "embedded.yaml");
  const settings = {
    http: { listen: http },
    health: { listen: await loopback() },
    embedded: { data_dir: join(folder, "data") },
    sources: { file_roots: [sources] },
    performance: { max_memory_mb: 1024, max_workers: 4 },
  };
  await writeFile(config, stringify(settings));
  const inGroup = `echo $$ > ${group.members} && exec "$0" "$@"`;
  const service = await startProcess({
    name: "pqc-audit",
    command: "sh",
    args: ["-c", inGroup, process.execPath, COMMAND, "serve", "--config", config],
    ready: async () => (await fetch(`http://${http}/readyz`).catch(() => undefined))?.ok === true,
    startTimeoutMs: 60_000,
  });
  try {
    const ask = (...args: string[]) => runCommand([...args, "--server", `http://${http}`], { timeoutMs: 250_000 });
    const id = (await ask("submit", `file://${sources}`)).stdout.trim();
    const { stdout, stderr } = await ask("watch", id, "--format", "json");
    expect(await group.kills(), service.output()).toBe(0);
    const { coverage, findings } = JSON.parse(stdout) as AuditResult;
    expect(coverage.scanned + coverage.quarantined, stderr).toBe(ORDINARY + LARGE);
    expect(coverage).toMatchObject({ failed: 0 });
    expect(findings).toHaveLength(coverage.scanned);
    const metrics = await (await fetch(`http://${http}/metrics`)).text();
    expect(metrics).toMatch(/^pqc_audit_worker_memory_limit_bytes \d+$/m);
  } finally {
    await service.stop();
    await group.remove();
  }
});
