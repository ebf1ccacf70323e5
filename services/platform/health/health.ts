/**
 * Liveness, readiness and metrics of a process that serves nothing else over HTTP (coordinator, worker). Live means the
 * process answers; ready means it can do its work now, which a failing dependency takes away and gives back.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import { messageOf, UsageError } from "../errors.ts";
import { expose } from "../telemetry/registry.ts";
import { describeHealth, type HealthReport } from "./readiness.ts";

export interface HealthOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Answers in bounded time, see `Readiness`. */
  readonly health: () => Promise<HealthReport>;
  /** Those of `/metrics`; not served where absent. */
  readonly metrics?: Registry;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Throws `UsageError` where the address cannot be listened on. */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((thrown: unknown) => send(response, 500, messageOf(thrown)));
  });
  server.listen(options.port, options.host);
  await once(server, "listening").catch((thrown: unknown) => {
    throw new UsageError(`health.listen ${options.host}:${options.port}: ${messageOf(thrown)}`);
  });
  return { url: urlOf(server), close: () => close(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HealthOptions): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "only GET");
  if (path === "/healthz") return send(response, 200, "ok");
  if (path === "/readyz") {
    const report = await options.health();
    return send(response, report.state === "ready" ? 200 : 503, describeHealth(report));
  }
  if (path === "/metrics" && options.metrics) {
    const { contentType, text } = await expose(options.metrics, request.headers.accept);
    response.setHeader("content-type", contentType);
    response.end(text);
    return;
  }
  send(response, 404, "only /healthz, /readyz and /metrics");
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
