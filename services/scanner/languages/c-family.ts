/**
 * C, C++ and Objective-C: the grammars of the latter two name everything of C alike. C++ adds qualified names, methods
 * and constructions, Objective-C messages.
 */
import type { Node, Tree } from "web-tree-sitter";
import { Bindings } from "./bindings.ts";
import { MacroNames } from "./c-macros.ts";
import { declaredName, filledArgument, outermost, resetTarget } from "./c-objects.ts";
import { cScoping, DECLARATORS } from "./c-scoping.ts";
import { CValues } from "./c-values.ts";
import { CppNames, templateArguments } from "./cpp-names.ts";
import type { Argument, Site, SiteForm, SourceFile, Value } from "./language.ts";
import { linesOf } from "./lines.ts";
import { messageArguments, messageName } from "./objc-messages.ts";
import { ancestor, field, isField, namedChildren, nodeAt, textOf } from "./syntax.ts";

const MAX_CLIMB = 16;
/** Characters looked at behind a name in broken text. */
const LOOK_AHEAD = 400;

const PREPROCESSOR_LINE =
  /^[ \t]*#[ \t]*(?:if|elif|ifdef|ifndef|elifdef|elifndef|undef|include|line|pragma|error|warning)\b/;
const FUNCTIONS: ReadonlySet<string> = new Set(["function_definition", "lambda_expression", "method_definition"]);
const RUNS: ReadonlySet<string> = new Set([...FUNCTIONS, "init_declarator", "field_initializer", "field_declaration"]);
const CONDITIONAL: ReadonlySet<string> = new Set(["preproc_if"]);
const CLASS_BODY: ReadonlySet<string> = new Set(["field_declaration_list"]);
/** Parents under which a name is spelled and means no use. */
const NO_USE: ReadonlySet<string> = new Set([
  "preproc_def",
  "preproc_function_def",
  "preproc_params",
  "preproc_defined",
  "preproc_ifdef",
  "preproc_elifdef",
  "parameter_declaration",
  "optional_parameter_declaration",
  "parameter_list",
  "attribute",
  "macro_type_specifier",
  "using_declaration",
  "alias_declaration",
  "namespace_definition",
  "namespace_alias_definition",
  "destructor_name",
  "type_definition",
  "for_range_loop",
  "field_declaration",
  "friend_declaration",
  "structured_binding_declarator",
  "function_definition",
  "method_definition",
  "method_declaration",
  "method_parameter",
  "property_attribute",
]);
/** `f(int bits, RSA *rsa)`: the arguments are parameters, so the macro around it declares. */
const PARAMETERS =
  /^\(\s*(?:void|const\b|struct\b|unsigned\b|int\b|char\b|long\b|size_t\b|[A-Za-z_]\w*\s+(?:\*+\s*)?[A-Za-z_]\w*\s*[,)]|[A-Za-z_]\w*\s*\*+\s*(?:\w+\s*)?[,)])/;

