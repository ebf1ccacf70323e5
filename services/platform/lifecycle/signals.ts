/** SIGTERM and SIGINT of a process: the first asks it to end, the second ends it at once. */

/** Exit codes as shells count them: 128 and the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export type StopSignal = keyof typeof CODES;

export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): void;
}

/** What `work` gives, or undefined as soon as the signal is aborted; the work itself is not stopped. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const gone = Promise.withResolvers<undefined>();
  const onAbort = () => gone.resolve(undefined);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, gone.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Aborted by the first signal. The second one, of either kind, does not wait for anything. */
export function stopSignal(source: SignalSource = process): AbortSignal {
  const controller = new AbortController();
  for (const signal of Object.keys(CODES) as StopSignal[]) {
    source.on(signal, () => {
      if (controller.signal.aborted) source.exit(CODES[signal]);
      controller.abort();
    });
  }
  return controller.signal;
}
