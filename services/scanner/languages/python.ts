/** Python: imports, calls, attribute settings and constants of its syntax tree. */
import type { Node, Tree } from "web-tree-sitter";
import type { Language, Site, SourceFile, Value } from "./language.ts";
import { argumentsOf } from "./python-arguments.ts";
import { PythonNames } from "./python-names.ts";
import { PythonValues } from "./python-values.ts";
import { field, isField, nodeAt, sameNode, textOf } from "./syntax.ts";
import { textSite } from "./text-site.ts";

export const python: Language = {
  id: "python",
  extensions: [".py", ".pyi", ".pyw"],
  fileNames: ["SConstruct", "SConscript", "wscript"],
  interpreters: ["python", "python2", "python3"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm",
  renames: true,
  comments: { line: ["#"], block: [] },
  open: (text: string, tree: Tree) => new PythonFile(text, tree),
};

class PythonFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #names: PythonNames;
  readonly #values: PythonValues;

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#names = new PythonNames(text, tree);
    this.#values = new PythonValues(this.#names, (call) => this.#callSite(call));
  }

  siteAt(offset: number): Site | undefined {
    const identifier = nodeAt(this.tree, offset);
    if (identifier?.type === "string_content") {
      return (
        this.#siteByText(identifier) ??
        this.#entrySite(identifier) ??
        textSite(identifier, textOf(this.text, identifier))
      );
    }
    if (identifier?.type !== "identifier") return undefined;
    const around = identifier.parent;
    if (around === null) return undefined;
    const isAttribute = around.type === "attribute" && isField(around, "attribute", identifier);
    const expression = isAttribute ? around : identifier;
    const parent = expression.parent;
    if (parent === null) return undefined;
    if (parent.type === "call" && isField(parent, "function", expression)) {
      return this.#names.attributeByText(parent) ? this.#siteOf(parent) : this.#callSite(parent);
    }
    const part = parent.type === "argument_list" ? parent.parent : null;
    if (part?.type === "call" && sameNode(this.#names.partOf(part), expression)) return this.#callSite(part);
    if (isAttribute && /^(?:augmented_)?assignment$/.test(parent.type) && isField(parent, "left", expression)) {
      return this.#setSite(parent, expression);
    }
    if (!isAttribute && parent.type === "assignment" && isField(parent, "left", expression)) {
      return this.#variableSite(parent, expression);
    }
    return this.#siteOf(expression);
  }

  evaluate(node: Node): Value {
    return this.#values.evaluate(node);
  }

  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined {
    let made = site.node;
    while (made.parent?.type === "parenthesized_expression" || made.parent?.type === "await") made = made.parent;
    let holder = made.parent;
    if (holder?.type === "as_pattern") holder = field(holder, "alias") ?? null;
    let target = holder?.type === "as_pattern_target" ? holder.firstNamedChild : undefined;
    if (holder?.type === "assignment" && isField(holder, "right", made)) target = field(holder, "left");
    if (holder?.type === "named_expression") target = field(holder, "name");
    const name = target?.type === "attribute" ? field(target, "attribute") : target;
    if (name?.type !== "identifier") return undefined;
    const definition = this.#names.bindings.definitionBy(name);
    if (definition?.scope === undefined) return undefined;
    const text = textOf(this.text, name);
    if (definition.kind === "member") {
      return { name: text, from: definition.scope.startIndex, to: definition.scope.endIndex };
    }
    const binding = this.#names.bindings.member(text, definition.scope);
    return binding && { name: text, ...this.#names.bindings.extent(binding, definition) };
  }

  chained(site: Site): Site | undefined {
    const attribute = site.node.parent;
    if (attribute?.type !== "attribute" || !isField(attribute, "object", site.node)) return undefined;
    const call = attribute.parent;
    return call?.type === "call" && isField(call, "function", attribute) ? this.#callSite(call) : undefined;
  }

  #callSite(call: Node): Site | undefined {
    const part = this.#names.partOf(call);
    const callee = part ?? field(call, "function");
    const list = field(call, "arguments");
    if (callee === undefined) return undefined;
    const names = this.#names.qualify(callee);
    if (names.length === 0) return undefined;
    const receiver = callee.type === "attribute" ? field(callee, "object") : undefined;
    const given = list ? argumentsOf(this.#names, list) : [];
    return {
      form: "call",
      names,
      node: call,
      arguments: part ? given.slice(1) : given,
      ...(receiver && { receiver }),
    };
  }

  /** The `md5` of `getattr(hashlib, "md5")`. */
  #siteByText(content: Node): Site | undefined {
    const key = content.parent;
    const holder = key?.parent;
    const taken = holder?.type === "argument_list" ? holder.parent : holder;
    const byText = taken ? this.#names.attributeByText(taken) : undefined;
    return taken && key && sameNode(byText?.key, key) ? this.#siteOf(taken) : undefined;
  }

  /** An expression that names something: called, or mentioned. */
  #siteOf(expression: Node): Site | undefined {
    const parent = expression.parent;
    if (parent?.type === "call" && isField(parent, "function", expression)) return this.#callSite(parent);
    return parent && isMention(expression, parent) ? this.#nameSite(expression) : undefined;
  }

  #setSite(assignment: Node, attribute: Node): Site | undefined {
    const value = field(assignment, "right");
    const receiver = field(attribute, "object");
    if (value === undefined || receiver === undefined) return undefined;
    const names = this.#names.qualify(attribute);
    return { form: "set", names, node: assignment, arguments: [{ node: value }], receiver };
  }

  /** `JWT_ALGORITHM = "RS256"`, as settings are given: by convention in capitals. */
  #variableSite(assignment: Node, variable: Node): Site | undefined {
    if (!/^[A-Z][A-Z0-9_]{2,}$/.test(textOf(this.text, variable))) return undefined;
    const value = field(assignment, "right");
    return (
      value && { form: "set", names: [textOf(this.text, variable)], node: assignment, arguments: [{ node: value }] }
    );
  }

  /** `{"JWT_ALGORITHM": "RS256"}`, `config["JWT_ALGORITHM"] = "RS256"`: an entry of something. */
  #entrySite(content: Node): Site | undefined {
    const key = content.parent;
    const holder = key?.parent;
    if (!key || !holder) return undefined;
    const names = [`?.${textOf(this.text, content)}`];
    if (holder.type === "pair" && isField(holder, "key", key)) {
      const value = field(holder, "value");
      return value && { form: "set", names, node: holder, arguments: [{ node: value }] };
    }
    const assignment = holder.type === "subscript" ? holder.parent : undefined;
    if (assignment?.type !== "assignment" || !isField(assignment, "left", holder)) return undefined;
    const value = field(assignment, "right");
    return value && { form: "set", names, node: assignment, arguments: [{ node: value }] };
  }

  #nameSite(expression: Node): Site | undefined {
    const names = this.#names.qualify(expression);
    const receiver = expression.type === "attribute" ? field(expression, "object") : undefined;
    return names.length === 0
      ? undefined
      : { form: "name", names, node: expression, arguments: [], ...(receiver && { receiver }) };
  }
}

const DECLARING: ReadonlySet<string> = new Set([
  "dotted_name",
  "aliased_import",
  "parameters",
  "lambda_parameters",
  "typed_parameter",
  "list_splat_pattern",
  "dictionary_splat_pattern",
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "as_pattern_target",
  "global_statement",
  "nonlocal_statement",
  "delete_statement",
]);

/** Not declared, assigned or imported there, and no keyword's name. */
function isMention(expression: Node, parent: Node): boolean {
  if (DECLARING.has(parent.type)) return false;
  for (const declared of ["name", "left", "alias"]) {
    if (isField(parent, declared, expression)) return parent.type === "comparison_operator";
  }
  return true;
}