/** The brace of a function, a table or a type, at the beginning of a line or at the end of one that begins there. */
export const C_BLOCK_HEADS =
  /(?:[)=][ \t]{0,40}\r?\n|^[A-Za-z_][^\n;{}]*(?:\)[ \t]{0,40}(?:const[ \t]{0,40})?(?:noexcept[ \t]{0,40})?|=[ \t]{0,40})|^(?:typedef |static )?(?:struct|union|enum)\b[^\n;{}()=]*(?:\r?\n)?)\{/gm;

export class CFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #isCpp: boolean;
  readonly #bindings: Bindings;
  readonly #names: CppNames;
  readonly #values: CValues;
  /** By the node of a macro's body. */
  readonly #macros = new Map<number, MacroNames>();

  constructor(text: string, tree: Tree, isCpp: boolean) {
    this.text = text;
    this.tree = tree;
    this.#isCpp = isCpp;
    this.#bindings = new Bindings(text, tree, cScoping);
    this.#names = new CppNames(text, isCpp);
    this.#values = new CValues(text, tree, this.#bindings, {
      siteOf: (node) => this.#siteOfCall(node),
      namesOf: (node) => this.#names.of(node),
      macroSite: (name, body) => ({ form: "call", names: [name], node: body, arguments: [] }),
    });
  }

  siteAt(offset: number): Site | undefined {
    const leaf = nodeAt(this.tree, offset);
    if (!leaf || this.#onPreprocessorLine(offset)) return undefined;
    const site = this.#siteOfLeaf(leaf, offset);
    return site && site.names.length > 0 && !this.#switchedOff(leaf) ? site : undefined;
  }

  evaluate(node: Node): Value {
    return this.#values.evaluate(node);
  }

  #siteOfLeaf(leaf: Node, offset: number): Site | undefined {
    switch (leaf.type) {
      case "preproc_arg":
        return this.#inMacro(leaf, offset);
      case "identifier":
      case "type_identifier":
      case "namespace_identifier":
        return this.#named(this.#qualified(leaf));
      case "field_identifier":
        return this.#member(leaf);
      default:
        return undefined;
    }
  }

  #inMacro(body: Node, offset: number): Site | undefined {
    if (body.parent?.type === "preproc_call") return undefined;
    let names = this.#macros.get(body.id);
    if (names === undefined) {
      names = new MacroNames(textOf(this.text, body));
      this.#macros.set(body.id, names);
    }
    const found = names.at(offset - body.startIndex);
    const defined = body.parent ? field(body.parent, "name") : undefined;
    // a library's own second name for its function: `#define EVP_des_cfb EVP_des_cfb64`
    if (found && defined && prefix(found.name) !== undefined) {
      if (prefix(textOf(this.text, defined)) === prefix(found.name)) return undefined;
    }
    return found && { form: found.called ? "call" : "name", names: [found.name], node: body, arguments: [] };
  }

  /** The whole qualified name that ends in this leaf, with its template arguments. */
  #qualified(leaf: Node): Node {
    let current = leaf;
    for (let step = 0; step < MAX_CLIMB; step++) {
      const parent = current.parent;
      const named =
        parent && /^(?:qualified_identifier|template_type|template_function|dependent_name)$/.test(parent.type);
      if (!named || !isField(parent, "name", current)) return current;
      current = parent;
    }
    return current;
  }

  #named(name: Node): Site | undefined {
    const parent = name.parent;
    if (!parent) return undefined;
    if (parent.type === "ERROR") return this.#inError(name);
    if (parent.type === "call_expression" && isField(parent, "function", name)) return this.#call(name, parent);
    if (parent.type === "new_expression" && isField(parent, "type", name)) return this.#site("new", name, parent);
    if (parent.type === "declaration") return this.#declaration(name, parent);
    if (parent.type === "field_declaration" && this.#isCpp) return this.#memberDeclaration(name, parent);
    if (parent.type === "message_expression" && isField(parent, "method", name)) return this.#message(parent);
    if (parent.type === "compound_literal_expression") return this.#site("new", name, parent);
    if (parent.type === "type_descriptor") return this.#typeArgument(name, parent);
    if (DECLARATORS.has(parent.type)) {
      const declares = parent.type !== "init_declarator" || isField(parent, "declarator", name);
      return declares ? undefined : this.#site("name", name, name);
    }
    if (parent.type === "parameter_declaration" && this.#isConstructed(name, parent)) {
      return this.#site("name", name, name);
    }
    if (NO_USE.has(parent.type) || name.type === "type_identifier" || name.type === "namespace_identifier") {
      return undefined;
    }
    if (parent.type === "enumerator" && isField(parent, "name", name)) return undefined;
    if (parent.type === "assignment_expression" && isField(parent, "left", name)) return undefined;
    if (asks(name, parent) || this.#local(name)) return undefined;
    return this.#site("name", name, name);
  }

  /** A variable or parameter of the file is no constant of a library. */
  #local(name: Node): boolean {
    if (name.type !== "identifier") return false;
    const binding = this.#bindings.lookup(textOf(this.text, name), name);
    return (
      binding?.definitions.some(
        ({ kind, by }) => (kind === "variable" || kind === "parameter") && by.type !== "preproc_def",
      ) === true
    );
  }

  #call(name: Node, call: Node): Site | undefined {
    const list = field(call, "arguments");
    if (list && !ancestor(call, RUNS)) {
      // outside functions only a macro around a declaration looks like a call
      const text = this.text.slice(list.startIndex, Math.min(list.endIndex, list.startIndex + LOOK_AHEAD));
      if (PARAMETERS.test(text) || list.namedChildren.some((child) => child.type === "ERROR")) return undefined;
    }
    return this.#site("call", name, call);
  }

  /** No call was made of it by the parser: the text decides, and there are no arguments. */
  #inError(name: Node): Site | undefined {
    const ahead = this.text.slice(name.endIndex, name.endIndex + LOOK_AHEAD);
    const list = /^\s*(\([\s\S]*)/.exec(ahead)?.[1];
    if (list === undefined)
      return name.type === "identifier" && !this.#local(name) ? this.#site("name", name, name) : undefined;
    if (PARAMETERS.test(list) || /^\((?:[^()]|\([^()]*\))*\)\s*\{/.test(list)) return undefined;
    return this.#site("call", name, name);
  }

  /**
   * C++: `SHA1 hash;`, `RSA::PrivateKey key(rng, 2048);` construct; a function's declaration does not.
   * C: `CK_MECHANISM mechanism = { CKM_RSA_PKCS, NULL, 0 };`.
   */
  #declaration(name: Node, declaration: Node): Site | undefined {
    if (!isField(declaration, "type", name)) return undefined;
    const declarator = field(declaration, "declarator");
    if (!this.#isCpp && (!declarator || field(declarator, "value")?.type !== "initializer_list")) return undefined;
    if (!declarator || !/^(?:identifier|init_declarator|function_declarator)$/.test(declarator.type)) return undefined;
    if (declarator.type === "function_declarator" && !ancestor(declaration, FUNCTIONS)) return undefined;
    if (declarator.type === "init_declarator" && field(declarator, "declarator")?.type !== "identifier")
      return undefined;
    const value = field(declarator, "value") ?? field(declarator, "parameters");
    const built = value && /^(?:argument_list|initializer_list|parameter_list)$/.test(value.type);
    if (value && !built) return undefined;
    const given = [...argumentsOf(value), ...templateArguments(name)];
    return { form: "new", names: this.#names.of(name), node: declaration, arguments: given };
  }

  /** `QCryptographicHash hash(QCryptographicHash::Md5);` in a function: read as a declaration, meant as a value. */
  #isConstructed(name: Node, parameter: Node): boolean {
    const declaration = parameter.parent?.parent?.parent;
    if (!this.#isCpp || name.type !== "qualified_identifier" || field(parameter, "declarator")) return false;
    return declaration?.type === "declaration" && ancestor(declaration, FUNCTIONS) !== undefined;
  }

  /** C++: `CryptoPP::SHA256 hash_;` in a class. */
  #memberDeclaration(name: Node, declaration: Node): Site | undefined {
    const held = field(declaration, "declarator")?.type === "field_identifier";
    if (!held || !isField(declaration, "type", name)) return undefined;
    return { form: "new", names: this.#names.of(name), node: declaration, arguments: templateArguments(name) };
  }

  /** Objective-C: `[config setMin:x]` is a call of `?.setMin`, `[NSClass make:x]` of `NSClass.make`. */
  #message(send: Node): Site | undefined {
    const name = messageName(this.text, send);
    const receiver = field(send, "receiver");
    if (name === undefined || !receiver) return undefined;
    const owner = receiver.type === "identifier" && !this.#local(receiver) ? [textOf(this.text, receiver)] : [];
    const names = [...owner.map((each) => `${each}.${name}`), `?.${name}`];
    return { form: "call", names, node: send, arguments: messageArguments(send), receiver };
  }

  /** `std::make_unique<Botan::RSA_PrivateKey>(rng, 2048)` constructs its type argument. */
  #typeArgument(name: Node, descriptor: Node): Site | undefined {
    let current: Node | null = descriptor.parent;
    if (current?.type !== "template_argument_list") return undefined;
    for (let step = 0; current && current.type !== "call_expression" && step < 4; step++) current = current.parent;
    const callee = current?.type === "call_expression" ? field(current, "function") : undefined;
    if (!current || !callee || !/\bmake_(?:unique|shared)\b/.test(textOf(this.text, callee).slice(0, 60)))
      return undefined;
    return {
      form: "new",
      names: this.#names.of(name),
      node: current,
      arguments: argumentsOf(field(current, "arguments")),
    };
  }

  #member(leaf: Node): Site | undefined {
    const owner = leaf.parent;
    if (owner?.type === "field_designator" && owner.parent?.type === "initializer_pair") {
      const value = field(owner.parent, "value");
      const names = [`?.${textOf(this.text, leaf)}`];
      return { form: "set", names, node: owner.parent, arguments: value ? [{ node: value }] : [] };
    }
    const expression = owner?.type === "template_method" ? owner.parent : owner;
    if (expression?.type !== "field_expression") return undefined;
    const parent = expression.parent;
    if (parent?.type === "call_expression" && isField(parent, "function", expression)) {
      return this.#site("call", expression, parent);
    }
    const assigned = parent?.type === "assignment_expression" && isField(parent, "left", expression);
    return assigned ? this.#site("set", expression, parent) : this.#site("name", expression, expression);
  }

  #siteOfCall(node: Node): Site | undefined {
    if (node.type === "message_expression") return this.#message(node);
    if (node.type === "new_expression") {
      const type = field(node, "type");
      return type && this.#site("new", type, node);
    }
    const callee = node.type === "call_expression" ? field(node, "function") : undefined;
    return callee && this.#site("call", unwrapped(callee), node);
  }

  #site(form: SiteForm, name: Node, node: Node): Site {
    const receiver = name.type === "field_expression" ? field(name, "argument") : undefined;
    const right = form === "set" ? field(node, "right") : undefined;
    return {
      form,
      names: receiver ? this.#methodNames(name, receiver) : this.#names.of(name),
      node,
      arguments: right ? [{ node: right }] : form === "name" ? [] : this.#given(name, node),
      ...(receiver && { receiver }),
    };
  }

  #given(name: Node, call: Node): readonly Argument[] {
    const given = argumentsOf(field(call, "arguments"));
    return this.#isCpp ? [...given, ...templateArguments(name)] : given;
  }

  /** `key.Generate…` by the declared type of `key`, and by its own name. */
  #methodNames(expression: Node, receiver: Node): readonly string[] {
    const member = field(expression, "field");
    const last = member ? this.#names.segments(member).join("") : "";
    if (last === "") return [];
    const binding =
      receiver.type === "identifier" ? this.#bindings.lookup(textOf(this.text, receiver), receiver) : undefined;
    const type = this.#isCpp ? binding?.definitions.find((each) => each.type)?.type : undefined;
    const types = type && /identifier|template/.test(type.type) ? this.#names.of(type) : [];
    return [...types.map((each) => `${each}::${last}`), `?.${last}`];
  }

  #onPreprocessorLine(offset: number): boolean {
    const start = linesOf(this.text, this.tree).startOf(offset);
    return PREPROCESSOR_LINE.test(this.text.slice(start, Math.min(offset, start + 100)));
  }

  /** Inside `#if 0`, and not in its `#else`. */
  #switchedOff(leaf: Node): boolean {
    let block = ancestor(leaf, CONDITIONAL);
    for (let step = 0; block && step < MAX_CLIMB; step++) {
      const condition = field(block, "condition");
      const alternative = field(block, "alternative");
      const inside = !alternative || leaf.startIndex < alternative.startIndex;
      if (inside && condition && textOf(this.text, condition).trim() === "0") return true;
      block = ancestor(block, CONDITIONAL);
    }
    return false;
  }

  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined {
    const scopeEnd = (ancestor(site.node, FUNCTIONS) ?? this.tree.rootNode).endIndex;
    const from = site.node.endIndex;
    if (site.node.type === "declaration") {
      const name = declaredName(field(site.node, "declarator"));
      return name && { name: textOf(this.text, name), from, to: scopeEnd };
    }
    const filled = filledArgument(site.node, this.text);
    if (filled !== undefined) return { name: filled, from, to: scopeEnd };
    const value = outermost(site.node, this.text);
    const parent = value.parent;
    if (parent?.type === "init_declarator" && isField(parent, "value", value)) {
      const name = declaredName(parent);
      return name && { name: textOf(this.text, name), from, to: scopeEnd };
    }
    const reset = resetTarget(value, this.text);
    if (reset !== undefined) return { name: reset, from, to: scopeEnd };
    if (parent?.type !== "assignment_expression" || !isField(parent, "right", value)) return undefined;
    const left = field(parent, "left");
    const text = left && textOf(this.text, left);
    if (!left || !text || text.length > 100 || !/^(?:identifier|field_expression)$/.test(left.type)) return undefined;
    const body = text.startsWith("this->") ? ancestor(site.node, CLASS_BODY) : undefined;
    return { name: text.replace(/^this->/, ""), from: body?.startIndex ?? from, to: body?.endIndex ?? scopeEnd };
  }

  chained(site: Site): Site | undefined {
    const member = site.node.parent;
    if (member?.type !== "field_expression" || !isField(member, "argument", site.node)) return undefined;
    const call = member.parent;
    return call?.type === "call_expression" && isField(call, "function", member) ? this.#siteOfCall(call) : undefined;
  }
}

