/** Makes text from scanned repositories safe to print: it must not move the cursor, recolour, or reorder what is read. */

/** C0 and C1 controls, bidirectional overrides and isolates, zero-width and line separators. */
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

export function terminalText(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === "\t" ? " " : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
