/** The algorithm registry: what is known of each algorithm, read once from `registry/*.yaml`. */
import type { ClassicalVerdict, Operation, Primitive, Purpose, QuantumVerdict } from "../fact.ts";
import type { AlgorithmUse, Verdict } from "./algorithm.ts";

export interface AlgorithmEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly primitive: Primitive;
  /** Verdict where the name alone decides; key size, curve and the like may change it (`judge`). */
  readonly quantum: QuantumVerdict;
  readonly classical: ClassicalVerdict;
}

/** What to move to; the same shape as the public contract's `replacement`. */
export interface Replacement {
  readonly algorithm: string;
  /** FIPS, RFC or SP that defines it. */
  readonly standard: string;
}

/** Entry by name or alias; case and `- _ / . space` do not matter. */
export function lookup(_name: string): AlgorithmEntry | undefined {
  throw new Error("the registry is empty: its data comes with the next commit");
}

/** What the registry makes of a use. Throws on a `use.name` that is no entry. */
export function judge(_use: AlgorithmUse, _operation: Operation): Verdict {
  throw new Error("the registry is empty: its data comes with the next commit");
}

/** What to move to for this purpose; none where nothing has to change. `mandate` is a mandate id such as `cnsa-2.0`. */
export function replacementFor(
  _verdict: Pick<Verdict, "family" | "primitive" | "quantum" | "classical">,
  _purpose: Purpose,
  _mandate?: string,
): Replacement | undefined {
  throw new Error("the registry is empty: its data comes with the next commit");
}
