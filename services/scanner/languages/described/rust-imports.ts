/** `use` declarations of a Rust file, wherever they stand. */
import type { Node, Tree } from "web-tree-sitter";
import { field, namedChildren, nodeAt, textOf } from "../syntax.ts";
import { wordOffsets } from "../words.ts";
import { Imports } from "./imports.ts";

const MAX_IMPORTS = 2_000;
const MAX_DEPTH = 16;

export function readRustImports(text: string, tree: Tree): Imports {
  const found = new Imports("::");
  found.handedOn = handedOn;
  for (const offset of wordOffsets(text, tree, "use", 0, text.length, MAX_IMPORTS)) {
    const node = nodeAt(tree, offset);
    const argument = node?.type === "use_declaration" ? field(node, "argument") : undefined;
    if (argument) add(found, text, argument, "", 0);
  }
  return found;
}

/** `rustls::ClientConfig` of `tokio_rustls::rustls::ClientConfig`; nothing of what is the crate's own or the language's. */
function handedOn(path: string): string | undefined {
  return /^(?!(?:crate|self|super|std|core|alloc)::)[a-z]\w*::([a-z]\w*::\w[\w:]*)$/.exec(path)?.[1];
}

function add(found: Imports, text: string, clause: Node, before: string, depth: number): void {
  if (depth > MAX_DEPTH) return;
  const spelled = (node: Node | undefined): string =>
    node ? textOf(text, node).replace(/\s/g, "").replace(/^::/, "") : "";
  // `use sequoia_openpgp as openpgp; use openpgp::Cert;`
  const join = (path: string): string =>
    before === "" ? found.unaliased(path) : path === "" ? before : `${before}::${path}`;
  switch (clause.type) {
    case "scoped_use_list": {
      const list = field(clause, "list");
      if (list) add(found, text, list, join(spelled(field(clause, "path"))), depth + 1);
      return;
    }
    case "use_list":
      for (const child of namedChildren(clause)) add(found, text, child, before, depth + 1);
      return;
    case "use_wildcard":
      found.addAll(join(spelled(clause.firstNamedChild ?? undefined)));
      return;
    case "use_as_clause": {
      const alias = field(clause, "alias");
      if (alias) found.add(textOf(text, alias), join(spelled(field(clause, "path"))));
      return;
    }
    case "self":
      found.add(before.slice(before.lastIndexOf(":") + 1), before);
      return;
    default: {
      const path = join(spelled(clause));
      found.add(path.slice(path.lastIndexOf(":") + 1), path);
    }
  }
}
