/** Imports of a Go file: which path a package name stands for. */
import type { Tree } from "web-tree-sitter";
import { field, namedChildren, textOf } from "./syntax.ts";

/** Declarations of the file looked at; imports stand before all others. */
const MAX_DECLARATIONS = 64;

export class GoImports {
  /** Paths imported with a dot. */
  readonly dots: readonly string[];
  readonly #paths = new Map<string, string>();

  constructor(text: string, tree: Tree) {
    const dots: string[] = [];
    const declarations = namedChildren(tree.rootNode).slice(0, MAX_DECLARATIONS);
    for (const declaration of declarations) {
      if (declaration.type !== "import_declaration") continue;
      const list = namedChildren(declaration);
      const specs = list[0]?.type === "import_spec_list" ? namedChildren(list[0]) : list;
      for (const spec of specs) {
        const literal = field(spec, "path");
        if (literal === undefined) continue;
        const path = textOf(text, literal).slice(1, -1);
        const alias = field(spec, "name");
        const name = alias ? textOf(text, alias) : undefined;
        if (name === ".") dots.push(path);
        else if (name !== undefined) this.#paths.set(name, path);
        else for (const likely of packageNames(path)) if (!this.#paths.has(likely)) this.#paths.set(likely, path);
      }
    }
    this.dots = dots;
  }

  /** Import path of a package name; undefined where it is no package. */
  pathOf(name: string): string | undefined {
    return name === "_" ? undefined : this.#paths.get(name);
  }
}

/** Names a package at this path may have: `…/jwt/v5` is `jwt`, `gopkg.in/yaml.v3` is `yaml`, `…/go-jose` may be `jose`. */
export function packageNames(path: string): readonly string[] {
  const segments = path.split("/").filter((segment, index) => index === 0 || !/^v\d+$/.test(segment));
  const last = (segments.at(-1) ?? "").replace(/\.v\d+$/, "");
  return [...new Set([last, last.replace(/^go[-_.]/, ""), last.replace(/[-_.]go$/, "")])];
}
