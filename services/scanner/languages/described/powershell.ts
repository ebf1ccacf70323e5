/**
 * PowerShell: the tree-sitter-powershell grammar as a table. A cmdlet is a call with named arguments (`-Algorithm`); classes
 * are those of .NET, whether made with `New-Object`, `::new()` or reached by `[Net.X]::Y`, which leaves out `System`.
 */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { field, namedChildren, sameNode, textOf } from "../syntax.ts";
import { integerValue, stringValue, UNKNOWN } from "../values.ts";
import { declared } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { Imports } from "./imports.ts";

const FUNCTIONS = setOf("function_statement");
const SCOPES = setOf("program", ...FUNCTIONS);
/** Levels of precedence between a statement and what it says. */
const MAX_SHELLS = 24;
const SHELL =
  /^(?:pipeline|pipeline_chain|member_name|script_parameter_default|parenthesized_expression|(?:logical|bitwise|comparison|additive|multiplicative|format|range|array_literal|unary)_expression|(?:logical_|bitwise_|comparison_|additive_|multiplicative_|format_|range_)?argument_expression|cast_expression|expression_with_unary_operator|left_assignment_expression)$/;
const MAX_USINGS = 50;

const table: GrammarTable = {
  identifiers: setOf(
    "simple_name",
    "type_identifier",
    "generic_token",
    "command_name",
    "variable",
    "verbatim_string_characters",
    "expandable_string_literal",
  ),
  separator: ".",
  plainFunctions: true,
  importing: setOf(),
  classes: setOf("class_statement"),
  factories: /^(?:Create\w*|new)$/,
  scoping: {
    blocks: setOf("statement_list", "statement_block"),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) => text[start] === "$" && /^\s*(?:[=,)]|$)/.test(text.slice(end, end + 16)),
    define,
  },
  imports(text) {
    const found = new Imports(".");
    // a path that begins so is whole
    found.add("System", "System");
    let count = 0;
    for (const match of text.matchAll(/^[ \t]*using[ \t]+namespace[ \t]+([\w.]{1,200})/gim)) {
      if (match[1] !== undefined) found.addAll(match[1]);
      if (++count >= MAX_USINGS) break;
    }
    return found;
  },
  call,
  member(node) {
    if (node.type !== "member_access") return undefined;
    const [object, name] = namedChildren(node);
    const simple = name?.firstNamedChild ?? undefined;
    return object && simple && { object, name: simple };
  },
  given(node) {
    if (node.type !== "assignment_expression") return undefined;
    const target = unwrapped(node.firstNamedChild ?? undefined);
    const value = field(node, "value");
    return target && value && { target, value };
  },
  inner(node) {
    // between the class that `New-Object` names and the command
    if (node.type === "command_elements") return node.firstNamedChild ?? undefined;
    if (!SHELL.test(node.type)) return undefined;
    const children = namedChildren(node);
    // `[string]$x`
    if (node.type === "cast_expression") return children.at(-1);
    return children.length === 1 ? children[0] : undefined;
  },
  isSelf: (node) => node.type === "variable" && /^\$this$/i.test(node.text),
  path(node, text) {
    if (
      !/^(?:type_literal|type_spec|type_name|type_identifier|generic_token|verbatim_string_characters|expandable_string_literal|string_literal)$/.test(
        node.type,
      )
    )
      return undefined;
    if (/string/.test(node.type) && node.parent?.parent?.parent?.type !== "command_elements" && !isTypeOfNew(node))
      return undefined;
    const path = textOf(text, node).replace(/[[\]"'\s]/g, "");
    if (!/^[A-Za-z_]\w*(?:\.\w+){0,15}$/.test(path)) return undefined;
    return /^(?:Net|Security|Text|IO)\./.test(path) ? `System.${path}` : path;
  },
  literal,
  choices(node) {
    // flags joined with `-bor`
    const children = node.type === "bitwise_expression" ? namedChildren(node) : [];
    return children.length === 2 ? children : undefined;
  },
  list(node) {
    const children = node.type === "array_literal_expression" ? namedChildren(node) : [];
    return children.length > 1 ? children : undefined;
  },
  /** `[Net.ServicePointManager]::SecurityProtocol = …` */
  setting(identifier) {
    const access = identifier.parent?.type === "member_name" ? identifier.parent.parent : null;
    const type = access?.type === "member_access" ? (access.firstNamedChild ?? undefined) : undefined;
    if (!access || type?.type !== "type_literal") return undefined;
    const assignment = assignmentOf(access);
    const value = assignment && field(assignment, "value");
    return assignment && value && { type, value, by: assignment };
  },
};

export const powershell: Language = {
  id: "powershell",
  extensions: [".ps1", ".psm1", ".psd1"],
  interpreters: ["pwsh", "powershell"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm",
  bareCalls: true,
  comments: { line: ["#"], block: [["<#", "#>"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function unwrapped(node: Node | undefined): Node | undefined {
  let inner = node;
  for (let level = 0; inner && level < MAX_SHELLS; level++) {
    const next: Node | undefined = table.inner(inner);
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

/** The assignment whose target this is, nothing but shells between. */
function assignmentOf(target: Node): Node | undefined {
  let inner = target;
  for (let level = 0; level < MAX_SHELLS; level++) {
    const outer = inner.parent;
    if (!outer) return undefined;
    if (outer.type === "assignment_expression") {
      return inner.type === "left_assignment_expression" ? outer : undefined;
    }
    if (!sameNode(table.inner(outer), inner)) return undefined;
    inner = outer;
  }
  return undefined;
}

function call(node: Node): CallParts | undefined {
  if (node.type === "invokation_expression") {
    const [object, member, list] = namedChildren(node);
    const name = member?.firstNamedChild ?? undefined;
    if (!object || member?.type !== "member_name" || !name) return undefined;
    const args = argumentList(list);
    return object.type === "type_literal" && /^new$/i.test(name.text)
      ? { form: "new", name, type: object, arguments: args }
      : { form: "call", name, object, arguments: args };
  }
  if (node.type !== "command") return undefined;
  const named = namedChildren(node).find((child) => child.type === "command_name");
  if (!named) return undefined;
  const args = commandArguments(node);
  if (!/^New-Object$/i.test(named.text)) return { form: "call", name: named, arguments: args };
  const type = args.find((each) => each.name === "-TypeName") ?? args.find((each) => each.name === undefined);
  const identifier = type && nameOfType(type.node);
  if (!type || !identifier) return undefined;
  const others = args.filter((each) => each !== type && (each.name === undefined || each.name === "-ArgumentList"));
  const spread = others.flatMap(({ node: one }): readonly Argument[] => {
    const items = one.type === "array_literal_expression" ? namedChildren(one) : [];
    return items.length > 1 ? items.map((item) => ({ node: item })) : [{ node: one }];
  });
  return { form: "new", name: identifier, type: identifier, arguments: spread };
}

function nameOfType(node: Node): Node | undefined {
  const inner = unwrapped(node);
  return inner?.type === "string_literal" ? (inner.firstNamedChild ?? undefined) : inner;
}

function isTypeOfNew(node: Node): boolean {
  let up = node.parent;
  for (let level = 0; up && level < 6; level++, up = up.parent) {
    if (up.type === "command") return /^New-Object\b/i.test(up.text.slice(0, 16));
  }
  return false;
}

function commandArguments(command: Node): readonly Argument[] {
  const elements = namedChildren(command).find((child) => child.type === "command_elements");
  const given = (elements ? namedChildren(elements) : []).filter((child) => child.type !== "command_argument_sep");
  const found: Argument[] = [];
  for (let at = 0; at < given.length; at++) {
    const each = given[at];
    if (!each) break;
    if (each.type === "argument_list") found.push(...argumentList(each));
    else if (each.type !== "command_parameter") found.push({ node: each });
    else {
      const next = given[at + 1];
      const name = each.text.replace(/:$/, "");
      if (next && next.type !== "command_parameter" && next.type !== "argument_list") {
        found.push({ name, node: next });
        at++;
      } else found.push({ name, node: each });
    }
  }
  return found;
}

function argumentList(list: Node | undefined): readonly Argument[] {
  const inner = list?.type === "argument_list" ? list.firstNamedChild : null;
  return inner ? namedChildren(inner).map((each) => ({ node: each })) : [];
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null || identifier.type !== "variable") return undefined;
  if (parent.type === "script_parameter") {
    const value = namedChildren(parent).find((child) => child.type === "script_parameter_default");
    return declared(identifier, "parameter", parent, SCOPES, { value });
  }
  const assignment = assignmentOf(identifier);
  if (!assignment) return undefined;
  const operator = namedChildren(assignment).find((child) => child.type === "assignement_operator");
  const value = operator?.text === "=" ? field(assignment, "value") : undefined;
  return declared(identifier, "variable", assignment, SCOPES, { value });
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string_literal":
      return node.firstNamedChild ? literal(node.firstNamedChild, text) : UNKNOWN;
    case "verbatim_string_characters":
      return stringValue(textOf(text, node).slice(1, -1).replaceAll("''", "'"));
    case "expandable_string_literal": {
      const body = textOf(text, node).slice(1, -1);
      return /[$`]/.test(body) ? UNKNOWN : stringValue(body);
    }
    case "generic_token":
      return stringValue(textOf(text, node));
    case "integer_literal":
    case "decimal_integer_literal":
    case "hexadecimal_integer_literal":
      return integerValue(textOf(text, node));
    case "variable": {
      const word = /^\$(true|false|null)$/i.exec(textOf(text, node))?.[1]?.toLowerCase();
      if (word === undefined) return undefined;
      return word === "null" ? { kind: "none" } : { kind: "boolean", value: word === "true" };
    }
    default:
      return undefined;
  }
}
