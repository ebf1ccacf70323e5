import { expect, test } from "vitest";
import { type Demand, enoughWorkers, type Installation, predict } from "./model.ts";

const DEMAND: Demand = {
  units: 1_000,
  files: 500_000,
  worker: 0.1,
  warmUp: 0,
  coordinator: { serial: 0.01, other: 0.02 },
  aggregator: { serial: 0.004, other: 0.001 },
  database: 0.005,
  queue: 0.001,
  store: 0.002,
  bytes: 2_000_000,
  fixed: 5,
};
const OWN: Installation = {
  workers: 1,
  coresOfWorker: 1,
  coordinators: 1,
  coresOfCoordinator: 4,
  aggregators: 1,
  coresOfAggregator: 2,
  coresOfDatabase: 4,
  bandwidth: 1_000_000_000,
};

test("few workers are the narrowest place, and twice as many halve what grows", () => {
  expect(predict(DEMAND, OWN)).toMatchObject({ bound: "workers", wall: 105, busy: 1 });
  expect(predict(DEMAND, { ...OWN, workers: 2 })).toMatchObject({ bound: "workers", wall: 55 });
});

test("then whoever plans one repository is, and more workers only cost", () => {
  const enough = enoughWorkers(DEMAND, OWN, 1_000);
  expect(enough).toMatchObject({ workers: 11, bound: "coordinator's thread", wall: 15 });
  const more = predict(DEMAND, { ...OWN, workers: 100 });
  expect(more.wall).toBe(enough?.wall);
  expect(more.busy).toBeCloseTo(0.1);
  expect(more.cost).toBeGreaterThan(2 * (enough?.cost ?? 0));
});

test.each([
  ["coordinator's cores", { coresOfCoordinator: 1 }],
  ["aggregator's thread", { coordinators: 100 }],
  ["aggregator's cores", { coordinators: 100, coresOfAggregator: 1 }],
  ["database", { coordinators: 100, aggregators: 100, coresOfDatabase: 1 }],
  ["network", { bandwidth: 1_000_000 }],
  ["requests to the store", { coordinators: 100, aggregators: 100, coresOfDatabase: 100 }],
] as const)("a narrow %s is found", (bound, narrow) => {
  expect(predict(DEMAND, { ...OWN, workers: 10_000, ...narrow }).bound).toBe(bound);
});

test("on one machine its cores bound the sum of all, however many workers", () => {
  const [one, four] = [1, 4].map((workers) => predict(DEMAND, { ...OWN, workers, coresOfWorker: 2, shared: 2 }));
  expect(one).toMatchObject({ bound: "shared cores" });
  expect(four?.wall).toBe(one?.wall);
  expect(one?.wall).toBeCloseTo(5 + (1_000 * 0.143) / 2);
});

test("each worker warms up once: beside the others on cores of its own, and on theirs where all share them", () => {
  const cold = { ...DEMAND, warmUp: 2 };
  const later = (on: Installation) => predict(cold, on).wall - predict(DEMAND, on).wall;
  expect(later({ ...OWN, workers: 4, coresOfWorker: 2 })).toBeCloseTo(1);
  expect(later({ ...OWN, workers: 4, coresOfWorker: 2, shared: 2 })).toBeCloseTo(4);
});
