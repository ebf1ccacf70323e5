/** Rust: the tree-sitter-rust grammar as a table. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { valueOfChange } from "../changed.ts";
import type { Argument, Language, Value } from "../language.ts";
import { ancestor, field, isField, namedChildren, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue, stringValue } from "../values.ts";
import { declared, memberAssigned, placeIn, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { bothOf, operandsOf } from "./parts.ts";
import { readRustImports } from "./rust-imports.ts";
import { rustTests } from "./rust-tests.ts";

const TYPES = setOf("struct_item", "enum_item", "union_item", "trait_item", "type_item");
const CLASSES = setOf("impl_item", "trait_item");
const FUNCTIONS = setOf("function_item", "closure_expression");
const SCOPES = setOf("block", "match_arm", "for_expression", "source_file", "declaration_list", ...FUNCTIONS);
/** Methods that hand on what they are called on, or what it holds. */
const PASSING =
  /^(?:unwrap|expect|unwrap_or_default|clone|cloned|to_owned|into|borrow|as_ref|as_mut|by_ref|unwrap_unchecked|context|map_err|await)$/;
const TUPLES = setOf("tuple_pattern", "reference_pattern");
/** Ways of a condition that give nothing. */
const DIVERGING = /^(?:return|break|continue|macro)/;
const PATH = /^(?:::)?[A-Za-z_]\w*(?:::[A-Za-z_]\w*){0,15}$/;

const table: GrammarTable = {
  identifiers: setOf("identifier", "type_identifier", "field_identifier", "shorthand_field_identifier"),
  braces: true,
  separator: "::",
  importing: setOf("use_declaration", "extern_crate_declaration"),
  classes: CLASSES,
  factories:
    /^(?:new|default|generate|random|create|builder|init|try_new|open|from_\w+|new_\w+|generate_\w+|try_from|try_from_\w+)$/,
  conversions: /^(?:to_string|to_owned|into|as_str|as_bytes|to_vec|as_ref|clone|trim|to_uppercase|to_lowercase)$/,
  scoping: {
    blocks: setOf("block", "source_file", "declaration_list", "match_arm"),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:[:=,)|;({<]|in\b|[-+*/%&|^]=)/.test(text.slice(end, end + 16)) ||
      /\b(?:struct|enum|union|trait|type|fn)\s+$/.test(text.slice(Math.max(0, start - 16), start)),
    define,
  },
  imports: readRustImports,
  call,
  member(node) {
    const [object, name] =
      node.type === "field_expression"
        ? [field(node, "value"), field(node, "field")]
        : node.type === "scoped_identifier" || node.type === "scoped_type_identifier"
          ? [field(node, "path"), field(node, "name")]
          : [];
    return object && name && { object, name };
  },
  given(node) {
    const [target, value] =
      node.type === "let_declaration"
        ? [field(node, "pattern"), field(node, "value")]
        : node.type === "const_item" || node.type === "static_item"
          ? [field(node, "name"), field(node, "value")]
          : node.type === "assignment_expression"
            ? [field(node, "left"), field(node, "right")]
            : node.type === "field_initializer"
              ? [field(node, "field"), field(node, "value")]
              : [];
    return target && value && { target, value };
  },
  inner(node) {
    switch (node.type) {
      case "parenthesized_expression":
      case "try_expression":
      case "await_expression":
      case "generic_function":
        return node.firstNamedChild ?? undefined;
      case "reference_expression":
      case "type_cast_expression":
        return field(node, "value");
      case "unary_expression":
        return /^[*]/.test(node.text.slice(0, 1)) ? (node.firstNamedChild ?? undefined) : undefined;
      case "else_clause":
        return node.firstNamedChild ?? undefined;
      case "call_expression": {
        const callee = field(node, "function");
        const name = callee?.type === "field_expression" ? field(callee, "field") : undefined;
        return callee && name && PASSING.test(name.text) ? field(callee, "value") : undefined;
      }
      default:
        return undefined;
    }
  },
  isSelf: (node) => node.type === "self" || (node.endIndex - node.startIndex === 4 && node.text === "Self"),
  path(node, text) {
    if (node.type === "reference_type" || node.type === "pointer_type") {
      const type = field(node, "type");
      return type && table.path(type, text);
    }
    if (node.type === "bracketed_type") {
      // `<Sha1 as Digest>`
      const type = node.firstNamedChild?.type === "qualified_type" ? field(node.firstNamedChild, "type") : undefined;
      return type && table.path(type, text);
    }
    if (!/^(?:identifier|type_identifier|scoped_identifier|scoped_type_identifier|generic_type)$/.test(node.type))
      return undefined;
    const path = textOf(text, node)
      .slice(0, 400)
      .replace(/(?:::)?<[\s\S]{0,400}>(?=::|$)/, "")
      .replace(/\s/g, "");
    if (!PATH.test(path)) return undefined;
    if (path === "Self") {
      const around = ancestor(node, CLASSES);
      const type = around && field(around, "type");
      return type && type.type !== node.type ? table.path(type, text) : type && textOf(text, type);
    }
    return path.replace(/^::/, "");
  },
  literal,
  binary: (node) => operandsOf(node, "binary_expression"),
  choices(node) {
    if (node.type === "if_expression") {
      return bothOf(node, "consequence", "alternative");
    }
    if (node.type === "match_expression") {
      const body = field(node, "body");
      const ways = body && namedChildren(body).flatMap((arm) => field(arm, "value") ?? []);
      return ways?.filter((way) => !DIVERGING.test(way.type));
    }
    // what a block of one expression gives
    const children = node.type === "block" ? namedChildren(node) : [];
    return children.length === 1 ? children : undefined;
  },
  list: (node) =>
    node.type === "array_expression" || node.type === "tuple_expression" ? namedChildren(node) : undefined,
  entries: tableOf,
  element(node) {
    const [of, key] = node.type === "index_expression" ? namedChildren(node) : [];
    return of && key && { of, key };
  },
  lambdas: setOf("closure_expression"),
  aliased: (declaration) => (declaration.type === "type_item" ? field(declaration, "type") : undefined),
  joined(node) {
    const callee = node.type === "call_expression" ? field(node, "function") : undefined;
    const name = callee && callee.endIndex - callee.startIndex < 20 ? callee.text : "";
    // a macro's call, see `withoutMacros`
    const joins = name === "concat" || name === "String::from";
    return joins ? namedChildren(field(node, "arguments") ?? node) : undefined;
  },
  typeOf: (node) => (node.type === "type_cast_expression" ? field(node, "type") : undefined),
  typeArguments(identifier) {
    const scoped = /^scoped_(?:type_)?identifier$/.test(identifier.parent?.type ?? "") ? identifier.parent : undefined;
    const type = scoped && isField(scoped, "name", identifier) ? scoped : identifier;
    const generic =
      type.parent?.type === "generic_type" && isField(type.parent, "type", type) ? type.parent : undefined;
    const list = generic && field(generic, "type_arguments");
    return list ? namedChildren(list) : [];
  },
  result(declaration) {
    const last = field(declaration, "body")?.lastNamedChild ?? undefined;
    return last && !/(?:_statement|_declaration|_item)$/.test(last.type) ? last : undefined;
  },
  resultType: (declaration) => field(declaration, "return_type"),
  setting(identifier) {
    const by = identifier.parent;
    if (by?.type !== "field_initializer" || !isField(by, "field", identifier)) return undefined;
    const type = by.parent?.parent ? field(by.parent.parent, "name") : undefined;
    const value = field(by, "value");
    return type && value && { type, value, by };
  },
};

