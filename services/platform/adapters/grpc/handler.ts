/** What every call on the server goes through: the trace, checked messages, errors as status. */
import { type handleUnaryCall, type Metadata, status } from "@grpc/grpc-js";
import { CorruptInputError, RetryableError, TerminalError, UsageError } from "../../errors.ts";
import type { Tracing } from "../../telemetry/tracing.ts";
import type { UnaryMethod } from "./method.ts";
import { toStatus } from "./status.ts";

export interface HandlerContext {
  readonly tracing: Tracing;
  /** Told of errors that no one classified: defects. */
  readonly onDefect: (error: unknown, method: string) => void;
  /** Told of each call, with the name of its status: `OK`, `UNAVAILABLE` …; of a stream of results, of each result. */
  readonly onAnswered: (method: string, code: string, seconds: number) => void;
}

/** Runs what answers a call, inside its span. */
export async function measured<T>(context: HandlerContext, path: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  let code = status.OK;
  try {
    return await work();
  } catch (error) {
    code = toStatus(error).code ?? status.UNKNOWN;
    throw error;
  } finally {
    context.onAnswered(path, status[code], (performance.now() - begun) / 1000);
  }
}

/** The status to answer with, after reporting what is a defect. */
export function statusFor(error: unknown, path: string, context: HandlerContext) {
  const ours = [RetryableError, TerminalError, CorruptInputError, UsageError].some((kind) => error instanceof kind);
  if (!ours) context.onDefect(error, path);
  return toStatus(error);
}

export function traceparentOf(metadata: Metadata): string | undefined {
  const [value] = metadata.get("traceparent");
  return typeof value === "string" ? value : undefined;
}

export function unaryHandler<Request, Response>(
  context: HandlerContext,
  method: UnaryMethod<Request, Response>,
  work: (request: Request) => Promise<Response>,
): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    context.tracing
      .span(method.path, { kind: "server", parent: traceparentOf(call.metadata) }, () =>
        measured(context, method.path, async () =>
          method.response.encode(await work(method.request.decode(call.request, method.name))),
        ),
      )
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(statusFor(error, method.path, context)),
      );
  };
}
