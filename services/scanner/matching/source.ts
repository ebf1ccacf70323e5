/** From the bytes of one source file to its facts: decode, second filter, parse, match. */
import { isUtf8 } from "node:buffer";
import type { Wanted } from "../artifacts/artifact.ts";
import type { Fact } from "../fact.ts";
import { refine } from "../kinds.ts";
import { type Block, blocksWithout, missedIn } from "../languages/blocks.ts";
import { type Budget, budgetOf } from "../languages/budget.ts";
import { loadGrammar, parse } from "../languages/grammars.ts";
import type { Language } from "../languages/language.ts";
import type { Model } from "../models/model.ts";
import { type ActiveModels, activate, candidates } from "./candidates.ts";
import { matchFile } from "./match.ts";

/** Active sets by the numbers of their models: files of one project open the same few. Bounded. */
const activeSets = new Map<string, ActiveModels>();
const MAX_ACTIVE_SETS = 512;
/** Of every model that was met; another catalogue may have another model of the same rule. */
const numbers = new WeakMap<Model, number>();
let met = 0;

/** Sources that passed both filters. */
export interface Parsed {
  readonly files: number;
  /** Given to the parser: not what of a file is left out, twice what is parsed again. */
  readonly bytes: number;
}

/** Of one file; what is still asked for in vain then is parsed with all the rest. */
const PARSES_IN_PART = 3;

let parsed: Parsed = { files: 0, bytes: 0 };

/** By this thread, since it began. */
export function parsedSoFar(): Parsed {
  return parsed;
}

export interface SourceScan {
  readonly facts: readonly Fact[];
  readonly error?: string;
}

/** By models of the catalogue. */
export function scanSource(
  named: Language,
  bytes: Uint8Array,
  models: readonly Model[],
  libraryOf: (model: Model) => string,
  wanted?: Wanted,
): Promise<SourceScan> {
  return scanActive(named, bytes, activeFor(models), libraryOf, wanted);
}

export async function scanActive(
  named: Language,
  bytes: Uint8Array,
  active: ActiveModels,
  libraryOf: (model: Model) => string,
  wanted?: Wanted,
): Promise<SourceScan> {
  const whole = decode(bytes);
  const text = named.part ? named.part(whole) : whole;
  if (text === undefined) return { facts: [] };
  const offsets = within(wanted, bytes, whole, [...candidates(text, active, named)]);
  if (offsets.length === 0) return { facts: [] };
  parsed = { ...parsed, files: parsed.files + 1 };
  const language = refine(named, text);
  await loadGrammar(language);
  const heads = language.blockHeads;
  const aside = heads ? blocksWithout(text, heads, offsets) : [];
  const scanned = (without: readonly Block[], attempts: number): SourceScan => {
    const shown = without.reduce((left, { from, to }) => left - (to - from), text.length);
    parsed = { ...parsed, bytes: parsed.bytes + Math.round((bytes.length * shown) / text.length) };
    const tree = parse(language, text, without);
    if (!tree) return { facts: [], error: `the ${language.id} parser gave up after its budget of steps` };
    try {
      const file = language.open(text, tree);
      const budget = budgetOf(tree);
      const facts = matchFile(file, offsets, active, { language: language.id, libraryOf, budget, whole });
      const missed = missedIn(tree);
      if (missed.size === 0) return { facts, ...errorOf(budget) };
      return scanned(attempts > 1 ? without.filter((block) => !missed.has(block)) : [], attempts - 1);
    } finally {
      tree.delete();
    }
  };
  return scanned(aside, PARSES_IN_PART);
}

function errorOf(budget: Budget): { readonly error?: string } {
  if (budget.exhausted) return { error: "the file names more cryptography than one file may: not all was read" };
  return budget.listCut ? { error: "a list in the file is too long: not all of it was read" } : {};
}

function activeFor(models: readonly Model[]): ActiveModels {
  const key = models.map(numberOf).join();
  let active = activeSets.get(key);
  if (!active) {
    if (activeSets.size >= MAX_ACTIVE_SETS) activeSets.clear();
    active = activate(models);
    activeSets.set(key, active);
  }
  return active;
}

function numberOf(model: Model): number {
  let number = numbers.get(model);
  if (number === undefined) {
    number = met++;
    numbers.set(model, number);
  }
  return number;
}

/** Offsets of characters that stand at the wanted offsets of bytes; all of them where none are said. */
function within(
  wanted: Wanted | undefined,
  bytes: Uint8Array,
  text: string,
  offsets: readonly number[],
): readonly number[] {
  if (!wanted) return offsets;
  const characters = (end: number): number =>
    text.length === bytes.length ? end : decode(bytes.subarray(0, end)).length;
  const [from, to] = [characters(wanted.from), characters(wanted.to)];
  return offsets.filter((offset) => offset >= from && offset < to);
}

/** UTF-8 where it is valid, else Latin-1, which loses nothing of the ASCII that code is made of. */
export function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUtf8(buffer)) return buffer.toString("latin1");
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf
    ? buffer.toString("utf8", 3)
    : buffer.toString("utf8");
}
