/** The states of a worker and the only legal steps between them. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";

/**
 * - `STARTING`: made, takes nothing yet.
 * - `RUNNING`: takes units.
 * - `STOPPING`: was told to end; takes nothing more, gives back what it has not begun.
 * - `DRAINING`: what has begun is finished and handed over, or given back when the grace is over.
 * - `DRAINED`: holds nothing any more.
 * - `STOPPED`: ended as told.
 * - `FAILED`: the queue refused for good; what has begun is still finished when it is told to end.
 */
export type WorkerState = "STARTING" | "RUNNING" | "STOPPING" | "DRAINING" | "DRAINED" | "STOPPED" | "FAILED";

export const WORKER_STEPS: Readonly<Record<WorkerState, readonly WorkerState[]>> = {
  STARTING: ["RUNNING", "STOPPING"],
  RUNNING: ["STOPPING", "FAILED"],
  STOPPING: ["DRAINING", "FAILED"],
  DRAINING: ["DRAINED"],
  DRAINED: ["STOPPED"],
  STOPPED: [],
  FAILED: [],
};

/** The one place where a worker's state changes. */
export class WorkerLifecycle {
  #state: WorkerState = "STARTING";

  get state(): WorkerState {
    return this.#state;
  }

  /** Throws `TerminalError` where the step is not legal: a fault of the caller. */
  move(to: WorkerState): void {
    if (!WORKER_STEPS[this.#state].includes(to)) {
      throw new TerminalError(`a worker that is ${this.#state} cannot become ${to}`);
    }
    this.#state = to;
  }
}
