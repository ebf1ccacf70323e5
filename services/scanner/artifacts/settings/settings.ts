/** Configuration of servers, libraries and clouds, found by its keys in any text that is no program. */
import type { AlgorithmUse } from "../../algorithms/algorithm.ts";
import { lookup } from "../../algorithms/registry.ts";
import type { Operation } from "../../fact.ts";
import type { Artifact, ArtifactUse } from "../artifact.ts";
import { blockAround, isNestedIn, valueIn } from "./blocks.ts";
import { lineStartBefore, type Occurrence, occurrences, type Work } from "./lines.ts";
import { settings as all, anchorsOf, keysBehind } from "./products.ts";
import { type Each, References } from "./references.ts";
import type { Setting } from "./setting.ts";
import { type Parameters, usesIn, withParameters } from "./values.ts";

/** Findings of one text; a list of every suite there is has fewer. */
const MAX_USES = 2_000;
const MAX_SNIPPET = 240;
/** Characters read in one text, beside the search for the keys. */
const MAX_READ = 8_000_000;

/** What is done with the algorithms of a list that says no more. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ae: "encrypt",
  "block-cipher": "encrypt",
  "stream-cipher": "encrypt",
  hash: "digest",
  mac: "mac",
  kdf: "derive",
  kem: "key-agreement",
};

/** A text, and the same in lower case where a setting asks for it. One character for each byte: offsets are bytes. */
interface Text {
  readonly given: string;
  lower?: string;
  references?: References;
}

export const settings: Artifact = {
  id: "settings",
  extensions: [],
  get anchors() {
    return [...new Set(all().flatMap(anchorsOf))];
  },
  within: ["bash", "dockerfile", "hcl", "makefile", "powershell", "scripts"],
  read(bytes, anchors, wanted = { from: 0, to: bytes.length }) {
    const text = { given: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1") };
    const uses = new Map<string, ArtifactUse>();
    const work = { left: MAX_READ };
    for (const setting of all()) {
      const keys = anchors ? keysBehind(setting, anchors) : setting.keys;
      if (keys.length === 0) continue;
      for (const use of usesOf(text, setting, work, keys)) {
        if (use.start < wanted.from || use.start >= wanted.to) continue;
        const key = `${use.start} ${JSON.stringify(use.use)}`;
        if (!uses.has(key)) uses.set(key, use);
        if (uses.size > MAX_USES) break;
      }
      if (work.left < 0 || uses.size > MAX_USES) {
        return { uses: [...uses.values()].slice(0, MAX_USES), incomplete: "more settings than are read in one file" };
      }
    }
    return { uses: [...uses.values()] };
  },
};

/** What one setting finds in a text by these keys of it. */
export function* usesOf(
  text: Text,
  setting: Setting,
  work: Work = { left: MAX_READ },
  keys: readonly string[] = setting.keys,
): Generator<ArtifactUse> {
  if (setting.beside && !setting.beside.some((other) => text.given.includes(other))) return;
  if (setting.anyCase) text.lower ??= text.given.toLowerCase();
  const searched = setting.anyCase ? (text.lower ?? "") : text.given;
  const shape = {
    ...setting,
    inline: (setting.inline ?? false) && setting.value !== "rest",
    anywhere: setting.inline ?? false,
    valueless: setting.value === "key",
  };
  const seen = new Set<number>();
  for (const given of keys) {
    const key = setting.anyCase ? given.toLowerCase() : given;
    for (const { spelled, parents } of spellings(key)) {
      for (const found of occurrences(searched, spelled, shape, work)) {
        if (parents.length > 0 && !isNestedIn(searched, found.start, parents, work)) continue;
        if (seen.has(found.start)) continue;
        seen.add(found.start);
        const value = setting.anyCase ? originalValue(text.given, found, searched) : found.value;
        text.references ??= new References(text.given, work);
        let block: string | undefined;
        for (const round of text.references.rounds(value, found.start)) {
          const read = usesIn(given, text.references.resolve(value, round), setting, found.blank);
          if (read.length === 0) continue;
          block ??= needsBlock(setting) ? blockAround(text.given, found.start, work) : "";
          if (setting.near && !isNear(block, setting.near)) break;
          const parameters = parametersIn(block, setting, text.references, work, round);
          for (const use of read) yield makeUse(text.given, setting, given, found, withParameters(use, parameters));
        }
      }
    }
  }
}

/** A dotted key as it is, and as its last part below the others. */
function spellings(key: string): readonly { readonly spelled: string; readonly parents: readonly string[] }[] {
  const parents = key.split(".");
  const last = parents.pop() ?? key;
  if (parents.length === 0 || last === "" || key.startsWith(".")) return [{ spelled: key, parents: [] }];
  const nested = { spelled: last, parents };
  return key.includes("*") ? [nested] : [{ spelled: key, parents: [] }, nested];
}

function needsBlock({ near, size, curve, hash }: Setting): boolean {
  return near !== undefined || size !== undefined || curve !== undefined || hash !== undefined;
}

function isNear(block: string, near: readonly string[]): boolean {
  const plain = squeezed(block);
  return near.some((each) => plain.includes(squeezed(each)));
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[\s"']+/g, "");
}

function parametersIn(
  block: string,
  setting: Setting,
  references: References,
  work: Work,
  round: Each | undefined,
): Parameters {
  const read = (keys: readonly string[] | undefined): string | undefined => {
    const value = keys && valueIn(block, keys, work);
    return value === undefined ? undefined : references.resolve(value, round);
  };
  return { size: read(setting.size), curve: read(setting.curve), hash: read(setting.hash) };
}

/** The value with its own letter case, where keys were searched without it. */
function originalValue(text: string, found: Occurrence, searched: string): string {
  const at = found.value === "" ? -1 : searched.indexOf(found.value, found.end);
  return at < 0 ? found.value : text.slice(at, at + found.value.length);
}

function makeUse(
  text: string,
  setting: Setting,
  key: string,
  { start, end }: Occurrence,
  use: AlgorithmUse,
): ArtifactUse {
  const lineStart = lineStartBefore(text, start, MAX_SNIPPET) ?? start;
  // the value behind a key that says all may be a secret
  const shown = setting.value === "key" ? end : end + MAX_SNIPPET;
  const line = text.slice(lineStart, shown).split("\n", 1)[0] ?? "";
  return {
    ruleId: setting.rule,
    use,
    operation:
      setting.operation === "unknown"
        ? (use.operation ?? OPERATIONS[lookup(use.name)?.primitive ?? ""] ?? "unknown")
        : setting.operation,
    ...(setting.purpose !== undefined && { purpose: setting.purpose }),
    usage: "configuration",
    start,
    end,
    confidence: "high",
    context: key,
    library: setting.rule.slice(0, setting.rule.indexOf(".")),
    snippet: line.trim().slice(0, MAX_SNIPPET),
  };
}
