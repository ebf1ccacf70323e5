/** A file of a language that is described by a table: its sites and values. */
import type { Node, Tree } from "web-tree-sitter";
import type { Site, SourceFile, Value } from "../language.ts";
import { ancestor, nodeAt, sameNode } from "../syntax.ts";
import type { CallParts, GrammarTable } from "./grammar-table.ts";
import { DescribedNames } from "./names.ts";
import { DescribedValues } from "./values.ts";

/** Levels between a name and the expression it names. */
const MAX_LEVELS = 8;

export class DescribedFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #table: GrammarTable;
  readonly #names: DescribedNames;
  readonly #values: DescribedValues;

  constructor(text: string, tree: Tree, table: GrammarTable) {
    this.text = text;
    this.tree = tree;
    this.#table = table;
    this.#names = new DescribedNames(text, tree, table);
    this.#values = new DescribedValues(this.#names, (node) => this.#siteOfCall(node));
  }

  siteAt(offset: number): Site | undefined {
    const identifier = nodeAt(this.tree, offset);
    const byText = identifier && this.#table.calledByText?.(identifier, this.#names);
    if (byText) return { form: "call", names: [byText.name], node: byText.node, arguments: byText.arguments };
    if (!identifier || !this.#table.identifiers.has(identifier.type)) return undefined;
    if (ancestor(identifier, this.#table.importing)) return undefined;
    const constructed = this.#table.constructed?.(identifier, this.#names);
    if (constructed) {
      const names = this.#names.typeNames(identifier);
      return names.length === 0 ? undefined : { form: "new", names, ...constructed };
    }
    const setting = this.#table.setting?.(identifier);
    if (setting) {
      const name = this.#names.textOf(identifier);
      const names = this.#names.typeNames(setting.type).map((type) => `${type}${this.#table.separator}${name}`);
      return names.length === 0
        ? undefined
        : { form: "set", names, node: setting.by, arguments: [{ node: setting.value }] };
    }
    let named = identifier;
    let up = identifier.parent;
    for (let level = 0; up && level < MAX_LEVELS; level++, up = up.parent) {
      const call = this.#table.call(up);
      if (call) return sameNode(call.name, identifier) ? this.#callSite(up, call) : this.#mention(named, identifier);
      const member = this.#table.member(up);
      if (member && !sameNode(member.name, identifier)) return this.#mention(named, identifier);
      if (member) named = up;
      else if (!this.#table.inner(up) && this.#table.path(up, this.text) === undefined) break;
    }
    return this.#mention(named, identifier);
  }

  evaluate(node: Node): Value {
    return this.#values.evaluate(node);
  }

  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined {
    let made = site.node;
    while (made.parent && sameNode(this.#table.inner(made.parent), made)) made = made.parent;
    const given = this.#givenBy(made);
    if (!given) return undefined;
    const member = this.#table.member(given.target);
    const identifier = member ? member.name : given.target;
    const definition = this.#names.bindings.definitionBy(identifier);
    const binding = this.#names.variable(given.target);
    if (!definition || !binding) return undefined;
    const name = this.#names.textOf(identifier);
    if (binding.definitions.some((one) => one.kind === "member")) {
      return { name, from: binding.scope.startIndex, to: binding.scope.endIndex };
    }
    return { name, ...this.#names.bindings.extent(binding, definition) };
  }

  chained(site: Site): Site | undefined {
    let up = site.node.parent;
    for (let level = 0; up && level < MAX_LEVELS; level++, up = up.parent) {
      const call = this.#table.call(up);
      if (call) return sameNode(call.object, site.node) ? this.#callSite(up, call) : undefined;
      if (!this.#table.member(up) && !this.#table.inner(up)) return undefined;
    }
    return undefined;
  }

  /** The declaration or assignment that gives this value. */
  #givenBy(value: Node): { readonly target: Node; readonly value: Node } | undefined {
    let up = value.parent;
    for (let level = 0; up && level < 2; level++, up = up.parent) {
      const given = this.#table.given(up);
      if (given) return sameNode(given.value, value) ? given : undefined;
    }
    return undefined;
  }

  #siteOfCall(node: Node): Site | undefined {
    const call = this.#table.call(node);
    return call && this.#callSite(node, call);
  }

  #callSite(node: Node, call: CallParts): Site | undefined {
    const names = this.#names.callee(node, call);
    if (names.length === 0) return undefined;
    const receiver = call.object && this.#names.staticPath(call.object) === undefined ? call.object : undefined;
    return { form: call.form, names, node, arguments: call.arguments, ...(receiver && { receiver }) };
  }

  /** A member or plain name that is given a value, or only mentioned. */
  #mention(named: Node, identifier: Node): Site | undefined {
    const member = this.#table.member(named);
    const types = (this.#table.typeArguments?.(identifier) ?? []).map((node, index) => ({ name: `T${index}`, node }));
    if (!member) {
      if (this.#names.bindings.definitionBy(identifier)) return undefined;
      const names = this.#names.plain(identifier);
      return names.length === 0 ? undefined : { form: "name", names, node: identifier, arguments: types };
    }
    const names = this.#names.memberNames(member.object, this.#names.textOf(member.name));
    const receiver = { receiver: member.object };
    const given = named.parent ? this.#table.given(named.parent) : undefined;
    if (given && named.parent && sameNode(given.target, named)) {
      return { form: "set", names, node: named.parent, arguments: [{ node: given.value }], ...receiver };
    }
    return { form: "name", names, node: named, arguments: types, ...receiver };
  }
}
