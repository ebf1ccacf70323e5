/**
 * What is done to the cluster and when, from the seed alone: no clock and no state of the cluster has a say, so the seed
 * of a failure brings the same faults in the same order at the same times. Kinds of faults are dealt like cards: each
 * comes before any comes again, so that a short run sees all of them too.
 */
import type { NetworkFaults } from "../../servers/proxy.ts";
import { type Random, randomOf } from "./random.ts";

export const SERVICES = ["aggregator", "coordinator-1", "coordinator-2", "worker-1", "worker-2"] as const;
export const SERVERS = ["nats", "postgres", "s3"] as const;
/** Who is reached by whom over which network of its own. */
export const LINKS = [
  "workers-aggregator",
  "coordinators-aggregator",
  "workers-nats",
  "coordinators-nats",
  "workers-s3",
  "coordinators-s3",
  "aggregator-postgres",
] as const;

export type ServiceName = (typeof SERVICES)[number];
export type ServerName = (typeof SERVERS)[number];
export type LinkName = (typeof LINKS)[number];

export type Fault =
  /** SIGKILL, started again. */
  | { readonly kind: "kill"; readonly service: ServiceName }
  /** SIGTERM, started again once it has ended. */
  | { readonly kind: "end"; readonly service: ServiceName }
  /** SIGSTOP, SIGCONT. */
  | { readonly kind: "stop"; readonly service: ServiceName }
  /** SIGKILL, started again on its files. */
  | { readonly kind: "crash"; readonly server: ServerName }
  /** Ended in order, started again on its files. */
  | { readonly kind: "restart"; readonly server: ServerName }
  | { readonly kind: "fill the disk"; readonly server: ServerName }
  /** Every connection is reset. */
  | { readonly kind: "cut"; readonly link: LinkName }
  /** Slow, in slices, or held back altogether. */
  | { readonly kind: "trouble"; readonly link: LinkName; readonly network: NetworkFaults }
  | { readonly kind: "delete the stream" }
  | { readonly kind: "delete the consumers" }
  /** nats-server killed, its JetStream store gone. */
  | { readonly kind: "lose the store" }
  /** Messages of finished units come once more. */
  | { readonly kind: "publish again" }
  | { readonly kind: "cancel and submit again" }
  /** A second requester of the scan under way. */
  | { readonly kind: "submit again" }
  /** So many workers more, told to end after the time. */
  | { readonly kind: "scale"; readonly workers: number };

export interface Step {
  /** After the start of the round. */
  readonly atMs: number;
  /** Until it is undone; 0 for what cannot be. */
  readonly holdMs: number;
  readonly fault: Fault;
}

const STARTS = ["submission", "first unit"] as const;

export interface Round {
  /** From 1. */
  readonly number: number;
  /** Every how many files have contents that no scan has seen: 1 all of them. */
  readonly changedEvery: number;
  /** What starts the round: faults strike while the scan is planned, or in the middle of its units. */
  readonly from: (typeof STARTS)[number];
  readonly steps: readonly Step[];
}

const DEALT: Readonly<Record<Fault["kind"], (random: Random) => { readonly fault: Fault; readonly holdMs: number }>> = {
  kill: (random) => ({ fault: { kind: "kill", service: random.pick(SERVICES) }, holdMs: random.between(0, 3_000) }),
  end: (random) => ({ fault: { kind: "end", service: random.pick(SERVICES) }, holdMs: random.between(0, 1_000) }),
  // Some of them longer than claims and deliveries last.
  stop: (random) => ({ fault: { kind: "stop", service: random.pick(SERVICES) }, holdMs: random.between(200, 8_000) }),
  crash: (random) => ({ fault: { kind: "crash", server: random.pick(SERVERS) }, holdMs: random.between(0, 4_000) }),
  restart: (random) => ({ fault: { kind: "restart", server: random.pick(SERVERS) }, holdMs: random.between(0, 4_000) }),
  "fill the disk": (random) => ({
    fault: { kind: "fill the disk", server: random.pick(SERVERS) },
    holdMs: random.between(500, 5_000),
  }),
  cut: (random) => ({ fault: { kind: "cut", link: random.pick(LINKS) }, holdMs: 0 }),
  trouble: (random) => ({
    fault: { kind: "trouble", link: random.pick(LINKS), network: random.pick(NETWORKS)(random) },
    holdMs: random.between(500, 8_000),
  }),
  "delete the stream": () => ({ fault: { kind: "delete the stream" }, holdMs: 0 }),
  "delete the consumers": () => ({ fault: { kind: "delete the consumers" }, holdMs: 0 }),
  "lose the store": (random) => ({ fault: { kind: "lose the store" }, holdMs: random.between(0, 2_000) }),
  "publish again": () => ({ fault: { kind: "publish again" }, holdMs: 0 }),
  "cancel and submit again": () => ({ fault: { kind: "cancel and submit again" }, holdMs: 0 }),
  "submit again": () => ({ fault: { kind: "submit again" }, holdMs: 0 }),
  scale: (random) => ({ fault: { kind: "scale", workers: random.between(1, 3) }, holdMs: random.between(500, 6_000) }),
};
export const KINDS = Object.keys(DEALT) as readonly Fault["kind"][];

/** More often than the others, for there are many places to strike. */
const TWICE: readonly Fault["kind"][] = ["kill", "stop", "crash", "cut", "trouble"];

const NETWORKS: readonly ((random: Random) => NetworkFaults)[] = [
  (random) => ({ latencyMs: random.between(20, 300), jitterMs: random.between(0, 100) }),
  (random) => ({ bytesPerSecond: random.between(20_000, 500_000) }),
  (random) => ({ slice: random.between(1, 64) }),
  (random) => ({ blackhole: random.pick(["up", "down", "both"] as const) }),
];

/** Rounds without end. */
export function* schedule(seed: number): Generator<Round> {
  const random = randomOf(seed);
  let cards: Fault["kind"][] = [];
  for (let number = 1; ; number++) {
    const steps: Step[] = [];
    let atMs = 0;
    const count = random.between(3, 7);
    while (steps.length < count) {
      if (cards.length === 0) cards = random.shuffled([...KINDS, ...TWICE]);
      const kind = cards.pop();
      if (kind === undefined) continue;
      atMs += random.between(100, 2_500);
      steps.push({ atMs, ...DEALT[kind](random) });
    }
    yield { number, changedEvery: random.pick([1, 1, 2]), from: random.pick(STARTS), steps };
  }
}

/** For people: `kill worker-1 for 1.2 s`. */
export function textOf({ fault, holdMs }: Step): string {
  const { kind, ...where } = fault;
  const target = Object.values(where).map((each) =>
    typeof each === "object" ? JSON.stringify(each).replaceAll('"', "") : String(each),
  );
  const time = holdMs > 0 ? [`for ${(holdMs / 1_000).toFixed(1)} s`] : [];
  return [kind, ...target, ...time].join(" ");
}
