/** A worker that is started again whenever it dies, as Kubernetes does, and the paths that may die with it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Rig, Service, StartOptions } from "./rig.ts";

/** Until the scan has ended; answers how often the worker died. */
export async function supervised(
  rig: Rig,
  scanId: string,
  options: StartOptions,
  begun: (worker: Service) => Promise<void> = async () => {},
): Promise<number> {
  let deaths = 0;
  let over = false;
  const supervisor = (async () => {
    while (!over) {
      const worker = await rig.start("worker", "worker-1", options);
      await begun(worker);
      while (!over && (await Promise.race([worker.ended, sleep(200)])) === undefined);
      if (!over) deaths++;
    }
  })();
  const finished = "select count(*) from scan where id = $1 and finished_at is not null";
  await rig
    .until("the scan ends", async () => (await rig.count(finished, scanId)) > 0, 180_000)
    .finally(async () => {
      over = true;
      await supervisor;
    });
  return deaths;
}

/** All paths of the contents that stand in a unit with this path's; none before it is planned. */
export async function companions(rig: Rig, path: string): Promise<readonly string[] | undefined> {
  const { rows } = await rig.db.query<{ path: string }>(
    `select o.path from occurrence o where (o.blob, o.kind) in
       (select b.blob, b.kind from unit_blob b where b.unit_id in
         (select m.unit_id from unit_blob m join occurrence p on p.blob = m.blob and p.kind = m.kind where p.path = $1))`,
    [path],
  );
  return rows.length > 0 ? rows.map((row) => row.path) : undefined;
}
