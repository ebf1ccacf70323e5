/** What every call on the server goes through: who may call, the trace, checked messages, errors as status. */
import { type handleUnaryCall, type Metadata, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { CorruptInputError, RetryableError, TerminalError, UsageError } from "../../errors.ts";
import type { Tracing } from "../../telemetry/tracing.ts";
import type { UnaryMethod } from "./method.ts";
import { toStatus } from "./status.ts";

export interface HandlerContext {
  readonly tracing: Tracing;
  /** Told of errors that no one classified: defects. */
  readonly onDefect: (error: unknown, method: string) => void;
  /** Names (subject common name or DNS alternative name) whose certificates may call; absent: every certificate. */
  readonly allowedClients?: readonly string[];
}

type Caller = Pick<ServerUnaryCall<unknown, unknown>, "getAuthContext">;

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

/** The status to refuse the caller with, or undefined where it may call. */
export function refusal(
  call: Caller,
  { allowedClients }: HandlerContext,
): { code: status; details: string } | undefined {
  if (allowedClients === undefined) return undefined;
  const certificate = call.getAuthContext().sslPeerCertificate;
  const commonName = [certificate?.subject?.CN ?? []].flat();
  const alternatives = (certificate?.subjectaltname ?? "").split(", ").filter((entry) => entry.startsWith("DNS:"));
  const names = [...commonName, ...alternatives.map((entry) => entry.slice("DNS:".length))];
  if (names.some((name) => allowedClients.includes(name))) return undefined;
  return {
    code: status.PERMISSION_DENIED,
    details: `the certificate of ${names.join(", ") || "nobody"} may not call this; allowed are ${allowedClients.join(", ")}`,
  };
}

export function unaryHandler<Request, Response>(
  context: HandlerContext,
  method: UnaryMethod<Request, Response>,
  work: (request: Request) => Promise<Response>,
): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    const refused = refusal(call, context);
    if (refused !== undefined) return callback(refused);
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
