/**
 * Which files of a working tree git ignores: `.gitignore` of every folder from the repository's root downward, and
 * `.git/info/exclude`. The deepest file that says something of a path decides. A person's global excludes are left
 * out: the same tree gives the same answer on every machine. A tracked file that matches is left out too, where git would
 * keep it: the index is not read.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** The rules of one file, about paths relative to its folder. */
class RuleFile {
  readonly folder: string;
  readonly #rules: readonly string[];
  #matcher: Ignore;
  #tested = 0;

  constructor(folder: string, text: string) {
    this.folder = folder;
    this.#rules = text.split(/\r?\n/).filter(bounded);
    this.#matcher = ignore().add([...this.#rules]);
  }

  /** True ignored, false expressly kept, undefined where no rule speaks of it. */
  test(path: string): boolean | undefined {
    // The matcher remembers every path it ever saw; a fresh one keeps memory flat.
    if (++this.#tested % REMEMBERED_PATHS === 0) this.#matcher = ignore().add([...this.#rules]);
    const result = this.#matcher.test(path);
    return result.ignored ? true : result.unignored ? false : undefined;
  }
}

const REMEMBERED_PATHS = 20_000;
const MAX_WILDCARDS = 3;
const MAX_RULE_FILE_BYTES = 1024 * 1024;

/** A rule that could take seconds on one hostile name is not applied: more is scanned, nothing is lost. */
function bounded(rule: string): boolean {
  return rule.length <= 1000 && rule.split("/").every((part) => (part.match(/\*+/g)?.length ?? 0) <= MAX_WILDCARDS);
}

/** Rules in force in one folder: its own first, then its parents'. */
export interface IgnoreRules {
  ignores(absolutePath: string, isFolder: boolean): boolean;
  /** Rules in force in a folder below. */
  within(folder: string): IgnoreRules;
}

/** Rules in force in `root`, those of parent folders included where `root` lies inside a git working tree. */
export function ignoreRulesOf(root: string): IgnoreRules {
  const parents: string[] = [];
  let top: string | undefined;
  for (let folder = root; ; folder = dirname(folder)) {
    parents.unshift(folder);
    if (existsSync(join(folder, ".git"))) {
      top = folder;
      break;
    }
    if (dirname(folder) === folder) break;
  }
  const chain: RuleFile[] = [];
  if (top !== undefined) addRules(chain, top, join(top, ".git", "info", "exclude"));
  for (const folder of top === undefined ? [root] : parents) addRules(chain, folder, join(folder, ".gitignore"));
  return rules(chain);
}

function rules(chain: readonly RuleFile[]): IgnoreRules {
  return {
    ignores(absolutePath, isFolder) {
      for (let at = chain.length - 1; at >= 0; at--) {
        const file = chain[at];
        if (!file) continue;
        const path = relative(file.folder, absolutePath).split(sep).join("/");
        const answer = file.test(isFolder ? `${path}/` : path);
        if (answer !== undefined) return answer;
      }
      return false;
    },
    within(folder) {
      const longer = [...chain];
      addRules(longer, folder, join(folder, ".gitignore"));
      return longer.length === chain.length ? this : rules(longer);
    },
  };
}

function addRules(chain: RuleFile[], folder: string, file: string): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return; // No such file, or not readable: git goes on without it too.
  }
  if (text.length <= MAX_RULE_FILE_BYTES) chain.push(new RuleFile(folder, text));
}
