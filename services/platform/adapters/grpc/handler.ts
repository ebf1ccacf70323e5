/** What every call on the server goes through: the trace, checked messages, errors as status. */
import type { handleUnaryCall, Metadata } from "@grpc/grpc-js";
import { CorruptInputError, RetryableError, TerminalError, UsageError } from "../../errors.ts";
import type { Tracing } from "../../telemetry/tracing.ts";
import type { UnaryMethod } from "./method.ts";
import { toStatus } from "./status.ts";

export interface HandlerContext {
  readonly tracing: Tracing;
  /** Told of errors that no one classified: defects. */
  readonly onDefect: (error: unknown, method: string) => void;
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
      .span(method.path, { kind: "server", parent: traceparentOf(call.metadata) }, async () =>
        method.response.encode(await work(method.request.decode(call.request, method.name))),
      )
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(statusFor(error, method.path, context)),
      );
  };
}
