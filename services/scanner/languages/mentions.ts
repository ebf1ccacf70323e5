/**
 * Whether a constant is named and not chosen where it stands: compared with, the label of a case, an entry of a table of
 * records, a member of an enumeration. One reading for all grammars, by what their nodes are called.
 */
import type { Node } from "web-tree-sitter";
import { field, isField } from "./syntax.ts";

const MAX_CLIMB = 8;
/** Characters of a class's bases that are looked at. */
const MAX_BASES = 200;
/** Around an expression that stays the same. */
const SAME = /^(?:parenthesized_expression|cast_expression|as_expression|non_null_expression)$/;
const COMPARISON = /^(?:comparison_operator|equality_expression|relational_expression|comparison_expression)$/;
const COMPARING: ReadonlySet<string> = new Set(["==", "!=", "===", "!==", "<", ">", "<=", ">="]);
const LABEL = /^(?:switch_label|case_switch_label|constant_pattern|when_condition|case_pattern)$/;
/** Nodes of a case that hold its body too. */
const CASE = /^(?:case_statement|switch_case|expression_case)$/;

export function isOnlyNamed(text: string, name: Node): boolean {
  let [inner, outer]: [Node, Node | null] = [name, name.parent];
  for (let step = 0; outer && SAME.test(outer.type) && step < MAX_CLIMB; step++) [inner, outer] = [outer, outer.parent];
  if (!outer) return false;
  if (COMPARISON.test(outer.type) || LABEL.test(outer.type)) return true;
  if (CASE.test(outer.type)) return isField(outer, "value", inner);
  if (outer.type === "binary_expression") return COMPARING.has(field(outer, "operator")?.type ?? "");
  return isRecordOfTable(outer) || isMemberOfEnumeration(text, inner, outer);
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
  return (
    bases !== undefined &&
    /(?:Enum|Flag)\b/.test(text.slice(bases.startIndex, Math.min(bases.endIndex, bases.startIndex + MAX_BASES)))
  );
}
