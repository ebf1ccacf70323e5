/**
 * The second filter: of the files that hold an anchor, which hold the *name* of a modelled site where one could stand,
 * and where. Lexical and cheap; what it lets through is parsed, what it drops is not.
 */
import { CertainClasses } from "../languages/certain-class.ts";
import type { Language } from "../languages/language.ts";
import type { Model } from "../models/model.ts";
import { lastSegment } from "./segments.ts";

/** Models that may match in a file, indexed by the last segment of the names they match. */
export interface ActiveModels {
  readonly byName: ReadonlyMap<string, readonly Model[]>;
  readonly pattern: RegExp;
  /** `md5 as m`, `{ createHash: hash }`: where such a name is given another. */
  readonly renaming: RegExp;
  /** Names that only count when they are called. */
  readonly calledOnly: ReadonlySet<string>;
  /** Names of functions and constants that belong to nothing. */
  readonly plain: ReadonlySet<string>;
  /**
   * What stands before the last segment (`md5` of `crypto/md5.New`): names are resolved from the file's own text, so
   * one of these must stand in it. Absent where a name is matched on its own or on any owner.
   */
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

export function namesOf(model: Model): readonly string[] {
  return model.calls ?? model.news ?? model.sets ?? model.names ?? [];
}

export function activate(models: readonly Model[]): ActiveModels {
  const byName = new Map<string, Model[]>();
  const otherForms = new Set<string>();
  const members = new Set(models.flatMap(namesOf).filter(isMember).map(lastSegment));
  for (const model of models) {
    for (const name of new Set(namesOf(model).map(lastSegment))) {
      const list = byName.get(name);
      if (list) list.push(model);
      else byName.set(name, [model]);
      if (!model.calls) otherForms.add(name);
    }
  }
  const names = [...byName.keys()]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join("|");
  return {
    byName,
    pattern: wholeNames(names),
    renaming: renamingOf(names),
    calledOnly: new Set([...byName.keys()].filter((name) => !otherForms.has(name))),
    plain: new Set([...byName.keys()].filter((name) => !members.has(name))),
    owners: ownersOf(models),
  };
}

const isMember = (name: string): boolean => lastSegment(name) !== name;

function ownersOf(models: readonly Model[]): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, Set<string>>();
  const free = new Set<string>();
  for (const name of models.flatMap(namesOf)) {
    const last = lastSegment(name);
    const owner = lastSegment(name.slice(0, Math.max(0, name.length - last.length - 1)));
    if (!/^\w+$/.test(owner)) free.add(last);
    owners.set(last, (owners.get(last) ?? new Set()).add(owner));
  }
  return new Map([...owners].filter(([last]) => !free.has(last)).map(([last, set]) => [last, [...set]]));
}

/** `md5 as m`, `{ createHash: hash }`. */
const renamingOf = (names: string): RegExp =>
  new RegExp(`(?<![\\w$.])(?:${names})(?:\\s{1,9}as\\s{1,9}|\\s{0,9}:\\s{0,9})([A-Za-z_$][\\w$]{0,63})`, "g");

const wholeNames = (names: string): RegExp => new RegExp(`(?<![\\w$])(?:${names})(?![\\w$])`, "g");

/** Offsets (UTF-16) of names of modelled sites that stand where such a site can stand, the file's own names for them included. */
export function* candidates(text: string, active: ActiveModels, language: Language): Generator<number> {
  yield* named(text, active, language);
  if (!language.renames) return;
  const aliases = new Set<string>();
  let fresh = aliasesOf(text, active.renaming, active.pattern, aliases);
  for (let hop = 1; hop < MAX_HOPS && fresh.size > 0; hop++) {
    const names = [...fresh].map(escaped).join("|");
    fresh = aliasesOf(text, renamingOf(names), wholeNames(names), aliases);
  }
  if (aliases.size === 0) return;
  for (const match of text.matchAll(wholeNames([...aliases].map(escaped).join("|")))) {
    // `md5_1.default(x)`: the one function a module exports, as compilers write it
    const end = match.index + match[0].length;
    const isExport = text.startsWith(EXPORT, end);
    if (!called(text, isExport ? end + EXPORT.length : end) || commented(text, match.index, language)) continue;
    yield isExport ? end + 1 : match.index;
  }
}

const EXPORT = ".default";
/** Names that one file gives to what it imports; more is generated code. */
const MAX_ALIASES = 32;
/** Names that are given to names. */
const MAX_HOPS = 4;

/** Other names that a text gives to these; they are added to `aliases`. */
function aliasesOf(text: string, renaming: RegExp, whole: RegExp, aliases: Set<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (alias: string | undefined): void => {
    if (alias === undefined || aliases.has(alias) || aliases.size >= MAX_ALIASES) return;
    aliases.add(alias);
    found.add(alias);
  };
  for (const match of text.matchAll(renaming)) {
    // also where it is the name of another library's function, which stands for nothing without that library
    if (match[1] !== /^[\w$]*/.exec(match[0])?.[0]) add(match[1]);
    if (aliases.size >= MAX_ALIASES) return found;
  }
  for (const match of text.matchAll(whole)) {
    if (aliases.size >= MAX_ALIASES) break;
    // also where another library has that name: `createHmac = require("create-hmac")`
    add(assignedTo(text, match.index, match.index + match[0].length));
  }
  return found;
}

