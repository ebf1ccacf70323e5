/** Which of several definitions of one name holds at a use. Prepared once, since a name may be used as often as given. */
import type { Node } from "web-tree-sitter";
import type { Definition, Scoping } from "./bindings.ts";
import { ancestor, contains } from "./syntax.ts";
import { firstAtLeast } from "./words.ts";

/** Definitions that may give no value: `KeyPairGenerator kpg;`. */
const HOLDERS: ReadonlySet<string> = new Set(["variable", "member"]);

/** Definitions of one name among which a run decides; more is a table. */
const MAX_POSSIBLE = 8;

interface Given {
  readonly definition: Definition;
  readonly start: number;
  /** End of the node that defines. */
  readonly end: number;
}

export class DefinitionOrder {
  readonly #definitions: readonly Definition[];
  readonly #scoping: Scoping;
  readonly #starts: readonly number[];
  #given: readonly Given[] | undefined;
  #functions: ReadonlySet<number> | undefined;
  #held = false;

  /** `definitions` in order of text. */
  constructor(definitions: readonly Definition[], scoping: Scoping) {
    this.#definitions = definitions;
    this.#scoping = scoping;
    this.#starts = definitions.map((one) => one.name.startIndex);
  }

  /** Offset of the first definition after `from`. */
  next(from: number): number | undefined {
    return this.#starts[firstAtLeast(this.#starts, from + 1)];
  }

  inForce(scope: Node, use: Node): Definition | undefined {
    const given = this.#prepare();
    if (given.length <= 1) return given[0]?.definition ?? this.#definitions[0];
    const around = ancestor(use, this.#scoping.functions);
    if (around !== undefined && !contains(around, scope) && !contains(scope, around)) return undefined;
    const functions = this.#functions;
    const isOneRun = functions?.size === 1 && functions.has(around?.id ?? 0);
    if (!isOneRun && this.#held) return undefined;
    const last = isOneRun ? lastBefore(given, use.startIndex) : given.at(-1)?.definition;
    if (last === undefined || last.kind === "parameter") return last;
    const block = ancestor(last.by, this.#scoping.blocks);
    return block === undefined || contains(block, use) ? last : undefined;
  }

  /**
   * All that may hold at a use where the way the program takes decides: within one run, what was given since the last
   * definition that has surely run; of what outlives a run, everything given anywhere. Too many are none.
   */
  possible(use: Node): readonly Definition[] {
    const given = this.#prepare();
    const around = ancestor(use, this.#scoping.functions);
    const functions = this.#functions;
    const isOneRun = functions?.size === 1 && functions.has(around?.id ?? 0);
    if (!isOneRun) return given.length > MAX_POSSIBLE ? [] : given.map((one) => one.definition);
    const found: Definition[] = [];
    let covered: number | undefined;
    for (let index = given.length - 1; index >= 0; index--) {
      const one = given[index];
      if (one === undefined || one.end > use.startIndex) continue;
      if (covered !== undefined && one.start < covered) break;
      if (found.length >= MAX_POSSIBLE) return [];
      found.push(one.definition);
      const block = ancestor(one.definition.by, this.#scoping.blocks);
      covered ??= coveredFrom(found, use);
      if (one.definition.kind === "parameter" || block === undefined || contains(block, use)) break;
    }
    return found;
  }

  #prepare(): readonly Given[] {
    if (this.#given !== undefined) return this.#given;
    const given = this.#definitions.filter((one) => one.value !== undefined || !HOLDERS.has(one.kind));
    this.#given = given.map((definition) => ({
      definition,
      start: definition.name.startIndex,
      end: definition.by.endIndex,
    }));
    if (given.length > 1) {
      this.#functions = new Set(given.map((one) => ancestor(one.name, this.#scoping.functions)?.id ?? 0));
      this.#held = given.some((one) => HOLDERS.has(one.kind));
    }
    return this.#given;
  }
}

const CONDITIONS: ReadonlySet<string> = new Set(["if_statement", "if_expression", "if"]);

/**
 * Where a condition begins of which every way gives the value: what was given before it holds no more. The last of
 * `found` stands first in the text.
 */
function coveredFrom(found: readonly Definition[], use: Node): number | undefined {
  const first = found.at(-1);
  const condition = first && ancestor(first.by, CONDITIONS);
  const otherwise = condition?.lastNamedChild;
  if (!condition || !otherwise || contains(condition, use) || contains(otherwise, first.by)) return undefined;
  const last = otherwise.type === "else_clause" ? otherwise.lastNamedChild : otherwise;
  if (!last || /^(?:if|elif|elsif)/.test(last.type)) return undefined;
  if (!found.some(({ by }) => contains(last, by))) return undefined;
  let outer = condition;
  for (let up = outer.parent; up; up = up.parent) {
    if (CONDITIONS.has(up.type)) outer = up;
    else if (!/^else/.test(up.type)) break;
  }
  return outer.startIndex;
}

/** The last definition that is complete before `offset`. */
function lastBefore(given: readonly Given[], offset: number): Definition | undefined {
  let low = 0;
  let high = given.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((given[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  for (let index = low - 1; index >= 0; index--) {
    const one = given[index];
    if (one && one.end <= offset) return one.definition;
  }
  return undefined;
}
