/** A committed list of findings that were drawn at random and read by hand: its shape, and what it amounts to. */
import { parse } from "yaml";

export const VERDICTS = ["right", "wrong"] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What a finding says and a reader can find untrue; of parameters also that one is missing though the file has it. A finding
 * is wrong where one of the first three is.
 */
export const CLAIMS = ["algorithm", "usage", "scope", "operation", "parameters"] as const;
export type Claim = (typeof CLAIMS)[number];

export function verdictOf(untrue: readonly Claim[]): Verdict {
  return untrue.some((claim) => CLAIMS.indexOf(claim) < 3) ? "wrong" : "right";
}

/** What is compared with the source; the code itself is not kept. */
export interface Row {
  readonly path: string;
  readonly line: number;
  readonly language: string;
  readonly rule: string;
  readonly algorithm: string;
  readonly usage: string;
  readonly operation: string;
  readonly scope: string;
  readonly confidence: string;
  readonly verdict: Verdict;
  /** Absent where every claim holds. */
  readonly untrue?: readonly Claim[];
  /** What the reader saw in the source, in words of their own. */
  readonly reason: string;
}

export interface Repository {
  readonly repository: string;
  readonly commit: string;
  /** The language most of it is written in. */
  readonly language: string;
  /** Whether anybody had scanned it to improve the scanner before the draw. */
  readonly known: boolean;
  /** All findings of the scan, of which the rows were drawn. */
  readonly population: number;
  readonly findings: readonly Row[];
}

export interface List {
  readonly seed: string;
  /** Commit of this repository, and the digest of its engine, that the findings are of. */
  readonly scanner: string;
  readonly engine: string;
  readonly repositories: readonly Repository[];
}

export interface Figure {
  readonly group: string;
  readonly right: number;
  readonly all: number;
}

/** The shape is checked by the test beside it, not here. */
export function parseList(text: string): List {
  return parse(text) as List;
}

export function rowsOf(list: List): readonly (Row & { readonly of: Repository })[] {
  return list.repositories.flatMap((of) => of.findings.map((row) => ({ ...row, of })));
}

/** Right and all by what `groupOf` says, the largest group first. */
export function figuresBy<T extends { readonly verdict: Verdict }>(
  rows: readonly T[],
  groupOf: (row: T) => string,
): readonly Figure[] {
  const groups = Map.groupBy(rows, groupOf);
  return [...groups]
    .map(([group, of]) => ({ group, right: of.filter(({ verdict }) => verdict === "right").length, all: of.length }))
    .sort((a, b) => b.all - a.all || (a.group < b.group ? -1 : 1));
}

/**
 * The interval that holds the true share in 95 of 100 such draws (Wilson's score interval, Journal of the American
 * Statistical Association 22, 1927), as fractions.
 */
export function interval({ right, all }: Pick<Figure, "right" | "all">): readonly [number, number] {
  const z = 1.959964;
  const share = right / all;
  const middle = share + (z * z) / (2 * all);
  const half = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  const whole = 1 + (z * z) / all;
  return [(middle - half) / whole, (middle + half) / whole];
}
