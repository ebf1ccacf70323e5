/** Faults of the object store, seen by workers and, where it says so, by the coordinator. */
import { expect } from "vitest";
import { type StoreFault, startS3Proxy } from "../../servers/s3-proxy.ts";
import type { FaultCase, Stage } from "../fault-case.ts";
import type { Poisoned } from "../invariants.ts";

interface Asked {
  readonly method: string;
  readonly key: string;
}

type Choice = (request: Asked, count: number) => boolean;

/** Both services reach the store through the proxy, which answers the chosen requests wrongly. */
async function withFault({ rig, url, servers }: Stage, fault: StoreFault, chosen: Choice): Promise<void> {
  const proxy = await startS3Proxy(servers.s3);
  rig.after(() => proxy.stop());
  let count = 0;
  proxy.fail((request) => (chosen(request, ++count) ? fault : undefined));
  const config = { s3: { endpoint: proxy.endpoint } };
  await rig.start("aggregator", "aggregator");
  await Promise.all([
    rig.start("coordinator", "coordinator", { config }),
    rig.start("worker", "worker-1", { config }),
    rig.start("worker", "worker-2", { config }),
  ]);
  await rig.submit(url);
  await rig.until("the store has failed", async () => proxy.failures() > 0);
}

/** The first request for each of these objects. */
function firstGet(every: number): Choice {
  const seen = new Set<string>();
  return ({ method, key }) => {
    if (method !== "GET" || seen.has(key)) return false;
    seen.add(key);
    return seen.size % every === 0;
  };
}

export const STORE_CASES: readonly FaultCase[] = [
  {
    id: "21a",
    fault: "S3 answers every third request with 503 SlowDown",
    run: (stage) => withFault(stage, "slow-down", (_request, count) => count % 3 === 0),
  },
  {
    id: "21b",
    fault: "S3 does not answer one of the reads at all",
    withinMs: 180_000,
    run(stage) {
      let reads = 0;
      return withFault(stage, "hang", ({ method }) => method === "GET" && ++reads === 5);
    },
  },
  {
    id: "21c",
    fault: "S3 resets the connection in the middle of every third pack",
    run: (stage) => withFault(stage, "reset", firstGet(3)),
  },
  {
    id: "21d",
    fault: "S3 ends the body early for every third pack",
    run: (stage) => withFault(stage, "truncate", firstGet(3)),
  },
  {
    id: "21e",
    fault: "S3 answers wrong bytes for every third pack, once",
    run: (stage) => withFault(stage, "wrong", firstGet(3)),
    also: async (rig) =>
      expect(
        await rig.count("select count(*) from unit_start where error like '%SHA-256%'"),
        "found out",
      ).toBeGreaterThan(0),
  },
  {
    id: "21f",
    fault: "S3 has lost one pack",
    poison: (stage) => lostPack(stage, "missing"),
  },
  {
    id: "21g",
    fault: "S3 answers wrong bytes for one pack, always",
    poison: (stage) => lostPack(stage, "wrong"),
  },
];

/** Its unit fails, saying why; every other file is scanned. */
async function lostPack(stage: Stage, fault: StoreFault): Promise<Poisoned> {
  const { rig } = stage;
  let lost: string | undefined;
  await withFault(stage, fault, ({ method, key }) => {
    if (method !== "GET") return false;
    lost ??= key;
    return key === lost;
  });
  const { rows } = await rig.db.query<{ path: string }>(
    `select distinct o.path from unit u join unit_blob b on b.unit_id = u.unit_id
     join occurrence o on o.scan_id = u.scan_id and o.blob = b.blob and o.kind = b.kind
     where right($1, length(u.pack_key)) = u.pack_key`,
    [decodeURIComponent(lost ?? "")],
  );
  expect(rows.length, "files in the lost pack").toBeGreaterThan(0);
  // Other pages may hold the same blob at other paths, planned after this was asked.
  await rig.until("the plan is sealed", async () => (await rig.count("select min(sealed) from scan")) === 1);
  return { must: rows.map(({ path }) => path) };
}
