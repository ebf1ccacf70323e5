/**
 * Qualified names of C and C++ expressions and types: template arguments left out, `using` and namespace aliases followed.
 * `RSA::PrivateKey` after `using namespace CryptoPP;` may be either of `CryptoPP::RSA::PrivateKey` and `RSA::PrivateKey`.
 */
import type { Node } from "web-tree-sitter";
import type { Argument } from "./language.ts";
import { field, namedChildren, textOf } from "./syntax.ts";

const MAX_USINGS = 32;
const MAX_SEGMENTS = 16;
const NAMESPACE = /\busing\s+namespace\s+([\w:]{1,200})\s*;/g;
const MEMBER = /\busing\s+((?:\w+::)+)(\w+)\s*;/g;
const ALIAS = /\bnamespace\s+(\w+)\s*=\s*([\w:]{1,200})\s*;/g;
const TYPE_ALIAS = /\busing\s+(\w+)\s*=\s*((?:\w+::)+\w+)\s*;/g;

export class CppNames {
  readonly #text: string;
  readonly #namespaces: readonly string[];
  readonly #aliases: ReadonlyMap<string, string>;

  constructor(text: string, isCpp: boolean) {
    this.#text = text;
    const all = (pattern: RegExp): readonly RegExpExecArray[] => (isCpp ? matches(text, pattern) : []);
    this.#namespaces = [...new Set(all(NAMESPACE).map((match) => bare(match[1] ?? "")))].filter(
      (each) => each !== "std",
    );
    this.#aliases = new Map([
      ...all(MEMBER).map(([, scope = "", name = ""]) => [name, `${bare(scope)}::${name}`] as const),
      ...all(ALIAS).map(([, name = "", target = ""]) => [name, bare(target)] as const),
      ...all(TYPE_ALIAS).map(([, name = "", target = ""]) => [name, bare(target)] as const),
    ]);
  }

  /** Names of an identifier, qualified identifier or type. */
  of(node: Node): readonly string[] {
    const segments = this.segments(node);
    const [first] = segments;
    if (first === undefined) return [];
    const alias = this.#aliases.get(first);
    const plain = segments.join("::");
    if (alias !== undefined) return [[alias, ...segments.slice(1)].join("::"), plain];
    return [...this.#namespaces.filter((each) => each !== first).map((each) => `${each}::${plain}`), plain];
  }

  segments(node: Node): readonly string[] {
    const segments: string[] = [];
    let current: Node | undefined = node;
    for (let step = 0; current && step < MAX_SEGMENTS; step++) {
      if (current.type === "qualified_identifier") {
        const scope = field(current, "scope");
        if (scope) segments.push(this.#last(scope));
        current = field(current, "name");
        continue;
      }
      segments.push(this.#last(current));
      break;
    }
    return segments.filter((segment) => segment !== "");
  }

  #last(node: Node): string {
    const named = /^(?:template_type|template_function|dependent_type|dependent_name|template_method)$/.test(node.type)
      ? (field(node, "name") ?? namedChildren(node)[0] ?? node)
      : node;
    return named.type === node.type || named.endIndex - named.startIndex < 200 ? textOf(this.#text, named) : "";
  }
}

function matches(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push(match);
    if (found.length >= MAX_USINGS) break;
  }
  return found;
}

function bare(name: string): string {
  return name.replace(/^::|::$/g, "");
}

/** Template arguments of a name, the innermost name's first: `<0>` is `AES` in `CBC_Mode<AES>::Encryption`. */
export function templateArguments(name: Node): readonly Argument[] {
  let current: Node | undefined = name;
  let found: readonly Node[] = [];
  for (let step = 0; current && step < MAX_SEGMENTS; step++) {
    const scope = current.type === "qualified_identifier" ? field(current, "scope") : undefined;
    for (const each of [scope, current]) {
      const list = each && /^template_/.test(each.type) ? field(each, "arguments") : undefined;
      if (list) found = namedChildren(list);
    }
    current = current.type === "qualified_identifier" ? field(current, "name") : undefined;
  }
  return found.map((node, index) => ({ name: `<${index}>`, node }));
}

/** What a smart pointer is called: `std::unique_ptr<T>`, `bssl::UniquePtr<T>`, `EVPKeyCtxPointer`, `ScopedEVP_PKEY`. */
const SMART_POINTER = /(?:_ptr|Ptr|Pointer|Holder|Guard|RAII)\d*$|^Scoped/;

/** Whether a call of this constructs a smart pointer, which stands for what it is given. */
export function isSmartPointer(callee: Node | undefined, text: string): boolean {
  if (!callee || callee.endIndex - callee.startIndex > 200) return false;
  return SMART_POINTER.test(textOf(text, callee).replace(/<[\s\S]{0,200}>$/, ""));
}
