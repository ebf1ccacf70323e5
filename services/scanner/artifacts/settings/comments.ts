/** What is a comment in configuration texts, whatever the format. */
import type { Work } from "./lines.ts";

const COMMENT = /^\s*(?:#(?!\{)|;|\/\/|\*|<!--|--(?:\s|$)|%|!|rem\s|dnl\s|\.\\"|\|)/i;
/** `key = value # …`: what stands behind is no key of this line. */
const BEHIND = /\s(?:#(?!\{)|\/\/)\s/;
/** Characters looked at before a key for a comment of several lines. */
const MAX_LOOK = 4_000;

export function isInComment(text: string, lineStart: number, at: number, work: Work): boolean {
  const before = text.slice(lineStart, at);
  if (COMMENT.test(before) || BEHIND.test(before)) return true;
  const look = text.slice(Math.max(0, at - MAX_LOOK), at);
  const opened = look.lastIndexOf("<!--");
  work.left -= 100;
  return (opened >= 0 && look.indexOf("-->", opened) < 0) || isInBlock(look);
}

/** Where nothing stands before `/*` on its line: a pattern (`path: /*`) opens nothing. */
function isInBlock(look: string): boolean {
  const opened = look.lastIndexOf("/*");
  if (opened < 0 || look.indexOf("*/", opened) >= 0) return false;
  return look.slice(look.lastIndexOf("\n", opened) + 1, opened).trim() === "";
}
