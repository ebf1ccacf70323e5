/** An OTLP/HTTP collector that keeps what it is sent. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

type Attributes = Readonly<Record<string, string>>;

export interface Collector {
  readonly endpoint: string;
  readonly spans: readonly Span[];
  /** By service: the resource that sent them, and the names of the metrics that came. */
  readonly metrics: ReadonlyMap<string, { readonly resource: Attributes; readonly names: ReadonlySet<string> }>;
  stop(): Promise<void>;
}

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
const attributesOf = ({ attributes }: { attributes: readonly KeyValue[] }): Attributes =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? ""]));

export async function startCollector(): Promise<Collector> {
  const spans: Span[] = [];
  const metrics = new Map<string, { readonly resource: Attributes; readonly names: Set<string> }>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { resourceSpans = [], resourceMetrics = [] } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = attributesOf(resource)["service.name"] ?? "";
      for (const scope of scopeSpans) for (const span of scope.spans) spans.push({ ...span, service });
    }
    for (const { resource, scopeMetrics } of resourceMetrics) {
      const attributes = attributesOf(resource);
      const service = attributes["service.name"] ?? "";
      const known = metrics.get(service) ?? { resource: attributes, names: new Set<string>() };
      metrics.set(service, known);
      for (const scope of scopeMetrics) for (const { name } of scope.metrics) known.names.add(name);
    }
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    async stop() {
      server.close();
    },
  };
}
