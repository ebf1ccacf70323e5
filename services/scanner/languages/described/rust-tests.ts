/** Where a Rust file holds its own tests: what `#[cfg(test)]` or `#[test]` stands before, to the end of its block. */

export interface Lines {
  /** 1-based, both ends included. */
  readonly from: number;
  readonly to: number;
}

const MARK = /^(\s{0,80})#\[(?:cfg\((?:all\()?test\b[^\]]{0,80}\)|test|tokio::test[^\]]{0,80})\]\s*$/;
const ATTRIBUTE = /^\s*(?:#\[|\/\/)/;
const OPENING = /^\s*(?:pub(?:\([a-z]{1,20}\))?\s+)?(?:async\s+)?(?:mod|fn|impl)\b(?![^{]*;)/;
const CLOSED = /\}\s*$/;

/**
 * The block ends where its brace is closed at the depth of its attribute, as every formatter writes it; texts over many lines
 * rarely look like that. One pass, whatever the text.
 */
export function rustTests(text: string): readonly Lines[] {
  if (!text.includes("test")) return [];
  const lines = text.split("\n");
  const found: Lines[] = [];
  for (let at = 0; at < lines.length; at++) {
    const indent = MARK.exec(lines[at] ?? "")?.[1];
    if (indent === undefined) continue;
    let opening = at + 1;
    while (opening < lines.length && ATTRIBUTE.test(lines[opening] ?? "")) opening++;
    let end = opening;
    if (!OPENING.test(lines[opening] ?? "")) {
      at = opening;
      continue;
    }
    if (!CLOSED.test(lines[opening] ?? "")) {
      while (end < lines.length && !(lines[end] ?? "").startsWith(`${indent}}`)) end++;
    }
    found.push({ from: at + 1, to: Math.min(end, lines.length - 1) + 1 });
    at = end;
  }
  return found;
}
