/** Texts that name an algorithm wherever a program writes them. */
import type { Node } from "web-tree-sitter";
import type { Site } from "./language.ts";

/**
 * The site of a text that can be no word of the language, such as `diffie-hellman-group1-sha1`, where it is the whole of a
 * literal. Models name it like a constant.
 */
export function textSite(node: Node, text: string): Site | undefined {
  return /^\w[\w@-]{2,63}$/.test(text) && text.includes("-")
    ? { form: "name", names: [text], node, arguments: [] }
    : undefined;
}
