/** Imports of a Java file and what a simple type name may mean under them. */
import type { Tree } from "web-tree-sitter";
import { meantByFragment } from "./jvm-fragments.ts";
import { namedChildren, nodeAt, textOf } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** Imports that are read. */
const MAX_IMPORTS = 2_000;
/** Alternatives kept for one name. */
const MAX_CANDIDATES = 60;
const LANG = new Set(["String", "Object", "System", "Math", "Integer", "Long", "Class", "Enum", "Byte", "Thread"]);

export class JavaImports {
  readonly package: string;
  readonly #types = new Map<string, string>();
  readonly #members = new Map<string, string[]>();
  readonly #packages: string[] = [];
  readonly #memberOwners: string[] = [];
  #isFragment: boolean;

  constructor(text: string, tree: Tree) {
    this.package = readPackage(text, tree);
    this.#isFragment = this.package === "";
    for (const offset of wordOffsets(text, tree, "import", 0, text.length, MAX_IMPORTS)) {
      if (!/(?:^|[;\n\r}/])[ \t]*$/.test(text.slice(Math.max(0, offset - 40), offset))) continue;
      const declaration = nodeAt(tree, offset);
      if (declaration?.type !== "import_declaration") continue;
      const spelled = textOf(text, declaration).replace(/\/\*[\s\S]*?(?:\*\/|$)|\s+/g, " ");
      const match = /^import (static )?([\w$. ]+?)(?: ?\. ?(\*))? ?;/.exec(spelled);
      if (match) this.#add((match[2] ?? "").replaceAll(" ", ""), match[1] !== undefined, match[3] !== undefined);
    }
  }

  #add(path: string, isStatic: boolean, isWildcard: boolean): void {
    this.#isFragment = false;
    if (isWildcard) (isStatic ? this.#memberOwners : this.#packages).push(path);
    else if (isStatic) {
      const name = path.slice(path.lastIndexOf(".") + 1);
      this.#members.set(name, [...(this.#members.get(name) ?? []), path]);
    } else this.#types.set(path.slice(path.lastIndexOf(".") + 1), path);
  }

  /** Qualified names that a type path (`Cipher`, `Map.Entry`, `java.util.Map`) may have, most specific first. */
  typeNames(path: string, isLocal: boolean): readonly string[] {
    const dot = path.indexOf(".");
    const first = dot < 0 ? path : path.slice(0, dot);
    const rest = dot < 0 ? "" : path.slice(dot);
    const imported = this.#types.get(first);
    if (imported !== undefined) return [imported + rest];
    if (!isLocal && dot >= 0 && /^[a-z]/.test(first)) return [path];
    const here = this.package === "" ? path : `${this.package}.${path}`;
    if (isLocal) return [here];
    if (LANG.has(first)) return [`java.lang.${path}`];
    const meant = this.#isFragment ? meantByFragment(path) : undefined;
    if (meant !== undefined) return [meant, here];
    return [...this.#packages.slice(0, MAX_CANDIDATES).map((each) => `${each}.${path}`), here];
  }

  /** Whether a static import names this member. */
  names(member: string): boolean {
    return this.#members.has(member);
  }

  /** Qualified names of a member that is used by its plain name through a static import. */
  memberNames(name: string): readonly string[] {
    const named = this.#members.get(name);
    if (named !== undefined) return named.slice(0, MAX_CANDIDATES);
    return this.#memberOwners.slice(0, MAX_CANDIDATES).map((owner) => `${owner}.${name}`);
  }
}

function readPackage(text: string, tree: Tree): string {
  const declaration = namedChildren(tree.rootNode)
    .slice(0, 8)
    .find((child) => child.type === "package_declaration");
  const path = declaration && namedChildren(declaration).find((child) => /identifier$/.test(child.type));
  return path ? textOf(text, path).replace(/\s/g, "") : "";
}
