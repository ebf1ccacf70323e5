/** What uses are, apart from where they stand: equal ones are one number, however many contents of a history have them. */
import { type Use, verdictOf } from "@pqc-audit/reports/history/model.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";

export interface UseType extends Use {
  /** Stands in what its own file marks as tests. */
  readonly inTest: boolean;
}

/** Which uses somebody asked for. */
export interface UseFilter {
  /** Rule ids, or what they begin with up to a dot; all where empty. */
  readonly rules: readonly string[];
  /** Algorithms or families; all where empty. */
  readonly algorithms: readonly string[];
}

export class UseTypes {
  readonly #filter: UseFilter;
  readonly #types: UseType[] = [];
  /** By type: a number that types of the same rule and algorithm share. */
  readonly #kinds: number[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #kindByKey = new Map<string, number>();

  constructor(filter: UseFilter) {
    const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
    this.#filter = { rules: lower(filter.rules), algorithms: lower(filter.algorithms) };
  }

  /** Undefined where nobody asked for such a use. */
  add(fact: Fact): number | undefined {
    const verdict = verdictOf(fact);
    if (verdict === undefined || !this.#isAskedFor(fact)) return undefined;
    const { ruleId, algorithm, fingerprint, inTest = false } = fact;
    const key = `${ruleId}\0${algorithm}\0${fingerprint}\0${verdict}\0${fact.usage}\0${fact.language}\0${inTest}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const { family, language, library, operation, purpose, usage, quantum, classical } = fact;
    const common = { ruleId, algorithm, family, language, operation, purpose, usage, quantum, classical, fingerprint };
    this.#types.push({ ...common, verdict, inTest, ...(library !== undefined && { library }) });
    this.#kinds.push(numberOf(`${ruleId}\0${algorithm}`, this.#kindByKey));
    return numberOf(key, this.#byKey);
  }

  of(type: number): UseType {
    const found = this.#types[type];
    if (!found) throw new RangeError(`there is no use ${type}`);
    return found;
  }

  /** Equal for uses of the same algorithm by the same rule. */
  kindOf(type: number): number {
    return this.#kinds[type] ?? -1;
  }

  #isAskedFor({ ruleId, algorithm, family }: Fact): boolean {
    const { rules, algorithms } = this.#filter;
    const rule = ruleId.toLowerCase();
    if (rules.length > 0 && !rules.some((each) => rule === each || rule.startsWith(`${each}.`))) return false;
    return algorithms.length === 0 || [algorithm, family].some((name) => algorithms.includes(name.toLowerCase()));
  }
}

function numberOf(key: string, numbers: Map<string, number>): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
