/** `namespace` and `use` of a PHP file, read line by line. */
import type { Tree } from "web-tree-sitter";
import { wordOffsets } from "../words.ts";
import { Imports } from "./imports.ts";

const MAX_IMPORTS = 2_000;
const MAX_CLAUSE = 4_000;

export function readPhpImports(text: string, tree: Tree): Imports {
  const namespace = /^[ \t]*(?:<\?php\s+)?namespace[ \t]+([\w\\]+)/m.exec(text.slice(0, 65_536));
  const found = new Imports("\\", namespace?.[1] ?? "");
  for (const offset of wordOffsets(text, tree, "use", 0, text.length, MAX_IMPORTS)) {
    const clause = /^use\s+((?:function|const)\s+)?(?!\s)([^;()=$]*);/.exec(text.slice(offset, offset + MAX_CLAUSE));
    if (!clause) continue;
    const isMember = clause[1] !== undefined;
    const group = /^([\w\\\s]*)\{([^}]*)\}/.exec(clause[2] ?? "");
    const before = group?.[1]?.replace(/\s/g, "") ?? "";
    for (const each of (group?.[2] ?? clause[2] ?? "").split(",").slice(0, 256)) {
      const match = /^\s*(?:(function|const)\s+)?\\?([\w\\]+)(?:\s+as\s+(\w+))?\s*$/.exec(each);
      const path = before + (match?.[2] ?? "");
      if (!match || path === "") continue;
      const name = match[3] ?? path.slice(path.lastIndexOf("\\") + 1);
      if (isMember || match[1] !== undefined) found.addMember(name, path.replace(/^\\/, ""));
      else found.add(name, path.replace(/^\\/, ""));
    }
  }
  return found;
}
