/**
 * How long a scan takes and what it costs with so many workers, from what a unit takes of each part: a road is as fast
 * as its narrowest place, and a place is as wide as what stands there. What units take is measured (`predict.ts`), what
 * stands there is said. A worker that was just started compiles what it runs, and that once. Left out is what does not show
 * in a scan that lasts: the last units of all.
 */

/** What a scan took of each part, for each of its units. CPU seconds unless said. */
export interface Demand {
  readonly units: number;
  readonly files: number;
  readonly worker: number;
  /** Of each worker beside its units, once: what V8 compiles and finds out before it is as fast as it gets. */
  readonly warmUp: number;
  /** `serial`: of the main thread, which is one whatever the cores; `other`: of its further threads, and of git. */
  readonly coordinator: { readonly serial: number; readonly other: number };
  readonly aggregator: { readonly serial: number; readonly other: number };
  readonly database: number;
  readonly queue: number;
  readonly store: number;
  /** Bytes of its pack. */
  readonly bytes: number;
  /** Seconds of the clock that a scan takes however few units it has. */
  readonly fixed: number;
}

/** What a scan runs on. */
export interface Installation {
  readonly workers: number;
  readonly coresOfWorker: number;
  /** That work at this scan: one for one repository, more where the units are of many. */
  readonly coordinators: number;
  readonly coresOfCoordinator: number;
  readonly aggregators: number;
  readonly coresOfAggregator: number;
  readonly coresOfDatabase: number;
  /** Bytes a second between a service and the store of packs. */
  readonly bandwidth: number;
  /** Set where all of it shares one machine's cores, servers included: its number. */
  readonly shared?: number;
}

export type Place =
  | "workers"
  | "coordinator's thread"
  | "coordinator's cores"
  | "aggregator's thread"
  | "aggregator's cores"
  | "database"
  | "network"
  | "requests to the store"
  | "shared cores";

export interface Prediction {
  /** Seconds of the clock. */
  readonly wall: number;
  /** The narrowest place. */
  readonly bound: Place;
  readonly unitsPerSecond: number;
  /** Of the workers' cores, between 0 and 1. */
  readonly busy: number;
  /** US dollars. */
  readonly cost: number;
}

/** Requests a second that S3 answers for one prefix: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
const PUTS_PER_SECOND = 3_500;
const GETS_PER_SECOND = 5_500;

/**
 * Dollars: list prices of us-east-1, to compare installations with each other, not to pay by. A core is half of a
 * c7i.large on demand (https://aws.amazon.com/ec2/pricing/on-demand/), requests are those of S3 Standard
 * (https://aws.amazon.com/s3/pricing/).
 */
export const PRICES = { coreHour: 0.0446, put: 0.000_005, get: 0.000_000_4 } as const;

/** Seconds that each place is taken by one unit. */
function secondsOf(demand: Demand, on: Installation): ReadonlyMap<Place, number> {
  const { worker, coordinator, aggregator, database, queue, store } = demand;
  const planning = coordinator.serial + coordinator.other;
  const keeping = aggregator.serial + aggregator.other;
  const seconds = new Map<Place, number>([
    ["workers", worker / (on.workers * on.coresOfWorker)],
    ["coordinator's thread", coordinator.serial / on.coordinators],
    ["coordinator's cores", planning / (on.coordinators * on.coresOfCoordinator)],
    ["aggregator's thread", aggregator.serial / on.aggregators],
    ["aggregator's cores", keeping / (on.aggregators * on.coresOfAggregator)],
    ["database", database / on.coresOfDatabase],
    ["network", demand.bytes / (on.bandwidth * Math.min(on.coordinators, on.workers))],
    ["requests to the store", Math.max(1 / PUTS_PER_SECOND, 1 / GETS_PER_SECOND)],
  ]);
  if (on.shared !== undefined) {
    seconds.set("shared cores", (worker + planning + keeping + database + queue + store) / on.shared);
  }
  return seconds;
}

export function predict(demand: Demand, on: Installation): Prediction {
  const places = [...secondsOf(demand, on)].sort(([, a], [, b]) => b - a);
  const [bound, perUnit] = places[0] ?? (["workers", Number.NaN] as const);
  const warmUp = on.shared === undefined ? demand.warmUp / on.coresOfWorker : (demand.warmUp * on.workers) / on.shared;
  const wall = demand.fixed + warmUp + demand.units * perUnit;
  const cores =
    on.shared ??
    on.workers * on.coresOfWorker +
      on.coordinators * on.coresOfCoordinator +
      on.aggregators * on.coresOfAggregator +
      on.coresOfDatabase;
  return {
    wall,
    bound,
    unitsPerSecond: 1 / perUnit,
    busy: demand.worker / (on.workers * on.coresOfWorker) / perUnit,
    cost: (cores * wall * PRICES.coreHour) / 3600 + demand.units * (PRICES.put + PRICES.get),
  };
}

/** The fewest workers with which another place is the narrowest; undefined where there is none up to `most`. */
export function enoughWorkers(
  demand: Demand,
  on: Installation,
  most: number,
): (Prediction & { workers: number }) | undefined {
  for (let workers = 1; workers <= most; workers++) {
    const prediction = predict(demand, { ...on, workers });
    if (prediction.bound !== "workers") return { ...prediction, workers };
  }
  return undefined;
}
