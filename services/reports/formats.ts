/** The formats by the name they are asked for. A format is loaded only when it is wanted. */
import type { WriteReport } from "./report.ts";

export const FORMATS = {
  text: async () => (await import("./text.ts")).writeText,
  json: async () => (await import("./json.ts")).writeJson,
  ndjson: async () => (await import("./ndjson.ts")).writeNdjson,
  baseline: async () => (await import("./baseline.ts")).writeBaseline,
  csv: async () => (await import("./csv.ts")).writeCsv,
  markdown: async () => (await import("./markdown.ts")).writeMarkdown,
  junit: async () => (await import("./junit.ts")).writeJunit,
  gitlab: async () => (await import("./gitlab.ts")).writeGitlab,
  sarif: async () => (await import("./sarif.ts")).writeSarif,
} satisfies Record<string, () => Promise<WriteReport>>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
