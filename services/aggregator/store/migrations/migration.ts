import type { DialectName } from "../rows.ts";

export interface Migration {
  /** `NNNN-what`; applied in this order, once. */
  readonly name: string;
  /** One SQL statement each. */
  statements(dialect: DialectName): readonly string[];
}

/** Text that is a key or is ordered by: bytewise in both databases. */
export function keyText(dialect: DialectName): string {
  return dialect === "postgres" ? 'text collate "C"' : "text";
}
