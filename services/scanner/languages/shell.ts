/**
 * Shell: a command line is a call. Its name is the program and the words that say what it does (`openssl.dgst`), options
 * are named arguments with their dashes (`-newkey`), all other words are positional. Options without a value are also
 * found in the list `flags`, since some of them name algorithms (`openssl dgst -md5`).
 */
import type { Node, Tree } from "web-tree-sitter";
import type { Argument, Language, Site, SourceFile, Value } from "./language.ts";
import { ANY_COMMAND, type CommandShape, PROGRAMS, programOfVariable, WRAPPERS } from "./shell-commands.ts";
import { dockerfileShell, makefileShell, scriptsOfHcl, scriptsOfYaml } from "./shell-parts.ts";
import { ShellValues } from "./shell-values.ts";
import { namedChildren, nodeAt, textOf } from "./syntax.ts";
import { stringValue, UNKNOWN } from "./values.ts";

/** Levels between a part of a word and its command. */
const MAX_LEVELS = 6;
/** Words of one command that are looked at. */
const MAX_WORDS = 256;
/** Words behind `sudo` and the like among which the command is looked for. */
const MAX_WRAPPED = 48;

class ShellFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #values: ShellValues;
  /** Values of nodes that stand for more than their words: all flags of a command, the pairs of its `-o`. */
  readonly #composed = new Map<number, Value>();

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#values = new ShellValues(text, tree);
  }

  siteAt(offset: number): Site | undefined {
    let word = nodeAt(this.tree, offset);
    for (let level = 0; word && level < MAX_LEVELS && word.parent?.type !== "command"; level++) {
      word = word.parent ?? undefined;
    }
    const command = word?.parent;
    if (!word || command?.type !== "command") return undefined;
    const site = this.#siteOf(command);
    return site?.naming.includes(word.id) ? site.site : undefined;
  }

  evaluate(node: Node): Value {
    const composed = this.#composed.get(node.id);
    if (composed) return composed;
    const value = this.#values.evaluate(node);
    if (value.kind !== "string" || !value.text.startsWith("-")) return value;
    const option = /^(--?[^=]+)(?:=([\s\S]*))?$/.exec(value.text);
    return option ? stringValue(option[2] ?? value.text.replace(/^--?/, "")) : value;
  }

  /** The shell binds no results that a model could follow. */
  binding(): undefined {
    return undefined;
  }

  chained(): undefined {
    return undefined;
  }

  #siteOf(command: Node): { readonly site: Site; readonly naming: readonly number[] } | undefined {
    const words = this.#words(command);
    const begin = this.#program(words);
    if (!begin) return undefined;
    const { program, at } = begin;
    const shape = PROGRAMS.get(program) ?? ANY_COMMAND;
    const said = words.slice(at + 1, at + 1 + shape.words);
    const told = said.map((word) => this.#spelled(word));
    const cut = told.findIndex((text) => text === undefined || !/^[\w][\w.-]*$/.test(text));
    const verbs = cut < 0 ? told : told.slice(0, cut);
    if (shape.words > 0 && verbs.length === 0) return undefined;
    const rest = words.slice(at + 1 + verbs.length);
    const mode = rest.find((word) => shape.modes?.has(this.#spelled(word) ?? ""));
    const middle = mode ? [this.#spelled(mode)] : [];
    const named = [program, ...middle, ...verbs].join(".");
    const last = verbs.length > 0 ? said[verbs.length - 1] : words[at];
    const naming = [...(last ? [last.id] : []), ...(mode && verbs.length === 0 ? [mode.id] : [])];
    const names = mode && verbs.length === 0 ? [named, program] : [named];
    return { site: { form: "call", names, node: command, arguments: this.#arguments(command, rest, shape) }, naming };
  }

  /** The command's own words, arrays of the file spread out. */
  #words(command: Node): readonly Node[] {
    const words: Node[] = [];
    for (const child of namedChildren(command)) {
      if (/^(?:variable_assignment|file_redirect|heredoc_redirect|herestring_redirect)$/.test(child.type)) continue;
      words.push(...(this.#values.arrayWords(child) ?? [child]));
      if (words.length > MAX_WORDS) break;
    }
    return words.slice(0, MAX_WORDS);
  }

  #program(words: readonly Node[]): { readonly program: string; readonly at: number } | undefined {
    const first = words[0] && this.#programName(words[0]);
    if (first === undefined) return undefined;
    if (PROGRAMS.has(first) || !WRAPPERS.has(first)) return { program: first, at: 0 };
    // `command -v openssl` only asks whether there is one
    if (first === "command" && /^-[vV]$/.test(words[1] ? (this.#spelled(words[1]) ?? "") : "")) return undefined;
    for (let at = 1; at < Math.min(words.length, MAX_WRAPPED); at++) {
      const word = words[at];
      const program = word && this.#programName(word);
      if (program !== undefined && PROGRAMS.has(program)) return { program, at };
    }
    return undefined;
  }

  #programName(word: Node): string | undefined {
    const text = this.#spelled(word);
    if (text === undefined) {
      const spelling = textOf(this.text, word);
      const variable = /^"?\$\{?(\w+)\}?"?$/.exec(spelling)?.[1];
      return variable === undefined ? /\/([\w.+-]{1,64})"?$/.exec(spelling)?.[1] : programOfVariable(variable);
    }
    if (text.length > 200 || /\s/.test(text)) return undefined;
    const name = text.slice(text.lastIndexOf("/") + 1).replace(/\.exe$/i, "");
    return name === "" ? undefined : name;
  }

  #spelled(word: Node): string | undefined {
    const value = this.#values.evaluate(word);
    return value.kind === "string" ? value.text : undefined;
  }

  #arguments(command: Node, words: readonly Node[], shape: CommandShape): readonly Argument[] {
    const found: Argument[] = [];
    const flags: string[] = [];
    const pairs = new Map<string, string>();
    for (let at = 0; at < words.length; at++) {
      const word = words[at];
      if (!word) break;
      const options = this.#oneOfOptions(word);
      if (options.length > 0) {
        found.push({ name: options[0] ?? "", node: word });
        flags.push(...options.map((option) => option.replace(/^--?/, "")));
        continue;
      }
      const text = this.#spelled(word) ?? textOf(this.text, word);
      const equals = /^(--?[\w-][\w.-]*)=/.exec(text)?.[1];
      const attached = shape.attached?.find((option) => text.startsWith(option) && text.length > option.length);
      if (!/^-[\w-]/.test(text)) found.push({ node: word });
      else if (attached !== undefined) {
        const value = text.slice(attached.length);
        if (shape.pairs?.has(attached)) this.#pair(pairs, value);
        else this.#composed.set(word.id, stringValue(value));
        found.push({ name: attached, node: word });
      } else if (equals !== undefined) found.push({ name: equals, node: word });
      else {
        const next = words[at + 1];
        const takes = shape.values ? shape.values.has(text) : !shape.flags?.has(text);
        if (takes && next && !/^-[A-Za-z-]/.test(this.#spelled(next) ?? "")) {
          if (shape.pairs?.has(text)) this.#pair(pairs, this.#spelled(next) ?? "");
          found.push({ name: text, node: next });
          at++;
        } else {
          found.push({ name: text, node: word });
          flags.push(text.replace(/^--?/, ""));
        }
      }
    }
    for (const { name, node } of found)
      if (name !== undefined && shape.pairs?.has(name)) this.#composed.set(node.id, keyed(pairs));
    this.#composed.set(command.id, { kind: "list", items: flags.map(stringValue) });
    return [...found, { name: "flags", node: command }];
  }

  /** `-$name` in a loop over names: the options it may be; none where it is no option for sure. */
  #oneOfOptions(word: Node): readonly string[] {
    const value = this.#values.evaluate(word);
    const texts = value.kind === "choice" ? value.values.map((each) => (each.kind === "string" ? each.text : "")) : [];
    return texts.every((text) => /^-[\w-]+$/.test(text)) ? texts : [];
  }

  #pair(pairs: Map<string, string>, text: string): void {
    const match = /^\s*([\w-]{1,64})[:=\s]\s*([\s\S]{0,500})$/.exec(text);
    if (match?.[1] !== undefined && match[2] !== undefined && match[2] !== "")
      pairs.set(match[1].toLowerCase(), match[2]);
  }
}

function keyed(pairs: ReadonlyMap<string, string>): Value {
  return {
    kind: "object",
    field: (name) => {
      const text = pairs.get(name.toLowerCase());
      return text === undefined ? undefined : text.includes("$") ? UNKNOWN : stringValue(text);
    },
  };
}

export const bash: Language = {
  id: "bash",
  extensions: [".sh", ".bash", ".zsh", ".ksh", ".bats", ".ebuild", ".command"],
  fileNames: [".bashrc", ".bash_profile", ".zshrc", ".profile", ".envrc", "PKGBUILD", "APKBUILD"],
  interpreters: ["sh", "bash", "dash", "zsh", "ksh", "ash", "mksh", "bats"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm",
  bareCalls: true,
  comments: { line: ["#"], block: [] },
  open: (text: string, tree: Tree) => new ShellFile(text, tree),
};

export const dockerfile: Language = {
  ...bash,
  id: "dockerfile",
  extensions: [".dockerfile", ".containerfile"],
  fileNames: ["Dockerfile", "Containerfile"],
  interpreters: [],
  part: dockerfileShell,
};

export const makefile: Language = {
  ...bash,
  id: "makefile",
  extensions: [".mk", ".mak"],
  fileNames: ["Makefile", "GNUmakefile", "Makefile.am", "Makefile.in", "Makefile.inc"],
  interpreters: ["make"],
  part: makefileShell,
};

/** Commands in texts that are no program: CI and deployment files in YAML, HCL. Tried on every text with an anchor. */
export const scripts: Language = {
  ...bash,
  id: "scripts",
  extensions: [],
  fileNames: [],
  interpreters: [],
  part: (text) => scriptsOfYaml(text) ?? scriptsOfHcl(text),
};
