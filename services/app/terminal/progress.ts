/** The progress bar: on standard error, and only where a person watches it. */
import type { Context } from "../context.ts";
import type { ProgressListener } from "../scan/request.ts";

export interface Progress extends ProgressListener {
  /** Removes the bar, so that what is printed next starts on a clean line. */
  stop(): void;
}

const SILENT: Progress = { found: () => {}, advanced: () => {}, stop: () => {} };

/** `noun`: what is counted. */
export async function createProgress(context: Context, quiet: boolean, noun = "files"): Promise<Progress> {
  if (quiet || context.stderr.isTTY !== true || context.environment.TERM === "dumb") return SILENT;
  const { default: cli } = await import("cli-progress");
  const bar = new cli.SingleBar(
    {
      format: `{bar} {value}/{total} ${noun} | {rate} ${noun}/s | {megabytes} MB | ETA {eta_formatted}`,
      stream: context.stderr as NodeJS.WriteStream,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
      fps: 8,
    },
    cli.Presets.shades_classic,
  );
  return new Bar(bar);
}

type SingleBar = Pick<
  InstanceType<typeof import("cli-progress")["SingleBar"]>,
  "start" | "stop" | "increment" | "setTotal"
>;

class Bar implements Progress {
  readonly #bar: SingleBar;
  readonly #started = performance.now();
  #files = 0;
  #bytes = 0;
  #running = false;

  constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  found(files: number): void {
    if (this.#running) this.#bar.setTotal(files);
    else {
      this.#running = true;
      this.#bar.start(files, this.#files, this.#payload());
    }
  }

  advanced(files: number, bytes: number): void {
    this.#files += files;
    this.#bytes += bytes;
    if (this.#running) this.#bar.increment(files, this.#payload());
  }

  stop(): void {
    if (this.#running) this.#bar.stop();
    this.#running = false;
  }

  #payload(): { rate: number; megabytes: number } {
    const seconds = Math.max(0.001, (performance.now() - this.#started) / 1000);
    return { rate: Math.round(this.#files / seconds), megabytes: Math.round(this.#bytes / 1e6) };
  }
}