export const rust: Language = {
  id: "rust",
  extensions: [".rs"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-rust.wasm",
  renames: true,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  part: withoutMacros,
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
  tests: rustTests,
};

/** Macros of the standard library, and of what logs and fails, whose arguments are expressions. */
const MACROS =
  /\b(vec|concat|println|print|eprintln|eprint|format|write|writeln|panic|assert|assert_eq|assert_ne|debug_assert|debug_assert_eq|dbg|anyhow|bail|ensure|error|warn|info|debug|trace)!(?=\s?[[(])/g;

/** The grammar leaves what is handed to a macro unparsed: as the operand of an operator, or of a call, it is read. */
function withoutMacros(text: string): string {
  return text.replace(MACROS, (macro, name: string, at: number) =>
    text[at + macro.length] === "(" ? `${name} ` : `${name}&`,
  );
}

function call(node: Node): CallParts | undefined {
  if (node.type === "struct_expression") {
    const type = field(node, "name");
    const body = field(node, "body");
    return type && { form: "new", name: lastName(type), type, arguments: body ? fieldsOf(body) : [] };
  }
  if (node.type !== "call_expression") return undefined;
  const list = field(node, "arguments");
  const given: Argument[] = (list ? namedChildren(list) : []).map((argument) => ({ node: argument }));
  let callee = field(node, "function");
  if (callee?.type === "generic_function") {
    const types = field(callee, "type_arguments");
    given.push(...(types ? namedChildren(types) : []).map((type, index) => ({ name: `T${index}`, node: type })));
    callee = field(callee, "function");
  }
  if (callee === undefined) return undefined;
  const member = table.member(callee);
  if (member) return { form: "call", ...member, arguments: given };
  return callee.type === "identifier" ? { form: "call", name: callee, arguments: given } : undefined;
}

/** `HashMap::from([("a", "md5")])` */
function tableOf(node: Node): readonly { readonly key: string; readonly value: Node }[] | undefined {
  const callee = node.type === "call_expression" ? field(node, "function") : undefined;
  if (!callee || !/(?:^|::)(?:Hash|BTree|Index)Map(?:::<[^()]{0,80}>)?::from(?:_iter)?$/.test(callee.text.slice(-120)))
    return undefined;
  const items = field(node, "arguments")?.firstNamedChild;
  return (items?.type === "array_expression" ? namedChildren(items) : []).flatMap((item) => {
    const [key, value] = item.type === "tuple_expression" ? namedChildren(item) : [];
    return key && value ? [{ key: key.text.replace(/^"|"$/g, ""), value }] : [];
  });
}

function lastName(type: Node): Node {
  if (type.type === "generic_type") return lastName(field(type, "type") ?? type);
  return field(type, "name") ?? type;
}

function fieldsOf(body: Node): readonly Argument[] {
  return namedChildren(body).flatMap((each) => {
    const name = field(each, "field");
    const value = field(each, "value");
    return each.type === "field_initializer" && name && value ? [{ name: name.text, node: value }] : [];
  });
}

function define(identifier: Node): Definition | undefined {
  if (!table.identifiers.has(identifier.type)) return undefined;
  let name = identifier;
  if (name.parent?.type === "mut_pattern" || name.parent?.type === "ref_pattern") name = name.parent;
  const parent = name.parent;
  if (parent === null) return undefined;
  if (TYPES.has(parent.type)) {
    return isField(parent, "name", name) ? declared(identifier, "class", parent, SCOPES) : undefined;
  }
  switch (parent.type) {
    case "let_declaration":
    case "let_condition":
      return isField(parent, "pattern", name)
        ? declared(identifier, "variable", parent, SCOPES, {
            type: field(parent, "type"),
            value: field(parent, "value"),
          })
        : undefined;
    case "const_item":
    case "static_item": {
      if (!isField(parent, "name", name)) return undefined;
      const around = ancestor(parent, CLASSES);
      const parts = { type: field(parent, "type"), value: field(parent, "value") };
      return around
        ? declared(identifier, "member", parent, CLASSES, parts)
        : declared(identifier, "variable", parent, SCOPES, parts);
    }
    case "parameter":
      return isField(parent, "pattern", name)
        ? declared(identifier, "parameter", parent, FUNCTIONS, { type: field(parent, "type") })
        : undefined;
    case "closure_parameters":
      return declared(identifier, "parameter", parent, FUNCTIONS);
    case "for_expression":
      return isField(parent, "pattern", name) ? takenApart(identifier, name) : undefined;
    case "tuple_pattern":
    case "reference_pattern":
      return takenApart(identifier, name);
    case "tuple_struct_pattern":
    case "captured_pattern":
      return isField(parent, "type", name) ? undefined : declared(identifier, "other", parent, SCOPES);
    case "function_item":
      return isField(parent, "name", name) && !ancestor(parent, CLASSES)
        ? declared(identifier, "function", parent, SCOPES)
        : undefined;
    case "field_declaration":
      return undefined;
    case "assignment_expression":
      return isField(parent, "left", name) ? reassigned(identifier, parent, field(parent, "right")) : undefined;
    case "compound_assignment_expr":
      return isField(parent, "left", name) ? reassigned(identifier, parent, valueOfChange(parent)) : undefined;
    case "field_expression": {
      const assignment = parent.parent;
      if (field(parent, "value")?.type !== "self" || assignment?.type !== "assignment_expression") return undefined;
      return isField(assignment, "left", parent)
        ? memberAssigned(identifier, assignment, CLASSES, field(assignment, "right"))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** `for (name, size) in pairs`, `let (a, b) = pair`. */
function takenApart(identifier: Node, name: Node): Definition | undefined {
  const { whole, path } = placeIn(name, TUPLES);
  const holder = whole.parent;
  if (holder?.type === "for_expression") {
    const of = field(holder, "value");
    return {
      name: identifier,
      scope: holder,
      kind: "other",
      by: identifier,
      ...(of && { part: { of, path: ["entry", ...path] } }),
    };
  }
  const other = declared(identifier, "other", identifier, SCOPES);
  const of = holder?.type === "let_declaration" ? field(holder, "value") : undefined;
  return other && of ? { ...other, part: { of, path } } : other;
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string_literal":
      return stringValue(decodeEscapes(textOf(text, node).replace(/^[bc]?"|"$/g, "")));
    case "raw_string_literal":
      return stringValue(textOf(text, node).replace(/^[bc]?r#{0,9}"|"#{0,9}$/g, ""));
    case "integer_literal":
      return integerValue(textOf(text, node).replace(/_?[iu](?:8|16|32|64|128|size)$/, ""));
    case "boolean_literal":
      return { kind: "boolean", value: textOf(text, node) === "true" };
    default:
      return undefined;
  }
}
