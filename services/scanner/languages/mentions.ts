/**
 * What naming a constant means where it stands. Only named: compared with, asserted, the label of a case, an entry of a table
 * of records, a member of an enumeration. Chosen: handed to a function, given to a field. One reading for all grammars, by what their
 * nodes are called.
 */
import type { Node } from "web-tree-sitter";
import type { Usage } from "../fact.ts";
import { calleeBefore } from "./handed-to.ts";
import { field, isField } from "./syntax.ts";

const MAX_CLIMB = 8;
/** Entries of a table that are looked at. */
const MAX_ENTRIES = 8;
/** Characters of a class's bases that are looked at. */
const MAX_BASES = 200;
/** Around an expression that stays the same. */
const SAME =
  /^(?:argument|value_argument|keyword_argument|parenthesized_expression|cast_expression|as_expression|non_null_expression)$/;
/** Its own name, number or text: `TlsVersion.TLS_1_2.javaName`. */
const MEMBER =
  /^(?:navigation_expression|field_access|member_access_expression|member_expression|attribute|selector_expression|field_expression)$/;
const CALL = /^(?:call|call_expression|method_invocation|invocation_expression)$/;
const COMPARISON = /^(?:comparison_operator|equality_expression|relational_expression|comparison_expression)$/;
const COMPARING: ReadonlySet<string> = new Set(["==", "!=", "===", "!==", "<", ">", "<=", ">="]);
const LABEL = /^(?:switch_label|case_switch_label|constant_pattern|when_condition|case_pattern)$/;
/** Nodes of a case that hold its body too. */
const CASE = /^(?:case_statement|switch_case|expression_case)$/;
/** Calls that ask which one it is. */
const ASKING =
  /(?:^|[^A-Za-z])(?:assert\w{0,40}|expect\w{0,20}|should\w{0,20}|isinstance|issubclass|is_a\?|kind_of\?|contains\w{0,20}|includes?\??|(?:is|to)?(?:not)?_?equals?(?:to)?|tobe|indexof)\s{0,8}$/i;
/** Calls that say its name, make a list of it, or a macro's entry. */
const SAYING =
  /(?:name|string|str|print\w?|log\w?|warn|error|format|append|push|add|put|list|set|map|array|of|len|sizeof|typeof|[^a-z]{3,40})\s{0,8}$/;

/** The usage of a constant that a model says is `usage` where nothing else is known. */
export function usageOfName(text: string, name: Node, usage: Usage): Usage {
  const { inner, outer } = around(name);
  if (!outer) return usage;
  const callee = calleeBefore(text, outer);
  if (isCompared(inner, outer) || isRecordOfTable(outer) || isMemberOfEnumeration(text, inner, outer))
    return "definition";
  if (isEntryOfTable(text, inner, outer)) return "definition";
  if (callee !== undefined) {
    if (ASKING.test(callee)) return "definition";
    return usage === "definition" && !SAYING.test(callee) ? "configuration" : usage;
  }
  const given = /^assignment_(?:expression|statement)$/.test(outer.type) && isField(outer, "right", inner);
  return usage === "definition" && given ? "configuration" : usage;
}

/** The outermost expression that only says the same constant, and what stands around it. */
function around(name: Node): { readonly inner: Node; readonly outer: Node | null } {
  let [inner, outer]: [Node, Node | null] = [name, name.parent];
  for (let step = 0; outer && step < MAX_CLIMB; step++) {
    const first = outer.firstNamedChild;
    const begins = first !== null && first.startIndex === inner.startIndex && first.endIndex === inner.endIndex;
    if (!SAME.test(outer.type) && !(begins && (MEMBER.test(outer.type) || CALL.test(outer.type)))) break;
    [inner, outer] = [outer, outer.parent];
  }
  return { inner, outer };
}

function isCompared(inner: Node, outer: Node): boolean {
  if (COMPARISON.test(outer.type) || LABEL.test(outer.type)) return true;
  if (CASE.test(outer.type)) return isField(outer, "value", inner);
  return outer.type === "binary_expression" && COMPARING.has(field(outer, "operator")?.type ?? "");
}

/** C: `static const struct pair known[] = { { "tls1.2", TLS1_2_VERSION }, PAIR(TLS1_3_VERSION) };` */
function isRecordOfTable(record: Node): boolean {
  const called =
    record.type === "argument_list" && record.parent?.type === "call_expression" ? record.parent : undefined;
  if (!called && record.type !== "initializer_list") return false;
  let list = (called ?? record).parent;
  if (list?.type !== "initializer_list") return false;
  if (list.parent?.type === "initializer_list") list = list.parent;
  const declared = list.parent?.type === "init_declarator" ? field(list.parent, "declarator") : undefined;
  return declared?.type === "array_declarator";
}

/** Python: `class Version(Enum): TLS1_2 = SSL.TLS1_2_VERSION` */
function isMemberOfEnumeration(text: string, value: Node, assignment: Node): boolean {
  if (assignment.type !== "assignment" || !isField(assignment, "right", value)) return false;
  const owner = assignment.parent?.parent?.parent;
  const bases = owner?.type === "class_definition" ? field(owner, "superclasses") : undefined;
  if (bases === undefined) return false;
  return /(?:Enum|Flag)\b/.test(text.slice(bases.startIndex, Math.min(bases.endIndex, bases.startIndex + MAX_BASES)));
}

/** Python, JavaScript: `{ "TLSv1.1": ssl.TLSv1_1, "TLSv1.2": ssl.TLSv1_2, … }`: all of one kind, so one is chosen elsewhere. */
function isEntryOfTable(text: string, value: Node, pair: Node): boolean {
  const table = pair.type === "pair" && isField(pair, "value", value) ? pair.parent : undefined;
  if (table?.type !== "dictionary" && table?.type !== "object") return false;
  const kind = kindOf(text, value);
  if (kind === undefined) return false;
  let alike = 0;
  for (let step = 0, each = table.firstNamedChild; each && step < MAX_ENTRIES; step++, each = each.nextNamedSibling) {
    const other = each.type === "pair" ? field(each, "value") : undefined;
    if (other && kindOf(text, other) === kind) alike++;
  }
  return alike >= 3;
}

/** What a member is taken from: `ssl.TLSVersion` of `ssl.TLSVersion.TLSv1_2`. */
function kindOf(text: string, value: Node): string | undefined {
  if (value.endIndex - value.startIndex > MAX_BASES) return undefined;
  return /^([A-Za-z_][\w.]*)\.\w+$/.exec(text.slice(value.startIndex, value.endIndex))?.[1];
}
