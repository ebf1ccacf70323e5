/** A scan that has a result; what is asked of another is a conflict that says why. */
import type { Selectable } from "kysely";
import { scanRow } from "../query/scans.ts";
import type { ScanTable } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { unknownScan } from "./access.ts";
import { ApiError } from "./errors.ts";

export async function finishedScan(store: Store, id: string): Promise<Selectable<ScanTable>> {
  const scan = await scanRow(store, id);
  if (!scan) throw unknownScan(id);
  if (scan.state === "completed" || scan.state === "incomplete") return scan;
  const ended = scan.state === "failed" || scan.state === "cancelled";
  const hint = ended
    ? `it has no findings${scan.error === null ? "" : `: ${scan.error}`}`
    : "ask again when it is completed";
  throw new ApiError(409, "not_finished", `scan ${id} is ${scan.state}: ${hint}`);
}
