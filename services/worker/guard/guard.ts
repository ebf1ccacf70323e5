/**
 * Looks every second at what the process takes, and holds it back before the kernel does: short of memory it begins no unit
 * beside the one under way; over its share of the processor its threads get no more files until the average is below it.
 */
import { availableParallelism } from "node:os";
import type { ResourceMetrics } from "../metrics.ts";
import type { MemoryLimit } from "../pool/memory.ts";
import { Admission } from "./admission.ts";
import { type ControlGroup, controlGroup, type GroupMemory } from "./control-group.ts";

export interface GuardOptions {
  readonly memory: MemoryLimit;
  /** Of the cores that the process may take; 100 holds nothing back. */
  readonly maxCpuPercent: number;
  readonly metrics: ResourceMetrics;
  /** Told to give out nothing, and to go on. */
  readonly hold: (held: boolean) => void;
  /** Others in tests. */
  readonly group?: ControlGroup;
  /** Seconds of the processor that this process has taken. */
  readonly cpuSeconds?: () => number;
  readonly residentBytes?: () => number;
}

const EVERY_MS = 1_000;
/** What is averaged. */
const SAMPLES = 10;
/** Short from halfway between the threshold and the whole, until a twentieth less: no flutter. */
const RELIEF = 0.05;

export class ResourceGuard {
  readonly admission = new Admission();
  readonly #options: GuardOptions;
  readonly #group: ControlGroup;
  readonly #cores: number;
  readonly #shares: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #cpu: number;
  #at = performance.now();
  #short = false;
  #held = false;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#group = options.group ?? controlGroup();
    this.#cores = Math.min(this.#group.cores() ?? Number.POSITIVE_INFINITY, availableParallelism());
    this.#cpu = this.#cpuSeconds();
  }

  start(): void {
    this.#timer ??= setInterval(() => this.sample(), EVERY_MS);
    this.#timer.unref();
    this.sample();
  }

  /** Nothing is held back from then on. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#hold(false);
    this.#set(false);
  }

  /** `now` in milliseconds. */
  sample(now = performance.now()): void {
    const seconds = (now - this.#at) / 1000;
    const { metrics } = this.#options;
    if (this.#short) metrics.held.inc({ reason: "memory" }, seconds);
    if (this.#held) metrics.held.inc({ reason: "cpu" }, seconds);
    this.#sampleMemory();
    if (seconds > 0) this.#sampleCpu(seconds);
    this.#at = now;
  }

  #sampleMemory(): void {
    const { metrics, memory } = this.#options;
    const { limitBytes, usedBytes } = this.#tightest();
    metrics.memoryLimit.set(limitBytes);
    metrics.memoryUsed.set(usedBytes);
    const most = (1 + memory.threshold) / 2 - (this.#short ? RELIEF : 0);
    this.#set(usedBytes > most * limitBytes);
  }

  /** The group's, where less is left of that than of what the process itself was given. */
  #tightest(): GroupMemory {
    const { memory, residentBytes = process.memoryUsage.rss } = this.#options;
    const own = { limitBytes: memory.maxBytes, usedBytes: residentBytes() };
    const group = this.#group.memory();
    return group && group.limitBytes - group.usedBytes < own.limitBytes - own.usedBytes ? group : own;
  }

  #sampleCpu(seconds: number): void {
    const taken = this.#cpuSeconds();
    this.#shares.push((taken - this.#cpu) / seconds / this.#cores);
    this.#cpu = taken;
    if (this.#shares.length > SAMPLES) this.#shares.shift();
    const { maxCpuPercent } = this.#options;
    const average = this.#shares.reduce((sum, share) => sum + share, 0) / this.#shares.length;
    this.#hold(maxCpuPercent < 100 && average * 100 > maxCpuPercent);
  }

  #cpuSeconds(): number {
    if (this.#options.cpuSeconds) return this.#options.cpuSeconds();
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }

  #set(short: boolean): void {
    this.#short = short;
    this.admission.short = short;
  }

  #hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#options.hold(held);
  }
}
