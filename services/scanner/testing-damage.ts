/** Damaged source text, the same for the same seed: bytes changed, pieces repeated, moved, nested, or of another text. */
import { mutate, random } from "./artifacts/testing-mutation.ts";

const PIECES = ["(", ")", "[", "{", "}", '"', "'", "`", "\\", "\n", "/*", "*/", "#", "//", "=", ",", ".", "\u{feff}"];
const STRANGE = ["${", "}", "<<<EOT\n", '"""', "\ud83d\ude00", "\u00e9", "\0", "0x", "1e999", "@", "->", "::", "\t\r"];
const MOST_BYTES = 16_384;

export function damage(texts: readonly string[], seed: number): Buffer {
  const next = random(seed + 1);
  const below = (limit: number) => Math.floor(next() * limit);
  const any = (list: readonly string[]): string => list[below(list.length)] ?? "";
  let text = any(texts);
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(text.length + 1);
    const end = at + below(Math.min(200, text.length - at) + 1);
    const piece = text.slice(at, end);
    switch (below(6)) {
      case 0:
        text = text.slice(0, at) + any(PIECES).repeat(1 + below(40)) + text.slice(at);
        break;
      case 1:
        text = text.slice(0, at) + any(STRANGE) + text.slice(end);
        break;
      case 2:
        text = text.slice(0, at) + piece.repeat(1 + below(30)) + text.slice(end);
        break;
      case 3:
        text = `${text}\n${any(texts)}`;
        break;
      case 4:
        text = text.slice(0, at) + any(texts) + text.slice(end);
        break;
      default:
        text = text.slice(0, at) + text.slice(end) + piece;
    }
    text = text.slice(0, MOST_BYTES);
  }
  return next() < 0.5 ? Buffer.from(text) : mutate(Buffer.from(`${text} `), next);
}
