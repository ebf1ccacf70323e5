/** A unary method of a service in `proto/`, with the types it carries. */
import type { Field } from "./wire.ts";

export interface UnaryMethod<Request, Response> {
  readonly service: "Ledger" | "Results";
  /** As in the proto file. */
  readonly name: string;
  readonly path: string;
  readonly request: Field<Request>;
  readonly response: Field<Response>;
}

export function unaryMethod<Request, Response>(
  service: UnaryMethod<Request, Response>["service"],
  name: string,
  request: Field<Request>,
  response: Field<Response>,
): UnaryMethod<Request, Response> {
  return { service, name, path: `/pqc_audit.v1.${service}/${name}`, request, response };
}
