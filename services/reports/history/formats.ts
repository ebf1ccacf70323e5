/** The formats of histories by the name they are asked for. A format is loaded only when it is wanted. */
import type { WriteHistory } from "./report.ts";

export const HISTORY_FORMATS = {
  text: async () => (await import("./text.ts")).writeHistoryText,
  json: async () => (await import("./json.ts")).writeHistoryJson,
  csv: async () => (await import("./csv.ts")).writeHistoryCsv,
  html: async () => (await import("./html.ts")).writeHistoryHtml,
} satisfies Record<string, () => Promise<WriteHistory>>;

export type HistoryFormat = keyof typeof HISTORY_FORMATS;
export const HISTORY_FORMAT_NAMES = Object.keys(HISTORY_FORMATS) as readonly HistoryFormat[];
