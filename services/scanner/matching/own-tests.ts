/** Marks the facts that stand in what their own file says are tests: the path of such a file does not tell. */
import type { Fact } from "../fact.ts";
import type { Language } from "../languages/language.ts";
import { firstAtLeast } from "../languages/words.ts";
import { decode } from "./source.ts";

export function withOwnTests(
  language: Language | undefined,
  bytes: Uint8Array,
  facts: readonly Fact[],
): readonly Fact[] {
  if (language?.tests === undefined || facts.length === 0) return facts;
  const parts = language.tests(decode(bytes));
  if (parts.length === 0) return facts;
  const starts = parts.map(({ from }) => from);
  const isTest = (line: number): boolean => line <= (parts[firstAtLeast(starts, line + 1) - 1]?.to ?? 0);
  return facts.map((fact) => (isTest(fact.line) ? { ...fact, inTest: true } : fact));
}
