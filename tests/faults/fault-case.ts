/** A case is a fault and when it strikes; the runner does the rest: oracle, services, invariants, the line of the table. */
import { afterAll, beforeAll, test } from "vitest";
import { direct } from "../integration/deployments.ts";
import { makeRealRepository, plantFiles, type RealRepository } from "../integration/repository.ts";
import { type MemoryGroup, makeMemoryGroup } from "../servers/memory-group.ts";
import { mountSmallDisk, type SmallDisk } from "../servers/small-disk.ts";
import { checkInvariants, type Expected, type Observed, observe, type Poisoned } from "./invariants.ts";
import { Rig, type Servers, startServers } from "./rig.ts";

export interface FaultCase {
  /** The number in the list of faults, and which of its points. */
  readonly id: string;
  /** What is done. */
  readonly fault: string;
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Starts services, submits scans, does the damage and throws where the fault did not take place. */
  readonly run?: (stage: Stage) => Promise<void>;
  /** The same for a case that leaves files unscannable; answers which. */
  readonly poison?: (stage: Stage) => Promise<Poisoned>;
  /** What the direct road finds where it is not the repository that is scanned. */
  readonly oracle?: (stage: Stage) => Promise<Expected>;
  /** Checked after the invariants of every scan. */
  readonly also?: (rig: Rig, seen: Observed) => Promise<void>;
  /** PostgreSQL and S3 of its own, for cases that damage them. */
  readonly ownServers?: true | ((disk: SmallDisk | undefined) => Promise<Servers>);
  /** Size of a disk that the case fills; a machine that refuses to mount it need not run the case. */
  readonly diskMegabytes?: number;
  /** Memory at which the kernel kills the processes of a group; a machine that refuses to make one need not run the case. */
  readonly groupMegabytes?: number;
  /** Files that are in the repository for this case only, by path. The oracle knows nothing of them. */
  readonly plant?: Readonly<Record<string, string>>;
  /** For the scans to end, from the end of `run`. Default two minutes. */
  readonly withinMs?: number;
}

export interface Stage {
  readonly rig: Rig;
  /** The repository every scan is of, and where it lies. */
  readonly url: string;
  readonly repository: string;
  readonly servers: Servers;
  /** For cases that ask for one. */
  readonly disk?: SmallDisk;
  readonly group?: MemoryGroup;
}

/** The line of the table; the reporter prints it. */
export interface FaultLine extends Observed {
  readonly id: string;
  readonly fault: string;
  readonly digestEqual: boolean;
  readonly seconds: number;
  /** The system call that this machine refuses: the case did not run, and that is said. */
  readonly waived?: string;
}

declare module "vitest" {
  interface TaskMeta {
    faultLine?: FaultLine;
  }
}

/** A few hundred files that nobody here wrote, with and without cryptography in them. */
export const PACKAGES = ["pg", "nats", "nkeys.js", "@peculiar/x509", "@grpc/grpc-js"];
const caseTimeoutMs = 240_000;

export function runFaultCases(cases: readonly FaultCase[]): void {
  let repository: RealRepository;
  let oracle: Expected;
  let shared: Servers;

  beforeAll(async () => {
    repository = makeRealRepository(PACKAGES);
    [oracle, shared] = await Promise.all([direct(repository.url), startServers()]);
  });
  afterAll(async () => {
    await shared?.stop();
    repository?.remove();
  });

  for (const each of cases) {
    test(`${each.id} ${each.fault}`, { timeout: caseTimeoutMs }, async ({ task }) => {
      const started = performance.now();
      const disk = each.diskMegabytes === undefined ? undefined : await mountSmallDisk(each.diskMegabytes);
      const group = each.groupMegabytes === undefined ? undefined : await makeMemoryGroup(each.groupMegabytes);
      const waive = (waived: string) => {
        const nothing = { redelivered: 0, duplicates: 0, digestEqual: false, seconds: 0 };
        task.meta.faultLine = { id: each.id, fault: each.fault, ...nothing, waived };
      };
      if (disk && "refused" in disk) return waive(disk.refused);
      if (group && "refused" in group) return waive(group.refused);
      const planted = each.plant && plantFiles(repository.folder, each.plant);
      const own = each.ownServers === true ? () => startServers() : each.ownServers;
      const servers = (await own?.(disk)) ?? shared;
      const rig = await Rig.start(servers, [repository.folder], each.config);
      let digestEqual = false;
      let seen: Observed = { redelivered: 0, duplicates: 0 };
      try {
        const stage = {
          rig,
          url: repository.url,
          repository: repository.folder,
          servers,
          ...(disk && { disk }),
          ...(group && { group }),
        };
        await each.run?.(stage);
        const poisoned = await each.poison?.(stage);
        if (rig.scans.length === 0) throw new Error("the case scanned nothing");
        const expected = (await each.oracle?.(stage)) ?? oracle;
        const present = expected.coverage.present + (planted?.files ?? 0);
        const coverage = { ...expected.coverage, present };
        for (const scanId of rig.scans) {
          const result = await rig.finished(scanId, each.withinMs ?? 120_000);
          await checkInvariants(rig, scanId, result, { ...expected, coverage, ...(poisoned && { poisoned }) });
          digestEqual = true;
        }
        seen = await observe(rig);
        await each.also?.(rig, seen);
      } catch (thrown) {
        if (thrown instanceof Error) thrown.message += `\n${await rig.said()}`;
        throw thrown;
      } finally {
        const seconds = (performance.now() - started) / 1000;
        task.meta.faultLine = { id: each.id, fault: each.fault, ...seen, digestEqual, seconds };
        await rig.stop();
        if (own) await servers.stop();
        await disk?.remove();
        await group?.remove();
        planted?.remove();
      }
    });
  }
}
