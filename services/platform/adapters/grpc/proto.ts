/** The contracts in `proto/`, read at start; messages travel exactly as those files say. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";
import { TerminalError } from "../../errors.ts";

/** The repository's own folder, or the one packed beside the bundled command. */
const folders = [join(import.meta.dirname, "../../../../proto"), join(import.meta.dirname, "proto")];

export type Methods = Readonly<Record<string, MethodDefinition<object, object>>>;

export function loadProto(): ReturnType<typeof loadSync> {
  const files = ["ledger.proto", "results.proto"];
  const folder = folders.find((candidate) => files.every((file) => existsSync(join(candidate, file))));
  if (folder === undefined) {
    throw new TerminalError(
      `the gRPC contracts ${files.join(" and ")} are in none of ${folders.join(", ")}: install again`,
    );
  }
  return loadSync(
    files.map((file) => join(folder, file)),
    { keepCase: false, longs: Number, enums: String, defaults: false, oneofs: false },
  );
}

let loaded: ReturnType<typeof loadSync> | undefined;

/** The methods of a service by their name in the proto file. */
export function methodsOf(service: "Ledger" | "Results"): Methods {
  loaded ??= loadProto();
  return loaded[`pqc_audit.v1.${service}`] as Methods;
}

export function methodOf(service: "Ledger" | "Results", name: string): MethodDefinition<object, object> {
  const method = methodsOf(service)[name];
  if (method === undefined) throw new TerminalError(`proto/ has no method ${service}.${name}`);
  return method;
}
