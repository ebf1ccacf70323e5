/** Configuration of servers, libraries and clouds, found by its keys in any text that is no program. */
import type { AlgorithmUse } from "../../algorithms/algorithm.ts";
import { notation } from "../../algorithms/notations/all.ts";
import { lookup } from "../../algorithms/registry.ts";
import type { Artifact, ArtifactUse } from "../artifact.ts";
import { isNestedIn, lineStartBefore, occurrences, withoutComment, wordsOf } from "./lines.ts";
import { settings as all, anchorOf } from "./products.ts";
import type { Setting } from "./setting.ts";

/** Findings of one text; a list of every suite there is has fewer. */
const MAX_USES = 2_000;
const MAX_SNIPPET = 240;
/** Characters of values read in one text. */
const MAX_READ = 8_000_000;

export const settings: Artifact = {
  id: "settings",
  extensions: [],
  get anchors() {
    return [...new Set(all().flatMap((setting) => setting.keys.map(anchorOf)))];
  },
  within: "text",
  read(bytes) {
    // one character for each byte, so that offsets are bytes
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    const uses = new Map<string, ArtifactUse>();
    const budget = { left: MAX_READ };
    for (const setting of all()) {
      for (const use of usesOf(text, setting, budget)) {
        uses.set(`${use.start} ${use.ruleId} ${JSON.stringify(use.use)}`, use);
      }
      if (budget.left < 0 || uses.size > MAX_USES) {
        return { uses: [...uses.values()].slice(0, MAX_USES), error: "more settings than are read in one file" };
      }
    }
    return { uses: [...uses.values()] };
  },
};

/** What one setting finds in a text. */
export function* usesOf(text: string, setting: Setting, budget = { left: MAX_READ }): Generator<ArtifactUse> {
  const searched = setting.anyCase ? text.toLowerCase() : text;
  if (setting.beside && !setting.beside.some((other) => text.includes(other))) return;
  for (const given of setting.keys) {
    const key = setting.anyCase ? given.toLowerCase() : given;
    const parents = key.split(".");
    const last = parents.pop() ?? key;
    for (const spelled of parents.length === 0 ? [key] : [key, last]) {
      for (const found of occurrences(searched, spelled, setting.inline ?? false, setting.ends)) {
        budget.left -= found.value.length + 100;
        if (budget.left < 0) return;
        if (spelled !== key && !isNestedIn(searched, found.start, parents)) continue;
        const value =
          text.slice(found.start, found.end) === spelled ? found.value : originalValue(text, found, searched);
        for (const use of read(value, setting)) yield makeUse(text, setting, given, found, use);
      }
    }
  }
}

/** The value with its own letter case, where keys were searched without it. */
function originalValue(
  text: string,
  found: { readonly end: number; readonly value: string },
  searched: string,
): string {
  const at = searched.indexOf(found.value, found.end);
  return at < 0 ? found.value : text.slice(at, at + found.value.length);
}

function read(value: string, setting: Setting): readonly AlgorithmUse[] {
  if (setting.algorithm !== undefined) return named(setting.algorithm);
  const reader = notation(setting.notation ?? "registry");
  const texts =
    setting.value === "text"
      ? [
          withoutComment(value)
            .trim()
            .replace(/^["']|["'];?$/g, ""),
        ]
      : wordsOf(value);
  return texts.flatMap((text) => {
    const mapped = setting.map && Object.hasOwn(setting.map, text) ? setting.map[text] : undefined;
    if (mapped !== undefined) return mapped === "" ? [] : named(mapped);
    return reader?.parse(text) ?? [];
  });
}

/** An algorithm of the registry, also with parameters. */
function named(name: string): readonly AlgorithmUse[] {
  return lookup(name) ? [{ name }] : (notation("registry")?.parse(name) ?? []);
}

function makeUse(
  text: string,
  setting: Setting,
  key: string,
  { start, end }: { readonly start: number; readonly end: number },
  use: AlgorithmUse,
): ArtifactUse {
  const lineStart = lineStartBefore(text, start, MAX_SNIPPET) ?? start;
  const line = text.slice(lineStart, end + MAX_SNIPPET).split("\n", 1)[0] ?? "";
  return {
    ruleId: setting.rule,
    use,
    operation: setting.operation === "unknown" ? (use.operation ?? "unknown") : setting.operation,
    ...(setting.purpose !== undefined && { purpose: setting.purpose }),
    usage: "configuration",
    start,
    end,
    confidence: "high",
    context: key,
    snippet: line.trim().slice(0, MAX_SNIPPET),
  };
}