function* named(text: string, active: ActiveModels, language: Language): Generator<number> {
  const owned = new Map<string, boolean>();
  const classes = language.declared && new CertainClasses(text, language.declared);
  for (const match of text.matchAll(active.pattern)) {
    const end = match.index + match[0].length;
    let isOwned = owned.get(match[0]);
    if (isOwned === undefined) {
      isOwned = active.owners.get(match[0])?.some((owner) => holdsWord(text, owner)) ?? true;
      owned.set(match[0], isOwned);
    }
    if (!isOwned) continue;
    const mustBeCalled = !language.bareCalls && active.calledOnly.has(match[0]);
    const isCalled = (): boolean => called(text, end) || calledOtherwise(text, match.index, end);
    if (mustBeCalled && !isCalled() && !language.callables?.test(justBefore(text, match.index))) continue;
    if (commented(text, match.index, language)) continue;
    if (language.member && active.plain.has(match[0]) && language.member.test(justBefore(text, match.index))) continue;
    const taken = classes?.before(match.index);
    if (taken !== undefined && active.owners.get(match[0])?.includes(taken) === false) continue;
    yield match.index;
  }
}

const justBefore = (text: string, at: number): string => text.slice(Math.max(0, at - MEMBER_LOOK), at);

const MEMBER_LOOK = 24;

/** Whether it stands somewhere as a whole word, as a name does that others are taken from. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + word.length))) return true;
  }
  return false;
}

/** The variable that is given the name itself: `EC = require("elliptic").ec;`, `import md5 from "js-md5"`, `h = hashlib.md5`. */
function assignedTo(text: string, start: number, end: number): string | undefined {
  if (!HANDED_ON.test(text.slice(end, end + 80))) return undefined;
  const before = text.slice(Math.max(0, start - ASSIGNMENT_LOOK), start);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const match = ASSIGNMENT.exec(line) ?? DEFAULT_IMPORT.exec(line);
  return match?.[1];
}

const ASSIGNMENT_LOOK = 160;
const HANDED_ON = /^(?:\.bind\([\w$. ]{0,60}\))?["'`]?[\])]?[ \t]*(?:[;,\r\n)}]|$)/;
const ASSIGNMENT = /(?<![\w$.])([A-Za-z_$][\w$]{0,63})[ \t]{0,9}[=:][ \t]{0,9}[\w$.()[\]'"`@/:, -]{0,120}$/;
const DEFAULT_IMPORT =
  /\bimport[ \t]{1,9}(?:\*[ \t]{1,9}as[ \t]{1,9})?([A-Za-z_$][\w$]{0,63})[ \t]{1,9}from[ \t]{1,9}["'][^"']{0,120}$/;

/** Followed by an argument list: `(`, type arguments, `::<` before them, `?.(`, a Ruby-like `!`, or a line continuation before them. */
function called(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && at < end + 200) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x5c) at++;
    else break;
  }
  const next = text[at];
  if (text.startsWith("::<", at)) return true;
  return next === "(" || next === "<" || next === "?" || next === "!" || next === ")" || (next === "/" && at > end);
}

/** `getattr(hashlib, "new")(…)`, `crypto["createHash"](…)`, `partial(hashlib.new, …)`, `crypto.createHash.call(…)`. */
function calledOtherwise(text: string, start: number, end: number): boolean {
  switch (text[end]) {
    case '"':
    case "'":
    case "`":
      return (
        /^.\s{0,4}[\])]/.test(text.slice(end, end + 8)) &&
        /[[,]\s{0,4}["'`]$/.test(text.slice(Math.max(0, start - 8), start))
      );
    case ".":
      return /^\.(?:call|apply|bind)\(/.test(text.slice(end, end + 8));
    case ",":
      return /\b(?:partial(?:method)?|Reflect\.apply)\(\s{0,8}[\w.$]{0,60}$/.test(
        text.slice(Math.max(0, start - 90), start),
      );
    default:
      return false;
  }
}

/** What stands farther behind the beginning of its line is in no line that a person wrote. */
const MAX_INDENT = 2_000;

/** The line begins as a comment. Cheap on purpose: what it misses, the syntax tree sees. */
function commented(text: string, offset: number, language: Language): boolean {
  const before = text.slice(Math.max(0, offset - MAX_INDENT), offset);
  let start = offset - before.length + before.lastIndexOf("\n") + 1;
  if (start === offset - MAX_INDENT) return false;
  while (text.charCodeAt(start) === 0x20 || text.charCodeAt(start) === 0x09) start++;
  if (language.comments.line.some((mark) => text.startsWith(mark, start))) return true;
  return language.comments.block.length > 0 && (text.startsWith("* ", start) || text.startsWith("*\t", start));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
