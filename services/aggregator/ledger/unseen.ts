/**
 * Whether a plan rests on the word of a server that contents are too large. What somebody saw, whoever it was, holds for every
 * target; what one server kept back holds for its own, or it could have files of all others left out.
 */
import { LARGE_BLOB_BYTES, type PlanPage, type ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import type { Coverage } from "@pqc-audit/reports/model/finding.ts";
import type { Kysely, Selectable } from "kysely";
import type { Database } from "../store/schema.ts";
import type { ScanTable } from "../store/tables/scans.ts";

/** See `plan_page.unseen`. */
export function unseenIn({ skipped, large = [] }: Pick<PlanPage, "skipped" | "large">): number | null {
  if ((skipped["too-large"] ?? 0) === 0) return 0;
  if (large.length === 0) return null;
  return large.some(({ withheld }) => withheld) ? 1 : 0;
}

/** Of pages together. */
export function unseenInAll(pages: readonly { readonly unseen: number | null }[]): number | null {
  if (pages.some(({ unseen }) => unseen === null)) return null;
  return pages.some(({ unseen }) => unseen === 1) ? 1 : 0;
}

type Finished = Pick<Selectable<ScanTable>, "id" | "target" | "coverage" | "options">;

/** Whether the plan of a finished scan leaves out what one of `target` would, as far as sizes go. */
export async function servesTarget(db: Kysely<Database>, before: Finished, target: string): Promise<boolean> {
  if (before.target === target) return true;
  const { skipped } = JSON.parse(before.coverage ?? "null") as Coverage;
  if ((skipped["too-large"] ?? 0) === 0) return true;
  // Pages tell of contents above this only.
  const { maxFileSizeBytes } = JSON.parse(before.options) as ScanOptions;
  if (maxFileSizeBytes < LARGE_BLOB_BYTES) return false;
  const pages = await db.selectFrom("plan_page").select("unseen").where("scan_id", "=", before.id).execute();
  return pages.length > 0 && unseenInAll(pages) === 0;
}
