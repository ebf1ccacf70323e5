/** What policy says of findings, apart from the findings: stored once for all of a scan that it says the same of. */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { insertRows, type Value } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";

const DAY_MS = 86_400_000;

export type Verdict = Pick<
  Finding,
  "scope" | "severity" | "halves" | "suppressed" | "replacement" | "deadlines" | "owners"
>;

/** Numbers what policy says: of a million findings a few hundred verdicts differ. */
export class Verdicts {
  readonly #numbers = new Map<string, number>();
  #unwritten: Value[][] = [];
  #holdUntil: string | undefined;
  readonly #scanId: string;

  constructor(scanId: string) {
    this.#scanId = scanId;
  }

  number({ scope, severity, halves, suppressed, replacement, deadlines, owners }: Verdict): number {
    const body = JSON.stringify({ scope, severity, halves, suppressed, replacement, deadlines, owners });
    let number = this.#numbers.get(body);
    if (number === undefined) {
      const { until } = suppressed ?? {};
      if (until !== undefined && !(this.#holdUntil !== undefined && this.#holdUntil <= until)) this.#holdUntil = until;
      number = this.#numbers.size;
      this.#numbers.set(body, number);
      this.#unwritten.push([this.#scanId, number, body]);
    }
    return number;
  }

  /** Milliseconds since 1970; an ignore holds up to and including its day (of UTC). */
  get holdUntil(): number | undefined {
    return this.#holdUntil === undefined ? undefined : Date.parse(this.#holdUntil) + DAY_MS;
  }

  takeUnwritten(): readonly (readonly Value[])[] {
    const rows = this.#unwritten;
    this.#unwritten = [];
    return rows;
  }
}

export async function insertVerdicts(
  transaction: Write,
  store: Store,
  verdicts: readonly (readonly Value[])[],
  batch: number,
): Promise<void> {
  const columns = { scan_id: "text", verdict: "bigint", body: "text" } as const;
  await insertRows(transaction, store.dialect, "finding_verdict", columns, verdicts, { batch });
}
