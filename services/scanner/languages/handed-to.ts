/** What the call does that a site is handed to: `EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), …)` decrypts. */
import type { Node } from "web-tree-sitter";

/** Around an argument that stays the same. */
const SAME =
  /^(?:argument|value_argument|parenthesized_expression|pointer_expression|reference_expression|cast_expression)$/;
const LIST = /^(?:argument_list|arguments|value_arguments|call_suffix|argument_values)$/;
const MAX_CLIMB = 4;
/** Characters of a callee's name that are looked at. */
const MAX_NAME = 120;

export function isHandedToDecryption(text: string, site: Node): boolean {
  let outer = site.parent;
  for (let step = 0; outer && SAME.test(outer.type) && step < MAX_CLIMB; step++) outer = outer.parent;
  const call = outer && LIST.test(outer.type) ? outer.parent : undefined;
  if (!outer || !call) return false;
  const callee = text.slice(Math.max(call.startIndex, outer.startIndex - MAX_NAME), outer.startIndex);
  return /(?:decrypt|decipher|unwrap)\w{0,40}\s{0,8}$/i.test(callee);
}
