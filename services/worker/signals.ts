/** Working under a signal that outlives the work: nothing is left listening on it afterwards. */

/** Gives `work` a signal of its own that follows the other one. */
export async function following<T>(signal: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const onAbort = () => own.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
