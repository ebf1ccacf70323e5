/** `npm run precision:figures`: the tables of the README beside this, from the committed lists. */
import { readdirSync, readFileSync } from "node:fs";
import { CLAIMS, type Figure, figuresBy, interval, type List, parseList, rowsOf, verdictOf } from "./list.ts";

const DRAWS = new URL("draws/", import.meta.url);

/** By the name of their file, the oldest first. */
export function draws(): ReadonlyMap<string, List> {
  const names = readdirSync(DRAWS).filter((name) => name.endsWith(".yaml"));
  return new Map(names.sort().map((name) => [name, parseList(readFileSync(new URL(name, DRAWS), "utf8"))]));
}

/** Markdown; the README holds it between its own words, and a test keeps the two together. */
export function tables(list: List): readonly string[] {
  const rows = rowsOf(list);
  const right = rows.filter(({ verdict }) => verdict === "right").length;
  const untrue = CLAIMS.map((claim) => `${claim} ${rows.filter((row) => row.untrue?.includes(claim)).length}`);
  return [
    `Right in algorithm, usage and scope: ${shown({ right, all: rows.length })}. Untrue: ${untrue.join(", ")}.`,
    table(
      "confidence",
      figuresBy(rows, (row) => row.confidence),
    ),
    table(
      "confidence, algorithm alone",
      figuresBy(
        rows.map((row) => ({ ...row, verdict: verdictOf(row.untrue?.includes("algorithm") ? ["algorithm"] : []) })),
        (row) => row.confidence,
      ),
    ),
    table(
      "usage",
      figuresBy(rows, (row) => row.usage),
    ),
    table(
      "scope",
      figuresBy(rows, (row) => row.scope),
    ),
    table(
      "language or format",
      figuresBy(rows, (row) => row.language),
    ),
    table(
      "repository",
      figuresBy(rows, ({ of }) => `${of.repository} (${of.language})`),
    ),
    table(
      "repository scanned before",
      figuresBy(rows, ({ of }) => (of.known ? "yes, while models were written" : "never")),
    ),
  ];
}

function table(heading: string, figures: readonly Figure[]): string {
  const cells = [
    [heading, "right", "of", "share", "95 % interval"],
    ...figures.map((figure) => {
      const [low, high] = interval(figure);
      return [
        figure.group,
        `${figure.right}`,
        `${figure.all}`,
        percent(figure.right / figure.all),
        `${percent(low)} – ${percent(high)}`,
      ];
    }),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function shown(figure: { readonly right: number; readonly all: number }): string {
  const [low, high] = interval(figure);
  return `${figure.right} of ${figure.all}, ${percent(figure.right / figure.all)} (95 % interval ${percent(low)} – ${percent(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

if (import.meta.main) {
  for (const [name, list] of draws()) console.log([`### ${name}`, ...tables(list), ""].join("\n\n"));
}
