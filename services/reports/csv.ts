/** One finding a row, for spreadsheets. */
import { type Cell, csvRow } from "./cells.ts";
import { writeChunks } from "./chunks.ts";
import { earliest } from "./grouping.ts";
import type { Finding } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";

export const writeCsv: WriteReport = (result, out) => writeChunks(rows(result), out);

const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : value ? "yes" : "no");

const COLUMNS: Readonly<Record<string, (finding: Finding) => Cell>> = {
  id: ({ id }) => id,
  severity: ({ severity }) => severity,
  algorithm: ({ algorithm }) => algorithm,
  family: ({ family }) => family,
  path: ({ path }) => path,
  line: ({ line }) => line,
  column: ({ column }) => column,
  quantum: ({ quantum }) => quantum,
  classical: ({ classical }) => classical,
  primitive: ({ primitive }) => primitive,
  operation: ({ operation }) => operation,
  purpose: ({ purpose }) => purpose,
  usage: ({ usage }) => usage,
  scope: ({ scope }) => scope,
  language: ({ language }) => language,
  library: ({ library }) => library,
  key_size: ({ keySize }) => keySize,
  curve: ({ curve }) => curve,
  mode: ({ mode }) => mode,
  padding: ({ padding }) => padding,
  protocol: ({ protocol }) => protocol,
  expires: ({ expires }) => expires,
  resolved: ({ resolved }) => yesNo(resolved),
  confidence: ({ confidence }) => confidence,
  replacement: ({ replacement }) => replacement?.algorithm,
  replacement_standard: ({ replacement }) => replacement?.standard,
  act_by: ({ deadlines }) => dayOf(earliest(deadlines)),
  mandate: ({ deadlines }) => earliest(deadlines)?.mandate,
  requirement: ({ deadlines }) => earliest(deadlines)?.requirement,
  overdue: ({ overdue }) => yesNo(overdue),
  baseline: ({ baseline }) => baseline,
  suppressed: ({ suppressed }) => yesNo(suppressed !== undefined),
  suppressed_reason: ({ suppressed }) => suppressed?.reason,
  suppressed_until: ({ suppressed }) => suppressed?.until,
  owners: ({ owners }) => owners?.join(" "),
  rule: ({ ruleId }) => ruleId,
  snippet: ({ snippet }) => snippet.trim(),
  state: ({ state }) => state,
  cause: ({ cause }) => cause,
  valid_from: ({ validFrom }) => validFrom,
  serial_number: ({ serialNumber }) => serialNumber,
};

function dayOf(deadline: Finding["deadlines"][number] | undefined): string | undefined {
  return deadline?.actBy ?? deadline?.date;
}

async function* rows({ findings }: ReportedResult): AsyncGenerator<string> {
  yield csvRow(Object.keys(COLUMNS));
  for await (const finding of findings) yield csvRow(Object.values(COLUMNS).map((cell) => cell(finding)));
}
