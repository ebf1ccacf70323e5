/** Where a process registers its metrics, and how they are told to whoever scrapes. */
import { collectDefaultMetrics, type Metric, type OpenMetricsContentType, Registry } from "prom-client";

/** Gauges whose names end like a counter's: `promtool check metrics` refuses them. */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** With the usual metrics of the process and of Node. */
export function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** In OpenMetrics, the one format that has exemplars, for whoever says in `accept` that it reads it; else in Prometheus' own. */
export async function expose(registry: Registry, accept = ""): Promise<Exposition> {
  const told = /\bapplication\/openmetrics-text\b/i.test(accept) ? openMetrics(registry) : registry;
  return { contentType: told.contentType, text: await told.metrics() };
}

/** A view of the same metrics: the client would rename counters for good where one registry spoke both formats. */
function openMetrics(registry: Registry): Registry<OpenMetricsContentType> {
  const view = new Registry<OpenMetricsContentType>();
  view.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const metric of registry.getMetricsAsArray()) view.registerMetric(familyOf(metric as unknown as Collected));
  return view;
}

/** What the client keeps of a metric, of which it declares less. */
interface Collected {
  readonly name: string;
  readonly type: string;
  get(): Promise<{ readonly name: string }>;
}

/** In OpenMetrics a counter's family is named without `_total`, which stands at its samples alone; the client adds it there. */
function familyOf(metric: Collected): Metric {
  const { name, type } = metric;
  const get = async () => {
    const collected = await metric.get();
    return type === "counter" ? { ...collected, name: name.replace(/_total$/, "") } : collected;
  };
  return { name, type, get } as unknown as Metric;
}
