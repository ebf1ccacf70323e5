/** The findings digest of a stored scan, as `reports/model/digest.ts` defines it; the database sorts, memory stays flat. */
import { createHash } from "node:crypto";
import type { Store } from "../store/store.ts";

export async function storedDigest(store: Store, scanId: string): Promise<string> {
  const hash = createHash("sha256");
  // The column's own order is bytewise.
  const lines = store.reader
    .selectFrom("finding")
    .select("canonical")
    .where("scan_id", "=", scanId)
    .orderBy("canonical")
    .compile();
  for await (const rows of store.stream(lines)) {
    for (const { canonical } of rows) hash.update(canonical).update("\n");
  }
  return hash.digest("hex");
}
