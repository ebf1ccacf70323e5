/** Later calls on the same object that carry a parameter: chained (`.initialize(2048)`), or on the variable it is bound to. */
import type { Site, SourceFile } from "../languages/language.ts";
import type { FollowUp } from "../models/model.ts";
import { lastSegment } from "./arguments.ts";
import type { Budget } from "./budget.ts";

const MAX_CHAIN = 32;
const MAX_REFERENCES = 64;

export function* followUps(
  file: SourceFile,
  site: Site,
  wanted: readonly FollowUp[],
  budget: Budget,
): Generator<{ site: Site; followUp: FollowUp }> {
  let link = file.chained(site);
  for (let length = 0; link && length < MAX_CHAIN; length++) {
    yield* matching(link, wanted);
    link = file.chained(link);
  }
  const binding = file.binding(site);
  if (!binding || !budget.spend(binding.to - binding.from)) return;
  const scope = file.text.slice(binding.from, binding.to);
  const names = [...new Set(wanted.flatMap((each) => each.calls.map(lastSegment)))].map(escaped).join("|");
  const calls = new RegExp(`(?<![\\w$])(?:${names})\\s*\\(`, "g");
  let references = 0;
  for (const match of scope.matchAll(calls)) {
    if (++references > MAX_REFERENCES) return;
    const later = file.siteAt(binding.from + match.index);
    if (later && concerns(later, binding.name)) yield* matching(later, wanted);
  }
}

function* matching(site: Site, wanted: readonly FollowUp[]): Generator<{ site: Site; followUp: FollowUp }> {
  const names = new Set(site.names.map(lastSegment));
  for (const followUp of wanted) {
    if (followUp.calls.some((call) => names.has(lastSegment(call)))) yield { site, followUp };
  }
}

/** The bound object is what the method is called on, or an argument of the function. */
function concerns(site: Site, name: string): boolean {
  if (site.receiver && bare(site.receiver.text) === name) return true;
  return site.arguments.some((argument) => bare(argument.node.text) === name);
}

/** `&ctx`, `(ctx)`, `self.ctx`, `this.ctx` and a smart pointer's `ctx.get()` name `ctx`. */
function bare(text: string): string {
  if (text.length > 100) return "";
  const held = text.trim().replace(/(?:\.|->)get\(\)$/, "");
  return held.replace(/^[&*(\s]+|[)\s]+$/g, "").replace(/^(?:self|this)(?:\.|->)/, "");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
