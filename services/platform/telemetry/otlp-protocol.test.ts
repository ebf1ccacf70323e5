import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Counter, Registry } from "prom-client";
import { afterEach, expect, test, vi } from "vitest";
import { createTracing } from "./otlp.ts";
import { exportMetrics } from "./otlp-metrics.ts";
import { endpointOf, type Protocol, protocolOf, type Signal } from "./otlp-protocol.ts";

const stops: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0)) await stop();
});

test("a signal's own variable goes before that of all; JSON where none says anything", () => {
  expect(protocolOf("traces", {})).toBe("http/json");
  expect(protocolOf("traces", { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toBe("grpc");
  const both = { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "http/protobuf" };
  expect([protocolOf("metrics", both), protocolOf("traces", both)]).toEqual(["http/protobuf", "grpc"]);
  expect(() => protocolOf("traces", { OTEL_EXPORTER_OTLP_PROTOCOL: "http/xml" })).toThrow(
    "OTEL_EXPORTER_OTLP_PROTOCOL is http/xml: one of http/json, http/protobuf, grpc",
  );
  expect(endpointOf("http://c:4318//", "traces", "http/protobuf")).toBe("http://c:4318/v1/traces");
  expect(endpointOf("http://c:4317", "traces", "grpc")).toBe("http://c:4317");
});

const FIXTURE = fileURLToPath(new URL("otlp.fixture.proto", import.meta.url));
const COLLECTOR = loadSync(FIXTURE, { bytes: String, enums: String })[
  "opentelemetry.proto.collector.fixture.Collector"
] as ServiceDefinition;

interface Received {
  /** As OTLP calls it in JSON, of both forms. */
  readonly said: Record<Signal, unknown[]>;
  readonly endpoint: string;
}

const METHODS: Readonly<Record<Signal, { readonly rpc: string; readonly service: string }>> = {
  traces: { rpc: "Traces", service: "opentelemetry.proto.collector.trace.v1.TraceService" },
  metrics: { rpc: "Metrics", service: "opentelemetry.proto.collector.metrics.v1.MetricsService" },
};
const SIGNALS = Object.keys(METHODS) as Signal[];

function decode(signal: Signal, bytes: Buffer): unknown {
  return COLLECTOR[METHODS[signal].rpc]?.requestDeserialize(bytes);
}

async function collectHttp(): Promise<Received> {
  const said: Received["said"] = { traces: [], metrics: [] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const signal = request.url === "/v1/traces" ? "traces" : "metrics";
    const body = Buffer.concat(chunks);
    const type = request.headers["content-type"];
    if (type === "application/x-protobuf") said[signal].push(decode(signal, body));
    if (type === "application/json") said[signal].push(JSON.parse(body.toString("utf8")));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return { said, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function collectGrpc(): Promise<Received> {
  const said: Received["said"] = { traces: [], metrics: [] };
  const server = new Server();
  for (const signal of SIGNALS) {
    const { rpc, service } = METHODS[signal];
    const described = COLLECTOR[rpc];
    if (!described) throw new Error(`no ${rpc} in ${FIXTURE}`);
    server.addService(
      { Export: { ...described, path: `/${service}/Export` } },
      {
        Export(call: { readonly request: unknown }, answer: (error: null, taken: object) => void) {
          said[signal].push(call.request);
          answer(null, {});
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  stops.push(() => server.forceShutdown());
  return { said, endpoint: `http://127.0.0.1:${port}` };
}

test.each<[Protocol, () => Promise<Received>]>([
  ["http/json", collectHttp],
  ["http/protobuf", collectHttp],
  ["grpc", collectGrpc],
])("a collector that speaks %s understands traces and metrics", async (protocol, collect) => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
  const { said, endpoint } = await collect();
  const who = { endpoint, service: "pqc-audit-worker", version: "1" };
  const registry = new Registry();
  new Counter({ name: "units_total", help: "Units.", registers: [registry] }).inc(3);
  const tracing = await createTracing(who);
  const exported = await exportMetrics({ ...who, registry });
  await tracing.span("unit", {}, async () => undefined);
  await Promise.all([tracing.close(), exported.close()]);
  const resource = {
    attributes: expect.arrayContaining([{ key: "service.name", value: service("pqc-audit-worker") }]),
  };
  expect(said.traces).toMatchObject([{ resourceSpans: [{ resource, scopeSpans: [{ spans: [{ name: "unit" }] }] }] }]);
  const sum = { isMonotonic: true, dataPoints: [{ asDouble: 3 }] };
  expect(said.metrics).toMatchObject([
    { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: "units_total", sum }] }] }] },
  ]);
});

const service = (name: string) => expect.objectContaining({ stringValue: name });
