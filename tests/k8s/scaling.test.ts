/** From one worker to twenty and back while a scan runs. Needs no control plane: what it would do, the test does at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { PACKAGES } from "../faults/fault-case.ts";
import { checkInvariants } from "../faults/invariants.ts";
import { Rig, type Service, startServers } from "../faults/rig.ts";
import { direct } from "../integration/deployments.ts";
import { makeRealRepository } from "../integration/repository.ts";
import { residentBytes } from "../servers/usage.ts";
import { Series } from "./series.ts";

const MOST = 20;
/** Enough that the first workers are not done before the last have started, on cores that are busy with other things. */
const REPOSITORY = [...PACKAGES, "kysely"];
/** Started side by side: more would keep each other from being ready in time. */
const AT_ONCE = 4;
/** Of those that go, so many are killed; the others are told to end. */
const KILLED = 9;
/** Left when they go: what one worker can do in a minute or two. */
const LEFT = 30;
/** A unit takes this much longer than it needs: few cores stand for twenty, and whoever goes is amid one. */
const FAILPOINT = { failpoint: "worker.during-scan:wait=2500" };
const DISTRIBUTION = {
  page_entries: 60,
  publish_window: 8 * MOST,
  // Twenty workers share what cores there are: one that is slow is not dead.
  ack_wait_seconds: 20,
  claim_seconds: 20,
  stale_seconds: 20,
};
const SCAN_MS = 400_000;

test("1 → 20 → 1 during a scan: no unit is lost, none counts twice, none needs more than one redelivery", async () => {
  await using started = new AsyncDisposableStack();
  const repository = makeRealRepository(REPOSITORY);
  started.defer(async () => repository.remove());
  const oracle = await direct(repository.url);
  const servers = await startServers();
  started.defer(() => servers.stop());
  const config = { distribution: DISTRIBUTION, performance: { chunk_size: 2, max_workers: 1 } };
  const rig = await Rig.start(servers, [repository.folder], config);
  started.defer(() => rig.stop());

  await rig.start("aggregator", "aggregator");
  await rig.start("coordinator", "coordinator");
  const workers: Service[] = [await rig.start("worker", "worker-1", FAILPOINT)];
  const going = new Set<Service>();
  const series = new Series(async () => ({
    "units waiting": await rig.unitsIn("planned", "published", "started"),
    "units committed": await rig.unitsIn("committed"),
    workers: workers.length - going.size,
    "MiB of workers": Math.round(workers.reduce((sum, { pid }) => sum + (residentBytes(pid) ?? 0), 0) / 2 ** 20),
  }));
  started.defer(() => series.stop());

  const scan = await rig.submit(repository.url);
  await rig.until("the first worker has done something", async () => (await rig.unitsIn("committed")) > 2);
  while (workers.length < MOST) {
    const next = Array.from({ length: Math.min(AT_ONCE, MOST - workers.length) }, (_, at) => workers.length + at + 1);
    workers.push(...(await Promise.all(next.map((at) => rig.start("worker", `worker-${at}`, FAILPOINT)))));
  }
  await rig.until("all of them work", async () => {
    const busy = await Promise.all(workers.map((each) => each.metric("pqc_audit_units_in_flight")));
    return busy.every((units) => units > 0);
  });
  const open = () => rig.unitsIn("planned", "published", "started");
  const sealed = () => rig.count("select sealed from scan where id = $1", scan);
  await rig.until(
    "little is left",
    async () => (await sealed()) === 1 && (await open()) < LEFT + workers.length,
    SCAN_MS,
  );

  const [, ...others] = workers;
  const before = await open();
  expect(before, "units that nobody has done when they go").toBeGreaterThan(0);
  for (const each of others) going.add(each);
  for (const [at, each] of others.entries()) each.signal(at < KILLED ? "SIGKILL" : "SIGTERM");
  const ends = await Promise.all(others.map((each) => Promise.race([each.ended, sleep(60_000, "still there")])));
  expect(ends).toEqual(others.map((_, at) => (at < KILLED ? "signal SIGKILL" : "exit code 0")));
  const result = await rig.finished(scan, SCAN_MS);
  await series.stop();

  await checkInvariants(rig, scan, result, oracle);
  const units = await rig.unitsIn("committed");
  const again = await rig.count("select count(*) - count(distinct unit_id) from unit_start");
  const most = await rig.count("select max(n) from (select count(*) as n from unit_start group by unit_id) starts");
  expect(series.most("workers")).toBe(MOST);
  expect(again, "units begun by those that were killed").toBeGreaterThan(0);
  expect(most, "the most starts of a unit").toBe(2);
  const told = `${units} units, ${before} open when ${others.length} of ${MOST} workers went (${KILLED} of them killed)`;
  process.stdout.write(`\n${series.text()}\n${told}; ${again} begun again, none more than once; digest equal\n`);
});
