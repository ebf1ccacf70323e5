/** A scan that has a result; what is asked of another is a conflict that says why. */
import type { FastifyRequest } from "fastify";
import type { Selectable } from "kysely";
import type { ScanTable } from "../store/tables/scans.ts";
import { scanOf } from "./access.ts";
import { ApiError } from "./errors.ts";

/** Throws `ApiError` 409 where the scan of the request has no result. */
export function finishedScan(request: FastifyRequest): Selectable<ScanTable> {
  const scan = scanOf(request);
  if (scan.state === "completed" || scan.state === "incomplete") return scan;
  const ended = scan.state === "failed" || scan.state === "cancelled";
  const hint = ended
    ? `it has no findings${scan.error === null ? "" : `: ${scan.error}`}`
    : "ask again when it is completed";
  throw new ApiError(409, "not_finished", `scan ${scan.id} is ${scan.state}: ${hint}`);
}
