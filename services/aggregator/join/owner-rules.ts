/** Rules of one section of a CODEOWNERS file: the last that fits a path counts. */
import { globMatcher } from "../query/glob.ts";

const MOST_RULES = 10_000;
const MOST_WILDCARDS = 500;
const MOST_CHARACTERS = 250;
/** Of one pattern: how many places of it are looked at for each character of a path. */
const MOST_STARS = 8;

interface Rule {
  /** Of two that fit the later counts. */
  readonly order: number;
  readonly owners: readonly string[];
}

interface Wildcard extends Rule {
  readonly matches: (path: string) => boolean;
}

/** Rules by what they name; of a folder written with a slash at its end only what is below it. */
interface Named {
  readonly any: Map<string, Rule>;
  readonly folders: Map<string, Rule>;
}

export class OwnerRules {
  readonly #anywhere: boolean;
  readonly #paths: Named = { any: new Map(), folders: new Map() };
  readonly #names: Named = { any: new Map(), folders: new Map() };
  readonly #endings = new Map<string, Rule>();
  readonly #wildcards: Wildcard[] = [];
  readonly #excluded: ((path: string) => boolean)[] = [];
  #everything: Rule | undefined;
  #order = 0;

  /** `anywhere`: a pattern without a slash in front fits in every folder. */
  constructor(anywhere: boolean) {
    this.#anywhere = anywhere;
  }

  /** Throws `RangeError` for more rules than are heeded. */
  add(pattern: string, owners: readonly string[]): void {
    if (++this.#order > MOST_RULES) throw new RangeError(`has more than ${MOST_RULES} rules`);
    const rule = { order: this.#order, owners };
    const shape = shapeOf(pattern, this.#anywhere);
    if (!shape) return;
    const { path, rooted, folder } = shape;
    if (path === "*" || path === "**") this.#everything = rule;
    else if (!/[*?]/.test(path) && (rooted || !path.includes("/"))) {
      const named = rooted ? this.#paths : this.#names;
      (folder ? named.folders : named.any).set(path, rule);
    } else if (!rooted && !folder && /^\*\.[^*?/]+$/.test(path)) this.#endings.set(path.slice(1), rule);
    else this.#wildcards.push({ ...rule, matches: this.#wildcard(shape) });
  }

  /** GitLab's `!pattern`: nobody of this section owns it, whatever other rules say. */
  exclude(pattern: string): void {
    const shape = shapeOf(pattern, this.#anywhere);
    if (shape) this.#excluded.push(this.#wildcard(shape));
  }

  #wildcard(shape: Shape): (path: string) => boolean {
    const stars = shape.path.replaceAll("**", "*").split("*").length - 1;
    if (stars > MOST_STARS) throw new RangeError(`has a pattern with more than ${MOST_STARS} wildcards`);
    if (this.#wildcards.length + this.#excluded.length >= MOST_WILDCARDS) {
      throw new RangeError(`has more than ${MOST_WILDCARDS} patterns with wildcards`);
    }
    return matcherOf(shape);
  }

  ownersOf(path: string): readonly string[] {
    if (this.#excluded.some((matches) => matches(path))) return [];
    let last = this.#everything;
    const take = (rule: Rule | undefined): void => {
      if (rule && rule.order > (last?.order ?? 0)) last = rule;
    };
    for (let from = 0, end = 0; end < path.length; from = end + 1) {
      end = path.indexOf("/", from);
      const isFile = end < 0;
      if (isFile) end = path.length;
      const [upTo, name] = [path.slice(0, end), path.slice(from, end)];
      take(this.#paths.any.get(upTo));
      take(this.#names.any.get(name));
      if (!isFile) {
        take(this.#paths.folders.get(upTo));
        take(this.#names.folders.get(name));
      }
      if (this.#endings.size === 0) continue;
      for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
        take(this.#endings.get(name.slice(dot)));
    }
    for (let at = this.#wildcards.length - 1; at >= 0; at--) {
      const rule = this.#wildcards[at];
      if (!rule || rule.order < (last?.order ?? 0)) break;
      if (rule.matches(path)) {
        last = rule;
        break;
      }
    }
    return last?.owners ?? [];
  }
}

interface Shape {
  /** Without slashes at its ends. */
  readonly path: string;
  /** It begins at the root. */
  readonly rooted: boolean;
  /** Only a folder is meant. */
  readonly folder: boolean;
}

function shapeOf(pattern: string, anywhere: boolean): Shape | undefined {
  if (pattern.length > MOST_CHARACTERS) return undefined;
  const folder = pattern.endsWith("/");
  const begins = pattern.startsWith("/");
  const path = pattern.slice(begins ? 1 : 0, folder ? -1 : undefined);
  if (path === "" || path.includes("//"))
    return begins && folder ? { path: "**", rooted: true, folder: false } : undefined;
  return { path, rooted: begins || (!anywhere && path.includes("/")), folder };
}

/** Of a path or of a folder above it; what ends in `/*` fits what lies in that folder itself. */
function matcherOf({ path, rooted, folder }: Shape): (path: string) => boolean {
  // In no CODEOWNERS file do brackets and braces mean anything; the glob has no other way to say so.
  const plain = path.replace(/[[\]{}]/g, "?");
  const whole = rooted ? plain : `**/${plain}`;
  const direct = plain.endsWith("/*") || whole.endsWith("**");
  // Without a slash the glob would look at the file's name only.
  const own = globMatcher(whole.includes("/") ? whole : `**/${whole}`);
  const below = direct ? undefined : globMatcher(`${whole}/**`);
  const rootOnly = rooted && !plain.includes("/");
  return (of) => {
    if (below?.(of)) return true;
    return !folder && (!rootOnly || !of.includes("/")) && own(of);
  };
}
