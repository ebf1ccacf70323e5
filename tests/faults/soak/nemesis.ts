/** Does the steps of a round, each at its time, and undoes them. What strikes the same place waits for its turn. */
import { setTimeout as sleep } from "node:timers/promises";
import type { SoakCluster } from "./cluster.ts";
import type { History } from "./history.ts";
import { type Fault, type Step, textOf } from "./schedule.ts";

/** How to undo it, where it can be. */
type Undo = (() => Promise<void>) | undefined;
type Deeds = {
  readonly [Kind in Fault["kind"]]: (fault: Extract<Fault, { readonly kind: Kind }>) => Promise<Undo>;
};

/** Scans of the round, submitted by whoever. */
export interface Requester {
  /** The scan that the round is about becomes another one. */
  cancelAndSubmitAgain(): Promise<void>;
  submitAgain(): Promise<void>;
  readonly scanId: string;
}

/** A service that was told to end has so long; more than its grace time. */
const endedWithinMs = 45_000;
const progressWithinMs = 300;

export class Nemesis {
  readonly #cluster: SoakCluster;
  readonly #history: History;
  readonly #turns = new Map<string, Promise<void>>();
  /** Faults so far, and those of them that struck before the scan of their round had ended. */
  struck = 0;
  struckInScan = 0;
  #added = 0;

  constructor(cluster: SoakCluster, history: History) {
    this.#cluster = cluster;
    this.#history = history;
  }

  /** Resolves once all is undone; rejects with what could not be done or undone. */
  async strike(steps: readonly Step[], requester: Requester): Promise<void> {
    const started = performance.now();
    const deeds = this.#deeds(requester);
    const all: Promise<void>[] = [];
    for (const step of steps) {
      await sleep(Math.max(0, started + step.atMs - performance.now()));
      all.push(this.#inTurn(placeOf(step.fault), () => this.#perform(step, deeds, requester)));
    }
    const failed = (await Promise.allSettled(all)).filter((each) => each.status === "rejected");
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        failed.map(({ reason }) => reason).join("\n"),
      );
  }

  #inTurn(place: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(place) ?? Promise.resolve()).then(work);
    this.#turns.set(
      place,
      turn.catch(() => {}),
    );
    return turn;
  }

  async #perform(step: Step, deeds: Deeds, { scanId }: Requester): Promise<void> {
    const text = textOf(step);
    const progress = await Promise.race([this.#progress(scanId), sleep(progressWithinMs, "unknown", { ref: false })]);
    this.#history.add(`${text} (scan: ${progress})`);
    this.struck++;
    if (progress !== "ended") this.struckInScan++;
    const undo = await (deeds[step.fault.kind] as (fault: Fault) => Promise<Undo>)(step.fault);
    if (undo === undefined) return;
    await sleep(step.holdMs);
    await undo();
    this.#history.add(`  over: ${text}`);
  }

  /** Only told, nothing is decided by it; the database may be away. */
  async #progress(scanId: string): Promise<string> {
    const { rig } = this.#cluster;
    try {
      if ((await rig.count("select count(*) from scan where id = $1 and finished_at is null", scanId)) === 0)
        return "ended";
      const units = (filter: string) => rig.count(`select count(*) from unit where scan_id = $1 ${filter}`, scanId);
      return `${await units("and state = 'committed'")} of ${await units("")} units`;
    } catch {
      return "unknown";
    }
  }

  #deeds(requester: Requester): Deeds {
    const cluster = this.#cluster;
    const { rig, servers, links } = cluster;
    const patiently = (what: string, work: () => Promise<unknown>) =>
      rig.until(what, async () => {
        await work();
        return true;
      });
    return {
      kill: async ({ service }) => {
        await rig.service(service).kill();
        return async () => void (await cluster.startService(service));
      },
      end: async ({ service }) => {
        await this.#end(service);
        return async () => void (await cluster.startService(service));
      },
      stop: async ({ service }) => {
        const stopped = rig.service(service);
        stopped.signal("SIGSTOP");
        return async () => stopped.signal("SIGCONT");
      },
      crash: async ({ server }) => {
        await servers[server].kill();
        return () => servers[server].heal();
      },
      restart: async ({ server }) => {
        await servers[server].end();
        return () => servers[server].heal();
      },
      "fill the disk": async ({ server }) => {
        const full = servers[server];
        if (full.refused !== undefined) {
          this.#history.add(`  waived, the machine refuses it: ${full.refused}`);
          return undefined;
        }
        await full.fill();
        return async () => {
          await full.free();
          // JetStream switches itself off on a full disk: its operator has to restart the server.
          if (server === "nats") await full.end();
          await full.heal();
        };
      },
      cut: async ({ link }) => {
        links.get(link)?.reset();
        return undefined;
      },
      trouble: async ({ link, network }) => {
        links.get(link)?.fail(network);
        return async () => links.get(link)?.fail({});
      },
      "delete the stream": async () => {
        await patiently("the stream is deleted", () => rig.deleteStream().catch(unlessMissing));
        return undefined;
      },
      "delete the consumers": async () => {
        await patiently("the consumers are deleted", () => rig.deleteConsumers().catch(unlessMissing));
        return undefined;
      },
      "lose the store": async () => {
        await servers.nats.kill();
        await servers.nats.loseFiles();
        return () => servers.nats.heal();
      },
      "publish again": async () => {
        await patiently("finished units are published again", () => rig.republishFinished([requester.scanId]));
        return undefined;
      },
      "cancel and submit again": async () => {
        await requester.cancelAndSubmitAgain();
        return undefined;
      },
      "submit again": async () => {
        await requester.submitAgain();
        return undefined;
      },
      scale: async ({ workers }) => {
        const names = Array.from({ length: workers }, () => `worker-more-${++this.#added}`);
        await Promise.all(names.map((name) => cluster.startService(name)));
        return async () => {
          await Promise.all(names.map((name) => this.#end(name)));
          for (const name of names) rig.services.splice(rig.services.indexOf(rig.service(name)), 1);
        };
      },
    };
  }

  /** In peace, which must always work. */
  async #end(name: string): Promise<void> {
    const service = this.#cluster.rig.service(name);
    service.signal("SIGTERM");
    const how = await Promise.race([service.ended, sleep(endedWithinMs, "still running", { ref: false })]);
    if (how !== "exit code 0") throw new Error(`${name} was told to end and should have: ${how}\n${service.output()}`);
  }
}

/** Faults of the same place exclude each other. */
function placeOf(fault: Fault): string {
  switch (fault.kind) {
    case "kill":
    case "end":
    case "stop":
      return fault.service;
    case "crash":
    case "restart":
    case "fill the disk":
      return fault.server;
    case "cut":
    case "trouble":
      return fault.link;
    case "scale":
      return "more workers";
    case "cancel and submit again":
    case "submit again":
      return "requester";
    default:
      return "nats";
  }
}

/** Nothing to delete is as good as deleted. */
function unlessMissing(thrown: unknown): void {
  if (!(thrown instanceof Error) || !thrown.message.includes("not found")) throw thrown;
}
