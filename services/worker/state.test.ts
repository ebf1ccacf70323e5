import { expect, test } from "vitest";
import { WORKER_STEPS, WorkerLifecycle, type WorkerState } from "./state.ts";

const STATES = Object.keys(WORKER_STEPS) as WorkerState[];

/** The shortest legal way to a state. */
function wayTo(goal: WorkerState): WorkerState[] {
  const ways: WorkerState[][] = [["STARTING"]];
  for (const way of ways) {
    const last = way.at(-1) ?? "STARTING";
    if (last === goal) return way.slice(1);
    for (const next of WORKER_STEPS[last]) if (!way.includes(next)) ways.push([...way, next]);
  }
  throw new Error(`nothing leads to ${goal}`);
}

test.each(STATES)("from %s only the legal steps can be taken", (from) => {
  for (const to of STATES) {
    const lifecycle = new WorkerLifecycle();
    for (const step of wayTo(from)) lifecycle.move(step);
    expect(lifecycle.state).toBe(from);
    if (WORKER_STEPS[from].includes(to)) {
      lifecycle.move(to);
      expect(lifecycle.state).toBe(to);
    } else {
      expect(() => lifecycle.move(to)).toThrow(`a worker that is ${from} cannot become ${to}`);
      expect(lifecycle.state).toBe(from);
    }
  }
});

test("every worker ends: from each state there is a way to STOPPED or FAILED, and none beyond", () => {
  const ends = STATES.filter((state) => WORKER_STEPS[state].length === 0);
  expect(ends).toEqual(["STOPPED", "FAILED"]);
  const ending = new Set<WorkerState>(ends);
  for (const _ of STATES) {
    for (const state of STATES) if (WORKER_STEPS[state].some((next) => ending.has(next))) ending.add(state);
  }
  expect([...ending].toSorted()).toEqual(STATES.toSorted());
});
