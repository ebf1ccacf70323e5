/** How a fact came about, for those who ask: what the model reads at the site, and the assignments that led to it. */

import type { Node } from "web-tree-sitter";
import type { Fact } from "../fact.ts";
import { readingOf, refine } from "../kinds.ts";
import { loadGrammar, parse } from "../languages/grammars.ts";
import type { Site, SourceFile, Value } from "../languages/language.ts";
import { witness } from "../languages/witness.ts";
import type { Model, ParameterSource } from "../models/model.ts";
import { spellings, valuesAt } from "./arguments.ts";
import { activate, candidates, namesOf } from "./candidates.ts";
import { lastSegment } from "./segments.ts";
import { decode } from "./source.ts";

export interface Step {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export interface Read {
  /** `algorithm`, `keySize`, `curve` … */
  readonly what: string;
  /** Where the model looks, as it writes it: `0|name`. */
  readonly from: string;
  /** As the value is spelled, or why it cannot be told. */
  readonly value: string;
  /** Definitions the value was taken from, nearest first. */
  readonly steps: readonly Step[];
}

export interface Trace {
  /** Qualified name the site was resolved to. */
  readonly name: string;
  readonly reads: readonly Read[];
}

type Place = Pick<Fact, "line" | "column">;

const MAX_STEPS = 12;
const MAX_TEXT = 120;

/** Undefined where the content has no site of this model there: it is not what was scanned. */
export async function traceOf(bytes: Uint8Array, kind: string, model: Model, place: Place): Promise<Trace | undefined> {
  const reading = readingOf(kind, bytes);
  if (reading.as !== "language") return undefined;
  const text = decode(bytes);
  const offsets = [...candidates(text, activate([model]), reading.language)];
  const language = refine(reading.language, text);
  await loadGrammar(language);
  const tree = parse(language, text);
  if (!tree) return undefined;
  try {
    const file = language.open(text, tree);
    const wanted = new Set(namesOf(model).map(lastSegment));
    for (const offset of offsets) {
      const site = file.siteAt(offset);
      const name = site?.names.find((each) => wanted.has(lastSegment(each)) || wanted.has("*"));
      if (site && name !== undefined && standsAt(site, text, offset, place))
        return { name, reads: readsOf(file, site, model) };
    }
    return undefined;
  } finally {
    tree.delete();
  }
}

/** A finding begins at its site, or at the name where a chain of calls stands before it. */
function standsAt(site: Site, text: string, offset: number, { line, column }: Place): boolean {
  const { row, column: at } = site.node.startPosition;
  if (row + 1 === line && at + 1 === column) return true;
  const before = text.slice(0, offset);
  return before.split("\n").length === line && offset - before.lastIndexOf("\n") === column;
}

const PARAMETERS = ["keySize", "curve", "mode", "padding", "hash", "protocol"] as const;

function readsOf(file: SourceFile, site: Site, model: Model): Read[] {
  const sources: [string, Pick<ParameterSource & { from?: string }, "from">][] = [
    ["algorithm", model.algorithm as { from?: string }],
  ];
  for (const what of PARAMETERS) {
    const source = model[what];
    if (source && "from" in source) sources.push([what, source]);
  }
  return sources.flatMap(([what, { from }]) => (from === undefined ? [] : [readOne(file, site, what, from)]));
}

function readOne(file: SourceFile, site: Site, what: string, from: string): Read {
  const seen: Node[] = [];
  witness.saw = (by) => {
    if (seen.length < MAX_STEPS && !seen.some((each) => each.id === by.id)) seen.push(by);
  };
  try {
    const values = valuesAt(file, site, from);
    const value = values.length === 0 ? "left out" : values.map(told).join(", ");
    return { what, from, value, steps: seen.map(stepOf) };
  } finally {
    witness.saw = undefined;
  }
}

function stepOf(by: Node): Step {
  const text = by.text.replace(/\s+/g, " ").trim();
  return { line: by.startPosition.row + 1, text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text };
}

function told(value: Value): string {
  switch (value.kind) {
    case "choice":
      return `one of ${value.values.map(told).join(", ")}`;
    case "unknown":
      return "decided at run time, or in another file";
    case "none":
      return "nothing";
    case "list":
      return `a list of ${value.items.slice(0, MAX_STEPS).map(told).join(", ")}`;
    case "object":
      return "an object";
    case "string":
      return JSON.stringify(value.text.slice(0, MAX_TEXT));
    default:
      return spellings(value)[0] ?? "unknown";
  }
}
