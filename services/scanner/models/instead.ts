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

/** For a use of this library; for every purpose where none is given. */
export function insteadIn(library: string, purpose?: Purpose): readonly Instead[] {
  return allInstead().filter(
    (each) => each.library === library && (purpose === undefined || each.purposes.includes(purpose)),
  );
}
