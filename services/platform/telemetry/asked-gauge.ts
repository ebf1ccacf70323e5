/** A gauge that asks something else at each scrape. */
import { Gauge, type Registry } from "prom-client";
import { delay } from "../backoff.ts";

/** Scrapes are answered while what is asked hangs. */
const READ_MS = 1_500;

/** It keeps its last value while who is asked is away or hangs: never absent, never 0 by mistake. */
export function askedGauge(
  registry: Registry,
  options: { name: string; help: string; labelNames?: readonly string[] },
  read: (gauge: Gauge) => Promise<void>,
): void {
  let reading: Promise<void> | undefined;
  let asked = false;
  new Gauge({
    name: options.name,
    help: options.help,
    labelNames: [...(options.labelNames ?? [])],
    registers: [registry],
    async collect() {
      // A question that hangs is not asked a second time beside it: connections are few.
      reading ??= read(this)
        .catch(() => undefined)
        .finally(() => {
          reading = undefined;
          asked = true;
        });
      // The first answer is waited for: until then there is no value to keep.
      if (!asked) return reading;
      const over = new AbortController();
      await Promise.race([reading, delay(READ_MS, over.signal)]);
      over.abort();
    },
  });
}
