/** The modules of a scan that have findings: parts of a repository that a team works on, told from paths alone. */
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { moduleOf } from "@pqc-audit/reports/plan/module.ts";
import { sql } from "kysely";
import type { Store } from "../store/store.ts";

export interface Module {
  readonly module: string;
  readonly files: number;
  /** Suppressed ones too. */
  readonly findings: number;
}

const AT_ONCE = 10_000;

/** By name, bytewise. Memory grows with the modules; files come in batches. */
export async function modulesOf(store: Store, scanId: string): Promise<readonly Module[]> {
  const modules = new Map<string, { files: number; findings: number }>();
  const all = sql.join(
    SEVERITIES.map((severity) => sql.ref(severity)),
    sql` + `,
  );
  for (let after = 0; ; ) {
    const { rows } = await store.ask((db) =>
      sql<{ first_seq: number; path: string; findings: number }>`select first_seq, path, ${all} as findings
        from finding_file where scan_id = ${scanId} and first_seq > ${after}
        order by first_seq limit ${sql.lit(AT_ONCE)}`.execute(db),
    );
    for (const { path, findings } of rows) {
      const name = moduleOf(path);
      const module = modules.get(name) ?? { files: 0, findings: 0 };
      modules.set(name, module);
      module.files++;
      module.findings += Number(findings);
    }
    if (rows.length < AT_ONCE) break;
    after = Number(rows.at(-1)?.first_seq ?? after);
  }
  return [...modules].sort(([a], [b]) => compareBytewise(a, b)).map(([module, counts]) => ({ module, ...counts }));
}
