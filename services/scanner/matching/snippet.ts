/** The line of a finding as it may be shown: bounded, and with every string that could be a secret masked. */

const MAX_LENGTH = 200;
/** A line longer than this is minified: only the part around the finding is looked at. */
const WINDOW = 400;
const MASK = "***";

/** What may stay readable in quotes: names of algorithms, encodings, modules, options … */
const HARMLESS = /^(?:[A-Za-z][A-Za-z0-9]{0,27}(?:[-/_.: +@][A-Za-z0-9]{1,15}){0,7}|\d{1,5}|[ ./:;,_-]?)$/;
/** … and cipher lists: `HIGH:!aNULL:ECDHE-RSA-AES128-SHA`. */
const CIPHER_LIST = /^[!+-]?[\w@=+-]{1,40}(?::[!+-]?[\w@=+-]{1,40}){1,60}$/;
const ASSIGNED_SECRET =
  /((?:passw(?:or)?d|passphrase|pwd|secret|token|api_?key|private_?key)\w{0,60}["']?\s*(?:[:=]|=>|:=)\s*)(["'`])(?:[^"'`\\]|\\.){1,300}\2/gi;
const QUOTED = /(["'`])((?:[^"'`\\]|\\.){0,300})\1/g;
/** A long run of one alphabet, with digits and letters: a key, a token, a digest. */
const RANDOM_RUN = /(?<![A-Za-z0-9+/_=-])(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[A-Za-z])[A-Za-z0-9+/_=-]{40,}/g;

export function snippetAt(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - WINDOW / 4), offset);
  const from = offset - before.length + before.lastIndexOf("\n") + 1;
  const [line = ""] = text.slice(offset, from + WINDOW).split("\n", 1);
  return masked((text.slice(from, offset) + line).trim());
}

/** Masks secrets in one line of source. */
export function masked(line: string): string {
  const shown = line
    .replace(ASSIGNED_SECRET, (_all, name: string, quote: string) => `${name}${quote}${MASK}${quote}`)
    .replace(QUOTED, (all, quote: string, content: string) => (harmless(content) ? all : `${quote}${MASK}${quote}`))
    .replace(RANDOM_RUN, (run) => (looksRandom(run) ? MASK : run))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not reach a terminal
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, " ");
  // Cut between two halves of a character, a text would not survive the wire: half a pair is no UTF-8.
  return (shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH - 1)}…` : shown).toWellFormed();
}

function harmless(text: string): boolean {
  return (HARMLESS.test(text) || CIPHER_LIST.test(text)) && !text.split(":").some(looksRandom);
}

/** Hexadecimal of 16 bytes and more, or letters of both cases among which digits come and go: no name does that. */
function looksRandom(text: string): boolean {
  if (/^[0-9a-fA-F]{32,}$/.test(text)) return true;
  if (text.length < 20 || /[-:/_ ]/.test(text) || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false;
  return text.length >= 40 || (text.match(/\d(?=\D)|\D(?=\d)/g)?.length ?? 0) >= 5;
}
