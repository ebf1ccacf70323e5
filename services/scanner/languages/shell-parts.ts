/**
 * The shell inside files of other kinds: `RUN` of a Dockerfile, recipes of a Makefile, `run:` and `script:` of CI files,
 * heredocs and provisioners of HCL.
 * Everything else becomes blanks of equal length, so that what is found stands where the file has it. Comments stay.
 * Each reads lines once, front to back.
 */

const blank = (text: string): string => " ".repeat(text.length);
/** What is decided elsewhere, as a variable that nobody sets. */
const asVariable = (text: string): string => `$${"_".repeat(text.length - 1)}`;

/** `["openssl", "genrsa"]` as the words of a command. */
function execForm(text: string): string {
  return text.replace(/^\s*\[|\]\s*$|,/g, blank);
}

const DOCKER =
  /^(\s*(?:ONBUILD\s+)?(?:RUN|CMD|ENTRYPOINT|ENV|ARG|HEALTHCHECK\b.{0,200}?\bCMD)\s+(?:--\w+=\S+\s+){0,8})(?!\s)(.*)$/i;
const HEREDOC = /^<<[-~]?\s*["']?(\w+)["']?\s*(?:\\?)$/;

export function dockerfileShell(text: string): string {
  let continued = false;
  let keeps = false;
  let heredoc: string | undefined;
  return eachLine(text, (line) => {
    if (heredoc !== undefined) {
      if (line.trim() !== heredoc) return line;
      heredoc = undefined;
      return blank(line);
    }
    if (/^\s*#/.test(line)) return continued ? continuedBlank(line) : line;
    if (continued) {
      if (line.trim() === "") return continuedBlank(line);
      continued = /\\\s*$/.test(line);
      return keeps ? line : blank(line);
    }
    continued = /\\\s*$/.test(line);
    const match = DOCKER.exec(line);
    const [, before = "", rest = ""] = match ?? [];
    keeps = match !== null && !(/^\s*ENV\s/i.test(before) && !/^\w+=/.test(rest));
    if (!keeps) return blank(line);
    heredoc = HEREDOC.exec(rest)?.[1];
    if (heredoc !== undefined) {
      continued = false;
      return blank(line);
    }
    return blank(before) + (rest.startsWith("[") ? execForm(rest) : rest);
  });
}

/** A comment or empty line within a command that goes on. */
function continuedBlank(line: string): string {
  return line.length === 0 ? line : `${" ".repeat(line.length - 1)}\\`;
}

const ASSIGNED = /^(\s*(?:export\s+|override\s+)?)([A-Za-z_]\w*)(\s*(?:::?|\?)?=\s*)(\S+|\$\(shell\s[^()]*\))(\s*)$/;

export function makefileShell(text: string): string {
  let continued = false;
  return eachLine(text, (line) => {
    const isRecipe = line.startsWith("\t");
    if (isRecipe || continued) {
      continued = isRecipe && line.endsWith("\\");
      return isRecipe ? shellOfMake(line.replace(/^[\t @+-]+/, blank)) : blank(line);
    }
    if (/^\s*#/.test(line)) return line;
    const [, before = "", name = "", equals = "", value = "", after = ""] = ASSIGNED.exec(line) ?? [];
    if (name === "") return blank(line);
    return `${blank(before)}${blank(equals.slice(1))}${name}=${shellOfMake(value)}${after}`;
  });
}

/** `$$x` is the shell's own `$x`, `$(X)` a variable of make. */
function shellOfMake(text: string): string {
  return text
    .replace(/\$\$/g, " $")
    .replace(/\$\((\w+)\)/g, (_all, name: string) => `\${${name}}`)
    .replace(/\$\(shell\s/g, "$(      ");
}

const KEYS =
  "run|script|before_script|after_script|before_install|install|after_success|command|commands|cmd|shell|bash|args|entrypoint|inlineScript|(?:ansible\\.builtin\\.)?(?:shell|command)";
const KEY = new RegExp(`^([ ]*)((?:-[ ]+)*)(?:${KEYS})[ ]*:(?:[ ]+((?![ ]).*))?$`);
const ANY_KEY = new RegExp(`^[ ]*(?:-[ ]+)*(?:${KEYS})[ ]*:(?:[ ]|$)`, "m");
const ITEM = /^([ ]*)(-[ ]+)((?![ ]).*)$/;
const BLOCK = /^[|>][-+\d]{0,3}[ ]*(?:#.*)?$/;

/** Nothing where the text is no file of the kind: it has no such key, or is prose with examples. */
export function scriptsOfYaml(text: string): string | undefined {
  if (!ANY_KEY.test(text) || text.includes("```")) return undefined;
  /** Lines indented deeper than this belong to the block of text that was opened. */
  let block: number | undefined;
  /** Items of a list that stand at this column or deeper are commands. */
  let list: number | undefined;
  return eachLine(text, (line) => {
    const indent = line.search(/\S/);
    if (indent < 0) return line;
    if (block !== undefined) {
      if (indent > block) return withoutExpressions(line);
      block = undefined;
    }
    if (line.startsWith("#", indent)) return line;
    const key = KEY.exec(line);
    if (key) {
      const [, spaces = "", dashes = "", value = ""] = key;
      const column = spaces.length + dashes.length;
      list = value === "" ? column : undefined;
      if (BLOCK.test(value)) {
        block = column;
        return blank(line);
      }
      return blank(line.slice(0, line.length - value.length)) + scalar(value);
    }
    const item = list === undefined || indent < list ? null : ITEM.exec(line);
    if (!item) {
      if (list !== undefined && indent <= list) list = undefined;
      return blank(line);
    }
    const [, spaces = "", dash = "", value = ""] = item;
    if (BLOCK.test(value)) {
      block = spaces.length;
      return blank(line);
    }
    return blank(spaces + dash) + scalar(value);
  });
}

/** A block of HCL: `resource "aws_instance" "a" {`. */
const HCL_BLOCK = /^[a-z_]{2,40}(?:[ \t]+"[^"\n]{0,200}"){1,3}[ \t]*\{/m;
const HCL_HEREDOC = /<<[-~]?([A-Za-z_]\w{0,40})[ \t]*$/;
const HCL_COMMANDS = /^[ \t]*(inline|command|entrypoint|execute_command)[ \t]*=[ \t]*(?=["[])/;
/** `${var.x}` and `%{ if … }` of a template. */
const HCL_TEMPLATE = /[$%]\{[^{}\n]{0,400}\}/g;

/**
 * Of HCL: heredocs that begin with `#!` or stand for commands, and the commands of provisioners. Each text of `inline` is a
 * command; the texts of any other list are the words of one.
 */
export function scriptsOfHcl(text: string): string | undefined {
  if (!HCL_BLOCK.test(text)) return undefined;
  let heredoc: { readonly end: string; reads: boolean | undefined } | undefined;
  /** What ends each text of the list that is open. */
  let listed: string | undefined;
  return eachLine(text, (line) => {
    if (heredoc) {
      if (line.trim() === heredoc.end) {
        heredoc = undefined;
        return blank(line);
      }
      heredoc.reads ??= line.trim() === "" ? undefined : /^\s*#!.*sh\b/.test(line);
      return heredoc.reads ? line.replace(HCL_TEMPLATE, asVariable) : blank(line);
    }
    if (/^\s*(?:#|\/\/)/.test(line)) return blank(line);
    const [commands, key] = HCL_COMMANDS.exec(line) ?? [];
    const end = HCL_HEREDOC.exec(line)?.[1];
    if (end !== undefined) {
      heredoc = { end, reads: /^[ \t]*(?:command|inline)[ \t]*=/.test(line) ? true : undefined };
      return blank(line);
    }
    if (commands === undefined && listed === undefined) return blank(line);
    const rest = line.slice(commands?.length ?? 0);
    const between = commands === undefined ? listed : key !== "inline" && rest.startsWith("[") ? " " : ";";
    if (commands !== undefined) listed = rest.startsWith("[") ? between : undefined;
    if (/\][ \t]*$/.test(rest)) listed = undefined;
    return blank(commands ?? "") + textsOf(rest, between ?? ";");
  });
}

/** The texts of a line without their quotes, `between` behind each. */
function textsOf(line: string, between: string): string {
  let end = 0;
  let shown = "";
  for (const match of line.matchAll(/"((?:[^"\\]|\\.){0,4000})"/g)) {
    const body = (match[1] ?? "").replace(HCL_TEMPLATE, asVariable).replace(/\\"/g, " '");
    shown += `${blank(line.slice(end, match.index))} ${body}${between}`;
    end = match.index + match[0].length;
  }
  return shown + blank(line.slice(end));
}

/** A value on one line: plain, quoted, or a list of words. */
function scalar(value: string): string {
  const text = withoutExpressions(value);
  if (/^\[.*\]\s*$/.test(text)) return execForm(text);
  if (/^".*"\s*$/.test(text)) return text.replace(/^"|"(?=\s*$)/g, " ").replace(/\\"/g, ' "');
  if (/^'.*'\s*$/.test(text)) return text.replace(/^'|'(?=\s*$)/g, " ").replace(/''/g, " '");
  return text;
}

/** `${{ matrix.x }}` is decided when the job runs: a variable that nobody sets. */
function withoutExpressions(line: string): string {
  return line.replace(/\$\{\{[^{}]{0,500}\}\}/g, asVariable);
}

function eachLine(text: string, read: (line: string) => string): string {
  return text
    .split("\n")
    .map((line) => (line.endsWith("\r") ? `${read(line.slice(0, -1))}\r` : read(line)))
    .join("\n");
}
