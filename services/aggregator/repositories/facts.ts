/** What people say of a repository: it need not have been scanned, and stays when its scans go for their age. */
import { type Selectable, sql } from "kysely";
import type { Store, Write } from "../store/store.ts";
import type { RepositoryFactsTable } from "../store/tables/repositories.ts";
import type { Criticality } from "./criticality.ts";

export interface RepositoryFacts {
  /** A person or an address. */
  readonly owner?: string;
  /** Who sees it, where callers are limited to teams. */
  readonly team?: string;
  readonly tags: readonly string[];
  /** What the organisation calls data as confidential as the repository's. */
  readonly dataClass?: string;
  /** So long what it encrypts has to stay secret. */
  readonly confidentialityYears?: number;
  /** How much depends on it. */
  readonly criticality?: Criticality;
}

function factsOfRow(row: Selectable<RepositoryFactsTable>): RepositoryFacts {
  return {
    ...(row.owner !== null && { owner: row.owner }),
    ...(row.team !== null && { team: row.team }),
    tags: JSON.parse(row.tags) as string[],
    ...(row.data_class !== null && { dataClass: row.data_class }),
    ...(row.confidentiality_years !== null && { confidentialityYears: row.confidentiality_years }),
    ...(row.criticality !== null && { criticality: row.criticality }),
  };
}

/** Of those targets of which anything is said. */
export async function factsOfTargets(
  db: Store["db"],
  targets: readonly string[],
): Promise<ReadonlyMap<string, RepositoryFacts>> {
  if (targets.length === 0) return new Map();
  const rows = await db
    .selectFrom("repository_facts")
    .selectAll()
    .where("target", "in", [...targets])
    .execute();
  return new Map(rows.map((row) => [row.target, factsOfRow(row)]));
}

/** In the place of all that was said of it before. */
export async function setFacts(
  transaction: Write,
  target: string,
  { owner, team, tags, dataClass, confidentialityYears, criticality }: RepositoryFacts,
  { by, at }: { readonly by: string; readonly at: number },
): Promise<void> {
  // Whoever changes facts waits here for whoever changes facts.
  await countChange(transaction);
  const sorted = [...new Set(tags)].sort();
  const values = {
    owner: owner ?? null,
    team: team ?? null,
    tags: JSON.stringify(sorted),
    data_class: dataClass ?? null,
    confidentiality_years: confidentialityYears ?? null,
    criticality: criticality ?? null,
    changed_at: at,
    changed_by: by,
  };
  await transaction
    .insertInto("repository_facts")
    .values({ target, ...values })
    .onConflict((conflict) => conflict.column("target").doUpdateSet(values))
    .execute();
  await transaction.deleteFrom("repository_tag").where("target", "=", target).execute();
  if (sorted.length > 0) {
    const rows = sorted.map((tag) => ({ tag, target }));
    await transaction.insertInto("repository_tag").values(rows).execute();
  }
}

/** Of a repository that is removed; what was said of it later stays. */
export async function forgetFacts(transaction: Write, target: string, until: number): Promise<void> {
  await countChange(transaction);
  const gone = await transaction
    .deleteFrom("repository_facts")
    .where("target", "=", target)
    .where("changed_at", "<=", until)
    .returning("target")
    .execute();
  if (gone.length > 0) await transaction.deleteFrom("repository_tag").where("target", "=", target).execute();
}

async function countChange(transaction: Write): Promise<void> {
  const counts = transaction.updateTable("change_count").where("what", "=", "teams");
  await counts.set({ changes: sql`changes + 1` }).execute();
}
