/**
 * What happens later to the same object and carries a parameter: a call chained onto it (`.initialize(2048)`), one in a
 * scope function's block (`.apply { initialize(2048) }`), one on the variable it is bound to, or a field that is set.
 */
import type { Node } from "web-tree-sitter";
import { type Budget, budgetOf } from "../languages/budget.ts";
import type { Site, SourceFile } from "../languages/language.ts";
import { firstAtLeast } from "../languages/words.ts";
import type { FollowUp } from "../models/model.ts";
import { lastSegment } from "./segments.ts";

const MAX_CHAIN = 32;
const MAX_REFERENCES = 64;
/** Work of looking at one later call, in nodes. */
const CALL_COST = 50;

export function* followUps(
  file: SourceFile,
  site: Site,
  wanted: readonly FollowUp[],
  budget: Budget,
): Generator<{ site: Site; followUp: FollowUp }> {
  let link = file.chained(site);
  for (let length = 0; link && length < MAX_CHAIN; length++) {
    if (!budget.spend(1)) return;
    yield* matching(link, wanted);
    if (link.names.some((name) => SCOPE_FUNCTIONS.test(name))) {
      yield* inBlock(file, link.receiver?.endIndex ?? link.node.startIndex, link.node.endIndex, wanted, budget);
    }
    link = file.chained(link);
  }
  const handed = handedToBlock(file.text, site.node);
  if (handed) yield* inBlock(file, site.node.endIndex, handed.endIndex, wanted, budget);
  const binding = file.binding(site);
  if (!binding) return;
  const { offsets, sites } = laterSites(file, wanted).concerning(binding.name);
  const first = firstAtLeast(offsets, binding.from);
  const last = Math.min(firstAtLeast(offsets, binding.to), first + MAX_REFERENCES);
  for (let index = first; index < last; index++) {
    const later = sites[index];
    if (later) yield* matching(later, wanted);
  }
}

/** They hand what they are called on to a block: Kotlin, Groovy (`with`), Scala and Ruby (`tap`). */
const SCOPE_FUNCTIONS = /(?:^|[.:])(?:apply|also|let|run|with|tap|then)$/;
const MAX_IN_BLOCK = 16;

/** Levels between what is handed to a function and the call with its block. */
const MAX_LEVELS = 5;

/** `with(made) { … }` of Kotlin: the call whose block is about what it is handed. */
function handedToBlock(text: string, made: Node): Node | undefined {
  if (!/(?<![\w.])with\s?\(\s{0,40}$/.test(text.slice(Math.max(0, made.startIndex - 60), made.startIndex)))
    return undefined;
  let call = made.parent;
  for (let level = 0; call && level < MAX_LEVELS; level++, call = call.parent) {
    if (text.startsWith("with", call.startIndex) && text[call.endIndex - 1] === "}") return call;
  }
  return undefined;
}

/** The calls in the block of a scope function, whatever the block names its object. */
function* inBlock(
  file: SourceFile,
  from: number,
  to: number,
  wanted: readonly FollowUp[],
  budget: Budget,
): Generator<{ site: Site; followUp: FollowUp }> {
  if (!budget.search(to - from)) return;
  let seen = 0;
  for (const match of file.text.slice(from, to).matchAll(patternOf(wanted))) {
    if (++seen > MAX_IN_BLOCK || !budget.spend(CALL_COST)) return;
    const inner = file.siteAt(from + match.index);
    if (inner) yield* matching(inner, wanted);
  }
}

function* matching(site: Site, wanted: readonly FollowUp[]): Generator<{ site: Site; followUp: FollowUp }> {
  const names = new Set(site.names.map(lastSegment));
  for (const followUp of wanted) {
    const followed = (site.form === "set" ? followUp.sets : followUp.calls) ?? [];
    if (followed.some((name) => names.has(lastSegment(name)))) yield { site, followUp };
  }
}

/** Where a followed call or a followed field stands, as far as a text tells. */
function patternOf(wanted: readonly FollowUp[]): RegExp {
  const [calls, sets] = (["calls", "sets"] as const).map((form) =>
    [...new Set(wanted.flatMap((each) => (each[form] ?? []).map(lastSegment)))].map(escaped).join("|"),
  );
  // at the end of a line a call needs no parentheses in Ruby
  const forms = [calls ? `(?:${calls})(?:\\s*\\(|[ \\t\\r]*$)` : "", sets ? `(?:${sets})\\s*=(?![=>])` : ""];
  return new RegExp(`(?<![\\w$])(?:${forms.filter(Boolean).join("|")})`, "gm");
}

/** Calls and settings in order of text, and where they stand. */
interface Sites {
  readonly offsets: number[];
  readonly sites: Site[];
}

/**
 * The calls and settings of a file that a model follows, by the name of the object they concern: what they are called on,
 * or one of their arguments. Found once for a file, however many objects it makes.
 */
class LaterSites {
  readonly #byName = new Map<string, Sites>();

  constructor(file: SourceFile, pattern: RegExp) {
    const budget = budgetOf(file.tree);
    if (!budget.search(file.text.length)) return;
    for (const match of file.text.matchAll(pattern)) {
      if (!budget.spend(CALL_COST)) return;
      const site = file.siteAt(match.index);
      if (site) for (const name of concerned(site)) this.#add(name, match.index, site);
    }
  }

  #add(name: string, offset: number, site: Site): void {
    const known = this.#byName.get(name);
    if (known) {
      known.offsets.push(offset);
      known.sites.push(site);
    } else this.#byName.set(name, { offsets: [offset], sites: [site] });
  }

  concerning(name: string): Sites {
    return this.#byName.get(name) ?? { offsets: [], sites: [] };
  }
}

const foundIn = new WeakMap<SourceFile, Map<string, LaterSites>>();

function laterSites(file: SourceFile, wanted: readonly FollowUp[]): LaterSites {
  let ofFile = foundIn.get(file);
  if (ofFile === undefined) {
    ofFile = new Map();
    foundIn.set(file, ofFile);
  }
  const pattern = patternOf(wanted);
  let sites = ofFile.get(pattern.source);
  if (sites === undefined) {
    sites = new LaterSites(file, pattern);
    ofFile.set(pattern.source, sites);
  }
  return sites;
}

/** Names of the objects a call concerns, as a binding would name them. */
function concerned(site: Site): ReadonlySet<string> {
  const nodes = [...(site.receiver ? [site.receiver] : []), ...site.arguments.map((argument) => argument.node)];
  const names = new Set(nodes.map(bare));
  names.delete("");
  return names;
}

/** `&ctx`, `(ctx)`, `self.ctx`, `this.ctx` and a smart pointer's `ctx.get()` name `ctx`. */
function bare(node: Node): string {
  if (node.endIndex - node.startIndex > 100) return "";
  const held = node.text.trim().replace(/(?:\.|->)get\(\)$/, "");
  return held
    .replace(/^[&*(\s]+/, "")
    .replace(/(?<![)\s])[)\s]+$/, "")
    .replace(/^(?:self|this)(?:\.|->)/, "");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