/**
 * `case NID_md5:`, `nid == NID_md5`, `version < SSLV_TLS1`, `flags & SP_PROT_SSL3` and `~SP_PROT_SSL3` ask which one it is, also
 * in parentheses, converted or joined by `|`; they choose none.
 */
function asks(name: Node, parent: Node): boolean {
  let [asked, by]: [Node, Node | null] = [name, parent];
  for (let step = 0; by && step < MAX_CLIMB; step++) {
    if (by.type === "case_statement") return isField(by, "value", asked);
    if (by.type === "unary_expression") return ["~", "!"].includes(operatorOf(by));
    if (by.type === "binary_expression" && operatorOf(by) !== "|") {
      return ["==", "!=", "<", ">", "<=", ">=", "&"].includes(operatorOf(by));
    }
    if (!/^(?:binary|parenthesized|cast)_expression$/.test(by.type)) return false;
    [asked, by] = [by, by.parent];
  }
  return false;
}

function operatorOf(expression: Node): string {
  return field(expression, "operator")?.type ?? "";
}

function prefix(name: string): string | undefined {
  const cut = name.indexOf("_");
  return cut > 0 ? name.slice(0, cut) : undefined;
}

function unwrapped(callee: Node): Node {
  const inner = callee.type === "parenthesized_expression" ? callee.firstNamedChild : undefined;
  return inner ?? callee;
}

function argumentsOf(list: Node | undefined): readonly Argument[] {
  return list
    ? namedChildren(list)
        .filter((node) => !node.type.startsWith("preproc"))
        .map((node) => ({ node }))
    : [];
}
