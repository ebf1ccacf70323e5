/** What a parameter of a function takes out of a list or table that runs the function for each entry. */
import type { Node } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Step } from "../collections.ts";
import { takenBy } from "../iterations.ts";
import { ancestor, namedChildren, sameNode } from "../syntax.ts";
import type { CallParts } from "./grammar-table.ts";
import type { DescribedNames } from "./names.ts";

export interface Iterated {
  readonly of: Node;
  readonly path: readonly Step[];
}

/** Functions that are handed both, by the place of the list: `array_map($f, $list)`. */
const FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ["array_map", 1],
  ["array_walk", 0],
  ["array_filter", 0],
  ["usort", 0],
]);
/** Levels between a function and the call it is handed to, and between a parameter and the list of them. */
const MAX_LEVELS = 4;

/** Of a definition: by the loop that says so, or as a parameter of a function without a name. */
export function iteratedBy(names: DescribedNames, definition: Definition): Iterated | undefined {
  if (definition.part) return definition.part;
  const { lambdas } = names.table;
  const isParameter = definition.kind === "parameter" || definition.kind === "other";
  const lambda = lambdas && isParameter ? ancestor(definition.name, lambdas) : undefined;
  if (!lambda || (definition.scope && !sameNode(definition.scope, lambda))) return undefined;
  const { index, count, inner } = placeOf(definition.name, lambda);
  return overWhat(names, lambda, index, count, inner);
}

/** Of the name a language gives to the only parameter of a function that names none: `it`. */
export function iteratedByIt(names: DescribedNames, use: Node): Iterated | undefined {
  const lambda = names.table.lambdas && ancestor(use, names.table.lambdas);
  return lambda && overWhat(names, lambda, 0, 1, []);
}

function overWhat(
  names: DescribedNames,
  lambda: Node,
  index: number,
  count: number,
  inner: readonly Step[],
): Iterated | undefined {
  const call = callHanded(names, lambda);
  const name = call ? names.textOf(call.name) : "";
  const list = FUNCTIONS.get(name);
  if (call && !call.object && list !== undefined) {
    const of = call.arguments[list]?.node;
    return of && index === 0 ? { of, path: ["value", ...inner] } : undefined;
  }
  const steps = call?.object && takenBy(name, index, count);
  return call?.object && steps ? { of: call.object, path: [...steps, ...inner] } : undefined;
}

/** Which of how many parameters, and which part of it where it is taken apart. */
function placeOf(name: Node, lambda: Node): { index: number; count: number; inner: readonly Step[] } {
  let node = name;
  let inner: readonly Step[] = [];
  for (let level = 0; level < MAX_LEVELS; level++) {
    const list = node.parent;
    if (!list || sameNode(list, lambda)) break;
    const among = namedChildren(list);
    const index = among.findIndex((each) => sameNode(each, node));
    if (/parameters$|^parameter_list$/.test(list.type)) {
      // Ruby takes an item that is a list apart among the parameters of its block
      return { index, count: among.length, inner };
    }
    if (/multi_variable_declaration|tuple_pattern|destructured_parameter/.test(list.type)) inner = [index, ...inner];
    node = list;
  }
  return { index: 0, count: 1, inner };
}

/** The call that a function is handed to, as an argument or behind the arguments. */
function callHanded(names: DescribedNames, lambda: Node): CallParts | undefined {
  let up = lambda.parent;
  for (let level = 0; up && level < MAX_LEVELS; level++, up = up.parent) {
    const call = names.table.call(up);
    if (call) return sameNode(call.object, lambda) ? undefined : call;
  }
  return undefined;
}
