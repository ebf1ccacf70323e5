/**
 * Whom a CODEOWNERS file names for a path, in GitHub's syntax and in GitLab's, with its sections. It comes from whoever is
 * scanned: bounded in size and rules; a path is looked up by its folders and names, and only patterns with wildcards are
 * gone through, each in linear time.
 *
 * The last rule that fits counts, in each section by itself; who is named in any section is an owner. A line that neither
 * service understands is passed over, as they do.
 */

import { messageOf } from "@pqc-audit/platform/errors.ts";
import { OWNERS_FILES, type OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { OwnerRules } from "./owner-rules.ts";

/** Empty where nobody is named. */
export type OwnersOf = (path: string) => readonly string[];

const MOST_SECTIONS = 100;
const MOST_OWNERS = 20;
const MOST_CHARACTERS = 200;
const [, , , GITLAB] = OWNERS_FILES;

/** Neither where there is none; `fault`, in one line that names the file, where it is too much to heed. */
export function openOwners({ path, text, fault }: OwnersFile): { readonly owners?: OwnersOf; readonly fault?: string } {
  if (path === undefined) return {};
  if (text === undefined) return { fault: `${fault ?? path}: it is not heeded` };
  try {
    return { owners: readOwners(text, path) };
  } catch (thrown) {
    return { fault: `${path} ${messageOf(thrown)}: it is not heeded` };
  }
}

/** Throws `RangeError` where it has more rules than are heeded. */
export function readOwners(text: string, path: string): OwnersOf {
  const lines = text.split("\n").map((line) => line.trim());
  const headings = lines.some((line) => headingOf(line) !== undefined);
  // GitLab takes a relative pattern anywhere, GitHub one with a slash in it from the root on.
  const anywhere = path === GITLAB || headings;
  const sections = new Map<string, OwnerRules>();
  const section = (name: string): OwnerRules => {
    const known = sections.get(name);
    if (known) return known;
    if (sections.size >= MOST_SECTIONS) throw new RangeError(`has more than ${MOST_SECTIONS} sections`);
    const made = new OwnerRules(anywhere);
    sections.set(name, made);
    return made;
  };
  let rules = section("");
  let usual: readonly string[] = [];
  for (const line of lines) {
    if (line === "" || line.startsWith("#")) continue;
    const heading = headingOf(line);
    if (heading) {
      rules = section(heading.name.toLowerCase());
      usual = ownersIn(heading.rest);
      continue;
    }
    const { pattern, rest } = patternIn(line);
    const named = ownersIn(rest);
    if (pattern.startsWith("!")) {
      if (anywhere) rules.exclude(pattern.slice(1));
    } else rules.add(pattern, named.length > 0 ? named : usual);
  }
  return (of) => {
    const owners = new Set<string>();
    for (const each of sections.values()) for (const owner of each.ownersOf(of)) owners.add(owner);
    return [...owners].slice(0, MOST_OWNERS);
  };
}

/** `[Name]`, `^[Name]`, `[Name][2] @owner`: the name and what stands behind it. */
function headingOf(line: string): { readonly name: string; readonly rest: string } | undefined {
  const open = line.startsWith("^[") ? 1 : 0;
  const close = line.indexOf("]");
  if (line[open] !== "[" || close < open + 2) return undefined;
  let rest = line.slice(close + 1);
  const approvals = /^\[\d{1,6}\]/.exec(rest);
  if (approvals) rest = rest.slice(approvals[0].length);
  // A pattern may begin with a bracket; behind a heading there is room.
  return rest === "" || /^\s/.test(rest) ? { name: line.slice(open + 1, close), rest } : undefined;
}

/** A pattern ends with the first space that no backslash stands before. */
function patternIn(line: string): { readonly pattern: string; readonly rest: string } {
  let pattern = "";
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? "";
    if (character === "\\" && at + 1 < line.length) pattern += line[++at];
    else if (character === " " || character === "\t") return { pattern, rest: line.slice(at) };
    else pattern += character;
  }
  return { pattern, rest: "" };
}

/** `@user`, `@group/team`, `@@role`, addresses; a comment ends them. */
function ownersIn(rest: string): readonly string[] {
  const words = rest.split(/\s/).filter((word) => word !== "");
  const comment = words.findIndex((word) => word.startsWith("#"));
  const named = comment < 0 ? words : words.slice(0, comment);
  return named.filter((word) => word.includes("@") && word.length <= MOST_CHARACTERS).slice(0, MOST_OWNERS);
}
