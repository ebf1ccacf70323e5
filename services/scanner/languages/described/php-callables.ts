/**
 * PHP's functions that are called by their names as texts: `array_map("md5", $list)`, `$f = "md5"; $f($x)`,
 * `($short ? "md5" : "sha1")($x)`.
 */
import type { Node } from "web-tree-sitter";
import { chosenAmong } from "../chosen.ts";
import type { Argument } from "../language.ts";
import { field, isField, namedChildren, nodeAt, sameNode } from "../syntax.ts";
import { wordOffsets } from "../words.ts";
import type { DescribedNames } from "./names.ts";

/** Functions that call another, and which argument names it. */
const CALLERS: ReadonlyMap<string, number> = new Map([
  ["call_user_func", 0],
  ["call_user_func_array", 0],
  ["forward_static_call", 0],
  ["array_map", 0],
  ["array_walk", 1],
  ["array_walk_recursive", 1],
  ["array_filter", 1],
  ["preg_replace_callback", 1],
  ["usort", 1],
]);
/** What is handed to the function behind its name. */
const HANDING = /^(?:call_user_func|forward_static_call)$/;
const MAX_MENTIONS = 64;

export interface TextCall {
  readonly name: string;
  readonly node: Node;
  readonly arguments: readonly Argument[];
}

/** The call of the function that a text names, for the text's content. */
export function calledByText(content: Node, names: DescribedNames): TextCall | undefined {
  const text = content.parent;
  const name = /^\\?(\w{1,100})$/.exec(names.textOf(content))?.[1];
  if (!text || name === undefined || !/^(?:string|encapsed_string)$/.test(text.type)) return undefined;
  const chosen = chosenAmong(text);
  const holder = chosen.parent;
  if (holder?.type === "argument") return sameNode(chosen, text) ? handedTo(holder, name, names) : undefined;
  if (holder?.type === "function_call_expression" && isField(holder, "function", chosen))
    return { name, node: holder, arguments: argumentsOf(holder) };
  if (holder?.type !== "assignment_expression" || !isField(holder, "right", chosen)) return undefined;
  const target = field(holder, "left");
  const call = target && callOf(target, names);
  return call && { name, node: call, arguments: argumentsOf(call) };
}

function handedTo(argument: Node, name: string, names: DescribedNames): TextCall | undefined {
  const list = argument.parent;
  const call = list?.parent;
  const callee = call?.type === "function_call_expression" ? field(call, "function") : undefined;
  if (!list || !call || !callee) return undefined;
  const caller = names.textOf(callee).replace(/^\\/, "");
  const given = namedChildren(list);
  const place = CALLERS.get(caller);
  if (place === undefined || !sameNode(given[place], argument)) return undefined;
  return { name, node: call, arguments: HANDING.test(caller) ? argumentsOf(call).slice(1) : [] };
}

/** The first call of the function that a variable holds the name of, where it was given this name last. */
function callOf(target: Node, names: DescribedNames): Node | undefined {
  const word = names.textOf(target);
  if (target.type !== "variable_name") return undefined;
  const { text, tree, bindings } = names;
  const plain = word.slice(1);
  const mentions = wordOffsets(text, tree, word, target.endIndex, text.length, MAX_MENTIONS);
  for (const at of mentions.length < MAX_MENTIONS ? mentions : []) {
    if (!/^\s?\(/.test(text.slice(at + word.length, at + word.length + 2))) continue;
    const mention = nodeAt(tree, at + 1);
    const variable = mention && names.textOf(mention) === plain ? mention.parent : mention;
    const call = variable?.parent;
    if (!variable || call?.type !== "function_call_expression" || !isField(call, "function", variable)) continue;
    const binding = bindings.lookup(word, variable);
    if (binding && sameNode(bindings.inForce(binding, variable)?.name, target)) return call;
  }
  return undefined;
}

function argumentsOf(call: Node): readonly Argument[] {
  const list = field(call, "arguments");
  return (list ? namedChildren(list) : []).flatMap((argument) => {
    const value = argument.lastNamedChild;
    return value ? [{ node: value }] : [];
  });
}
