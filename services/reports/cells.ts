/** Cells of CSV (RFC 4180). No text is taken for a formula, as OWASP's page "CSV Injection" asks, and none moves a terminal's cursor. */
import { terminalText } from "./terminal.ts";

export type Cell = string | number | undefined;

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

/** Spreadsheets take what begins so for a formula, and run it; some of them in letters of double width too. */
const FORMULA = /^[\s"']{0,8}[=+\-@＝＋－＠]/;
/** Where a spreadsheet expects semicolons between cells, a new one begins within ours. */
const CELL_WITHIN = /;(?=[\s"']{0,8}[=+\-@＝＋－＠])/g;

function cellText(cell: Cell): string {
  if (cell === undefined || typeof cell === "number") return String(cell ?? "");
  const harmless = terminalText(cell.toWellFormed()).replace(CELL_WITHIN, ";'");
  const text = FORMULA.test(cell) || FORMULA.test(harmless) ? `'${harmless}` : harmless;
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
