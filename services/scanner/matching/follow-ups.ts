/** Later calls on the same object that carry a parameter: chained (`.initialize(2048)`), or on the variable it is bound to. */
import type { Node } from "web-tree-sitter";
import { type Budget, budgetOf } from "../languages/budget.ts";
import type { Site, SourceFile } from "../languages/language.ts";
import { firstAtLeast } from "../languages/words.ts";
import type { FollowUp } from "../models/model.ts";
import { lastSegment } from "./arguments.ts";

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
    link = file.chained(link);
  }
  const binding = file.binding(site);
  if (!binding) return;
  const { offsets, sites } = laterCalls(file, wanted).concerning(binding.name);
  const first = firstAtLeast(offsets, binding.from);
  const last = Math.min(firstAtLeast(offsets, binding.to), first + MAX_REFERENCES);
  for (let index = first; index < last; index++) {
    const later = sites[index];
    if (later) yield* matching(later, wanted);
  }
}

function* matching(site: Site, wanted: readonly FollowUp[]): Generator<{ site: Site; followUp: FollowUp }> {
  const names = new Set(site.names.map(lastSegment));
  for (const followUp of wanted) {
    if (followUp.calls.some((call) => names.has(lastSegment(call)))) yield { site, followUp };
  }
}

/** Calls in order of text, and where they stand. */
interface Calls {
  readonly offsets: number[];
  readonly sites: Site[];
}

/**
 * The calls of a file that a model follows, by the name of the object they concern: what they are called on, or one of
 * their arguments. Found once for a file, however many objects it makes.
 */
class LaterCalls {
  readonly #byName = new Map<string, Calls>();

  constructor(file: SourceFile, names: ReadonlySet<string>) {
    const budget = budgetOf(file.tree);
    const calls = new RegExp(`(?<![\\w$])(?:${[...names].map(escaped).join("|")})\\s*\\(`, "g");
    if (!budget.search(file.text.length)) return;
    for (const match of file.text.matchAll(calls)) {
      if (!budget.spend(CALL_COST)) return;
      const site = file.siteAt(match.index);
      if (site) for (const name of concerned(site)) this.#add(name, match.index, site);
    }
  }

  #add(name: string, offset: number, site: Site): void {
    const calls = this.#byName.get(name);
    if (calls) {
      calls.offsets.push(offset);
      calls.sites.push(site);
    } else this.#byName.set(name, { offsets: [offset], sites: [site] });
  }

  concerning(name: string): Calls {
    return this.#byName.get(name) ?? { offsets: [], sites: [] };
  }
}

const known = new WeakMap<SourceFile, Map<string, LaterCalls>>();

function laterCalls(file: SourceFile, wanted: readonly FollowUp[]): LaterCalls {
  let ofFile = known.get(file);
  if (ofFile === undefined) {
    ofFile = new Map();
    known.set(file, ofFile);
  }
  const names = new Set(wanted.flatMap((each) => each.calls.map(lastSegment)));
  const key = [...names].join(" ");
  let calls = ofFile.get(key);
  if (calls === undefined) {
    calls = new LaterCalls(file, names);
    ofFile.set(key, calls);
  }
  return calls;
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
  return held.replace(/^[&*(\s]+|[)\s]+$/g, "").replace(/^(?:self|this)(?:\.|->)/, "");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
