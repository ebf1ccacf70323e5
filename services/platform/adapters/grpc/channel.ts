/** A channel to the aggregators behind one name, and unary calls over it. */
import { Client, Metadata, status } from "@grpc/grpc-js";
import { RetryableError, UsageError } from "../../errors.ts";
import { currentTraceparent, noTracing, type Tracing } from "../../telemetry/tracing.ts";
import { channelCredentials, type TlsFiles } from "./credentials.ts";
import type { UnaryMethod } from "./method.ts";
import { methodOf } from "./proto.ts";
import { fromStatus } from "./status.ts";

export interface ChannelOptions {
  /** `host:port`; a name that resolves to several addresses is used in turn. */
  readonly address: string;
  readonly tls?: TlsFiles;
  /** How long one call may take, waiting for a connection included. Default 30 s. */
  readonly callTimeoutMs?: number;
  /** How long handing over one unit's result may take. Default 120 s. */
  readonly submitTimeoutMs?: number;
  readonly tracing?: Tracing;
}

export interface Channel {
  readonly client: Client;
  readonly address: string;
  readonly tracing: Tracing;
  readonly options: ChannelOptions;
  close(): void;
}

/** Something a client adds to the port it serves. */
export interface Connected {
  /** Rejects where no aggregator can be reached now. */
  connected(): Promise<void>;
}

/** Bytes of one message; pages of a plan are the largest. */
export const messageLimit = 32 * 1024 * 1024;

export const keepalive = {
  "grpc.keepalive_time_ms": 20_000,
  "grpc.keepalive_timeout_ms": 10_000,
  "grpc.keepalive_permit_without_calls": 1,
  "grpc.max_receive_message_length": messageLimit,
};

export function openChannel(options: ChannelOptions): Channel {
  const { address } = options;
  if (!/^[^\s/]+:\d{1,5}$/.test(address)) {
    throw new UsageError(`${JSON.stringify(address)} is no address of an aggregator: write host:port`);
  }
  // The first pick would send everything to one replica.
  const client = new Client(`dns:///${address}`, channelCredentials(options.tls), {
    ...keepalive,
    "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    "grpc.service_config_disable_resolution": 1,
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 5_000,
    // A proxy meant for the outside must not swallow calls inside the cluster.
    "grpc.enable_http_proxy": 0,
    // Retries end where a stream outgrows their buffer; ours are by unit and by the caller.
    "grpc.enable_retries": 0,
  });
  return { client, address, tracing: options.tracing ?? noTracing, options, close: () => client.close() };
}

/** Less than a probe waits. */
const connectMs = 1_200;

/** The standard method of gRPC for it. That a server does not have it is an answer too; that a connection is open is none. */
const healthPath = "/grpc.health.v1.Health/Check";

export async function connected({ client, address }: Channel): Promise<void> {
  const asIs = (bytes: Buffer) => bytes;
  const options = { deadline: Date.now() + connectMs };
  await new Promise<void>((resolve, reject) => {
    client.makeUnaryRequest(healthPath, asIs, asIs, Buffer.alloc(0), callMetadata(), options, (error) => {
      if (error === null || error.code === status.UNIMPLEMENTED) resolve();
      else reject(new RetryableError(`no aggregator answers at ${address}`, { cause: error }));
    });
  });
}

/** Waits for a connection up to the deadline, and carries the running trace. */
export function callMetadata(): Metadata {
  const metadata = new Metadata({ waitForReady: true });
  const traceparent = currentTraceparent();
  if (traceparent !== undefined) metadata.set("traceparent", traceparent);
  return metadata;
}

export function callUnary<Request, Response>(
  channel: Channel,
  method: UnaryMethod<Request, Response>,
  request: Request,
): Promise<Response> {
  const { requestSerialize, responseDeserialize } = methodOf(method.service, method.name);
  const timeoutMs = channel.options.callTimeoutMs ?? 30_000;
  return channel.tracing.span(method.path, { kind: "client" }, () => {
    return new Promise((resolve, reject) => {
      channel.client.makeUnaryRequest<object, object>(
        method.path,
        requestSerialize,
        responseDeserialize,
        method.request.encode(request) as object,
        callMetadata(),
        { deadline: Date.now() + timeoutMs },
        (error, response) => {
          if (error !== null) return reject(fromStatus(error, `${method.name} at ${channel.address}`));
          try {
            resolve(method.response.decode(response, method.name));
          } catch (unfit) {
            reject(unfit);
          }
        },
      );
    });
  });
}
