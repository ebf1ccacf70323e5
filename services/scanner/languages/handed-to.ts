/** What the call is named that something is handed to: `EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), …)` decrypts. */
import type { Node } from "web-tree-sitter";

/** Around an argument that stays the same. */
const SAME =
  /^(?:argument|value_argument|keyword_argument|parenthesized_expression|pointer_expression|reference_expression|cast_expression)$/;
const LIST = /^(?:argument_list|arguments|value_arguments|call_suffix|argument_values)$/;
const MAX_CLIMB = 4;
/** Characters of a callee's name that are looked at. */
const MAX_NAME = 120;

export function isHandedToDecryption(text: string, site: Node): boolean {
  let outer = site.parent;
  for (let step = 0; outer && SAME.test(outer.type) && step < MAX_CLIMB; step++) outer = outer.parent;
  return /(?:decrypt|decipher|unwrap)\w{0,40}\s{0,8}$/i.test((outer && calleeBefore(text, outer)) ?? "");
}

/** What stands before a list of arguments, at most its last part; nothing where the node is no such list. */
export function calleeBefore(text: string, list: Node): string | undefined {
  const call = LIST.test(list.type) ? list.parent : undefined;
  return call ? text.slice(Math.max(call.startIndex, list.startIndex - MAX_NAME), list.startIndex) : undefined;
}
