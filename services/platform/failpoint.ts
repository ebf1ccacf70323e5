/**
 * Places where a test makes a process die, stop or wait, named by the variable `PQC_AUDIT_FAILPOINT`:
 * `point:action[=ms][@hit][~text]`, several separated by commas. `worker.before-ack:kill@3` kills at the third passing,
 * `kill=30` 30 ms after it. `~text` counts only passings whose subject holds the text. Without the variable nothing is
 * armed and a passing costs one comparison. The production profile refuses the variable.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "./errors.ts";

export const FAILPOINT_VARIABLE = "PQC_AUDIT_FAILPOINT";

export const FAILPOINTS = [
  "worker.before-fetch",
  "worker.during-scan",
  "worker.end-sent",
  "worker.before-ack",
  "worker.thread",
  "aggregator.mid-stream",
  "aggregator.before-commit",
  "aggregator.in-commit",
  "aggregator.after-commit",
  "coordinator.pack-put",
  "coordinator.before-page",
  "coordinator.between-publishes",
  "coordinator.while-reconciling",
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

/**
 * `kill` is SIGKILL, `stop` SIGSTOP (both of the whole process), `exit` ends the thread, `hang` blocks it for ever,
 * `wait` delays every passing from the hit on.
 */
const ACTIONS = ["kill", "stop", "exit", "hang", "wait"] as const;
type Action = (typeof ACTIONS)[number];

export interface ArmedFailpoint {
  readonly point: Failpoint;
  readonly action: Action;
  readonly ms: number;
  /** The passing that fires, from 1. */
  readonly hit: number;
  readonly text?: string;
}

/** Throws `UsageError` for what is no failpoint. */
export function parseFailpoints(variable: string | undefined): readonly ArmedFailpoint[] {
  return (variable ?? "")
    .split(",")
    .filter((each) => each !== "")
    .map((each) => {
      const { groups } =
        /^(?<point>[a-z.-]+):(?<action>[a-z]+)(?:=(?<ms>\d+))?(?:@(?<hit>\d+))?(?:~(?<text>.+))?$/.exec(each) ?? {};
      const point = FAILPOINTS.find((known) => known === groups?.point);
      const action = ACTIONS.find((known) => known === groups?.action);
      if (point === undefined || action === undefined) {
        throw new UsageError(
          `${FAILPOINT_VARIABLE} ${each} is not point:action[=ms][@hit][~text] with a point of ${FAILPOINTS.join(", ")} and an action of ${ACTIONS.join(", ")}`,
        );
      }
      const text = groups?.text;
      const numbers = { ms: Number(groups?.ms ?? 0), hit: Number(groups?.hit ?? 1) };
      return { point, action, ...numbers, ...(text !== undefined && { text }) };
    });
}

const armed = parseFailpoints(process.env[FAILPOINT_VARIABLE]);
const passings = new Map<ArmedFailpoint, number>();

/** Undefined where nothing is armed, so that callers need not wait a turn: `const fails = failpoint(…); if (fails) await fails`. */
export function failpoint(point: Failpoint, subject?: () => string): Promise<void> | undefined {
  if (armed.length === 0) return undefined;
  const fired = armed.filter((each) => each.point === point && counts(each, subject));
  return fired.length === 0 ? undefined : fire(fired);
}

function counts(each: ArmedFailpoint, subject: (() => string) | undefined): boolean {
  if (each.text !== undefined && !subject?.().includes(each.text)) return false;
  const passing = (passings.get(each) ?? 0) + 1;
  passings.set(each, passing);
  return each.action === "wait" ? passing >= each.hit : passing === each.hit;
}

async function fire(fired: readonly ArmedFailpoint[]): Promise<void> {
  for (const { action, ms } of fired) {
    if (action === "hang") for (;;);
    if (action === "exit") process.exit(1);
    if (ms > 0) await sleep(ms);
    if (action === "kill") process.kill(process.pid, "SIGKILL");
    if (action === "stop") process.kill(process.pid, "SIGSTOP");
  }
}
