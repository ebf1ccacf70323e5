/** Code spans of Markdown: the one place where what a repository wrote may stand. */
import { terminalText } from "./terminal.ts";

/** Of a path or a line of code. */
const MOST_CHARACTERS = 240;

/** A code span whose fence is longer than any within it: nothing in it is read as anything but characters. */
export function codeSpan(text: string): string {
  const whole = terminalText(text.toWellFormed());
  const shown = whole.length > MOST_CHARACTERS ? `${whole.slice(0, MOST_CHARACTERS).toWellFormed()}…` : whole;
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = "`".repeat(longest + 1);
  const space = shown === "" || /^[\s`]|[\s`]$/.test(shown) ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}
