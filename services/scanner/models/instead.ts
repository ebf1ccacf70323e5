/** What to write instead, in the terms of the library at hand: `instead.yaml`. */
import { readTable } from "../data.ts";
import type { Purpose } from "../fact.ts";

export interface Instead {
  readonly library: string;
  readonly purposes: readonly Purpose[];
  readonly imports?: string;
  readonly code: string;
  readonly since: string;
  readonly source: string;
}

/** The whole table. Read once. */
export function allInstead(): readonly Instead[] {
  loaded ??= readTable<readonly Instead[]>("models/instead.yaml");
  return loaded;
}
let loaded: readonly Instead[] | undefined;

/** Parameter sets of the table, and what stands in their place where a mandate wants the highest (CNSA 2.0). */
const HIGHEST: readonly (readonly [wanted: string, RegExp, string])[] = [
  ["MLKEM1024", /X25519MLKEM768/g, "SecP384r1MLKEM1024"],
  ["MLKEM1024", /(?<=ML-?KEM-?|GenerateKey)768/gi, "1024"],
  ["MLDSA87", /(?<=ML-?DSA-?)65/gi, "87"],
  ["SHA384", /(?<=SHA-?)256/gi, "384"],
];

/** The code with the parameter sets of this replacement, such as `ML-KEM-1024`. */
export function fitting(code: string, replacement: string): string {
  const wanted = replacement.replaceAll("-", "");
  return HIGHEST.reduce(
    (text, [name, usual, highest]) => (wanted.includes(name) ? text.replace(usual, highest) : text),
    code,
  );
}

/** For a use of this library; for every purpose where none is given. */
export function insteadIn(library: string, purpose?: Purpose): readonly Instead[] {
  return allInstead().filter(
    (each) => each.library === library && (purpose === undefined || each.purposes.includes(purpose)),
  );
}
