/**
 * Texts on which a regular expression that is searched for begins again and again: what must stand before one of its
 * repetitions, repeated. Such a search is quadratic where each beginning reads to the end of the text and then fails.
 */
import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import type { Alternative, CharacterClass, CharacterSet, Element } from "@eslint-community/regexpp/ast";

/** Characters of a text: linear work takes well below a millisecond on each, quadratic a second. */
const LENGTH = 50_000;

export function pumpedTexts(source: string, flags: string): readonly string[] {
  const unicode = flags.includes("u");
  const pattern = new RegExpParser().parsePattern(source, undefined, undefined, { unicode });
  const units = new Set<string>();
  visitRegExpAST(pattern, {
    onQuantifierEnter(quantifier) {
      if (quantifier.max !== Number.POSITIVE_INFINITY) return;
      const before = beforeOf(quantifier);
      units.add(before);
      units.add(before + sampleOf(quantifier.element));
      units.add(sampleOf(quantifier.element));
      units.add(`${before}${sampleOf(quantifier.element)}\n`);
      // A word and what ends it, where both may be repeated: `\b` begins anew at each.
      units.add(mixtureOf(quantifier.element));
    },
  });
  return [...units].filter((unit) => unit !== "").map((unit) => unit.repeat(LENGTH / unit.length));
}

/** What stands before an element, up to the beginning of the expression. */
function beforeOf(element: Element): string {
  let text = "";
  for (let node: Element = element; ; ) {
    const alternative = node.parent;
    if (alternative.type === "Quantifier") {
      node = alternative;
      continue;
    }
    if (alternative.type !== "Alternative") return text;
    text = sampled(alternative.elements.slice(0, alternative.elements.indexOf(node))) + text;
    if (alternative.parent.type === "Pattern") return text;
    node = alternative.parent as Element;
  }
}

const sampled = (elements: readonly Element[]): string => elements.map(sampleOf).join("");

/** Something that the element matches, as short as can be. */
function sampleOf(element: Element): string {
  switch (element.type) {
    case "Character":
      return String.fromCodePoint(element.value);
    case "CharacterSet":
      return ofSet(element);
    case "CharacterClass":
      return ofClass(element);
    case "CapturingGroup":
    case "Group":
      return ofAlternatives(element.alternatives);
    case "Quantifier":
      return sampleOf(element.element).repeat(Math.min(element.min, 100));
    default:
      return "";
  }
}

function ofAlternatives(alternatives: readonly Alternative[]): string {
  const samples = alternatives.map(({ elements }) => sampled(elements));
  return samples.find((sample) => sample !== "") ?? "";
}

function ofSet(set: CharacterSet): string {
  if (set.kind === "any") return "a";
  if (set.kind === "digit") return set.negate ? "a" : "1";
  if (set.kind === "space") return set.negate ? "a" : " ";
  return set.kind === "word" && set.negate ? "-" : "a";
}

const CANDIDATES = [
  "a",
  "1",
  " ",
  "-",
  "_",
  "x",
  "B",
  ".",
  ",",
  "\n",
  "\t",
  "/",
  "*",
  "(",
  ")",
  '"',
  "'",
  "{",
  "}",
  "#",
];

function ofClass(element: CharacterClass): string {
  return acceptedBy(element)[0] ?? "a";
}

function acceptedBy({ raw }: CharacterClass): readonly string[] {
  const one = new RegExp(raw);
  return CANDIDATES.filter((candidate) => one.test(candidate));
}

function mixtureOf(element: Element): string {
  if (element.type !== "CharacterClass") return "";
  const accepted = acceptedBy(element);
  const [word, other] = [accepted.find((each) => /\w/.test(each)), accepted.find((each) => /\W/.test(each))];
  return word !== undefined && other !== undefined ? word + other : "";
}
