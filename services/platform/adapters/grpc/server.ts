/** The aggregator's gRPC server: ledger for coordinators, results for workers. */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Server, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { messageOf, UsageError } from "../../errors.ts";
import type { Ledger } from "../../ports/ledger.ts";
import type { ResultSink } from "../../ports/result-sink.ts";
import { noTracing, type Tracing } from "../../telemetry/tracing.ts";
import { keepalive } from "./channel.ts";
import { serverCredentials, type TlsFiles } from "./credentials.ts";
import type { HandlerContext } from "./handler.ts";
import { ledgerService } from "./ledger-server.ts";
import { type AllowedNames, CALLERS, guarded } from "./policy.ts";
import { methodsOf } from "./proto.ts";
import { type ResultsServerOptions, resultsService } from "./results-server.ts";

export interface GrpcServerOptions extends ResultsServerOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly ledger: Ledger;
  readonly results: ResultSink;
  /** Both sides show certificates; without it neither does. */
  readonly tls?: TlsFiles;
  /** Whose certificates may call what `policy.ts` gives to each component; absent: every one of the authority. */
  readonly allowedClients?: AllowedNames;
  readonly tracing?: Tracing;
  /** Told of errors that no one classified: defects, to be logged. */
  readonly onDefect?: (error: unknown, method: string) => void;
  readonly onAnswered?: HandlerContext["onAnswered"];
}

export interface GrpcServer {
  readonly port: number;
  /**
   * Takes no more calls, tells open streams to go elsewhere, lets what has begun finish for so long, then ends it; its
   * senders send again. Asked twice, it ends once.
   */
  close(graceMs: number): Promise<void>;
}

/** A replica hands its connections back now and then, so that clients find replicas that came later. */
const maxConnectionAgeMs = 5 * 60_000;
const maxConnectionGraceMs = 3 * 60_000;

/** Throws `UsageError` where it cannot listen. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new Server({
    ...keepalive,
    "grpc.max_connection_age_ms": maxConnectionAgeMs,
    "grpc.max_connection_age_grace_ms": maxConnectionGraceMs,
  });
  const context: HandlerContext = {
    tracing: options.tracing ?? noTracing,
    onDefect: options.onDefect ?? (() => {}),
    onAnswered: options.onAnswered ?? (() => {}),
  };
  const add = (service: "Ledger" | "Results", implementation: UntypedServiceImplementation) => {
    const methods = methodsOf(service);
    server.addService(methods, guarded(methods, implementation, CALLERS[service], options.allowedClients ?? {}));
  };
  add("Ledger", ledgerService(options.ledger, context));
  const draining = new AbortController();
  // Every open stream listens.
  setMaxListeners(0, draining.signal);
  add("Results", resultsService(options.results, context, options, draining.signal));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(options.listen, serverCredentials(options.tls), (error, bound) => {
      if (error === null) return resolve(bound);
      reject(new UsageError(`cannot listen for gRPC on ${options.listen}: ${messageOf(error)}`, { cause: error }));
    });
  });
  async function close(graceMs: number): Promise<void> {
    draining.abort();
    const finished = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    await Promise.race([finished, sleep(graceMs, undefined, { ref: false })]);
    server.forceShutdown();
  }
  let closing: Promise<void> | undefined;
  return {
    port,
    close: (graceMs) => {
      closing ??= close(graceMs);
      return closing;
    },
  };
}
