/**
 * What a process says of itself. It decides that it is starting, draining or stopped; in between it is `ready` or
 * `degraded`, which is asked anew each time: a dependency that goes away takes readiness away and gives it back.
 */
import { messageOf, TerminalError } from "../errors.ts";
import { maskText } from "../logging/secrets.ts";

/**
 * - `starting`: connects and opens; takes no work yet.
 * - `ready`: works, and reaches everything it needs.
 * - `degraded`: works on what it holds; something it needs does not answer, and is tried again for ever.
 * - `draining`: was told to end; takes nothing more, finishes or gives back what it holds.
 * - `stopped`: holds nothing any more.
 */
export const HEALTH_STATES = ["starting", "ready", "degraded", "draining", "stopped"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export interface HealthReport {
  readonly state: HealthState;
  /** What does not answer, and why; without secrets. Empty unless degraded. */
  readonly problems: readonly { readonly name: string; readonly reason: string }[];
}

type Phase = Exclude<HealthState, "ready" | "degraded"> | "serving";

const PHASE_STEPS: Readonly<Record<Phase, readonly Phase[]>> = {
  starting: ["serving", "draining", "stopped"],
  serving: ["draining", "stopped"],
  draining: ["stopped"],
  stopped: [],
};

/** Below the patience of a probe, so that probes always get an answer. */
const CHECK_TIMEOUT_MS = 1_500;

interface Check {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
  /** A question that hangs is not asked a second time beside it. */
  asked?: Promise<string | undefined>;
}

export class Readiness {
  readonly #checks: Check[] = [];
  readonly #onChange: (report: HealthReport) => void;
  #phase: Phase = "starting";
  #last: HealthState = "starting";

  constructor(onChange: (report: HealthReport) => void = () => {}) {
    this.#onChange = onChange;
  }

  /** Something the process needs: `ask` rejects while it is away. */
  watch(name: string, ask: () => Promise<unknown>): void {
    this.#checks.push({ name, ask });
  }

  /** Throws `TerminalError` where the process cannot get there from where it is. */
  enter(phase: Phase): void {
    if (!PHASE_STEPS[this.#phase].includes(phase)) {
      throw new TerminalError(`a process that is ${this.#phase} cannot become ${phase}`);
    }
    this.#phase = phase;
    if (phase !== "serving") this.#note({ state: phase, problems: [] });
  }

  async report(): Promise<HealthReport> {
    if (this.#phase !== "serving") return { state: this.#phase, problems: [] };
    const answers = await Promise.all(
      this.#checks.map(async (check) => ({ name: check.name, reason: await ask(check) })),
    );
    // It may have been told to end meanwhile.
    if (this.#phase !== "serving") return { state: this.#phase, problems: [] };
    const problems = answers.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }]));
    const report: HealthReport = { state: problems.length > 0 ? "degraded" : "ready", problems };
    this.#note(report);
    return report;
  }

  #note(report: HealthReport): void {
    if (report.state === this.#last) return;
    this.#last = report.state;
    this.#onChange(report);
  }
}

/** One line: `degraded: NATS: no answer within 1500 ms`. */
export function describeHealth({ state, problems }: HealthReport): string {
  const why = problems.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
  return why === "" ? state : `${state}: ${why}`;
}

async function ask(check: Check): Promise<string | undefined> {
  check.asked ??= check
    .ask()
    .then(
      () => undefined,
      (thrown: unknown) => maskText(messageOf(thrown)),
    )
    .finally(() => delete check.asked);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, `no answer within ${CHECK_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([check.asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
