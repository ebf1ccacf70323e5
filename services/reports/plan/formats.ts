/** The formats of migration plans by the name they are asked for. A format is loaded only when it is wanted. */
import type { WritePlan } from "./report.ts";

export const PLAN_FORMATS = {
  text: async () => (await import("./text.ts")).writePlanText,
  json: async () => (await import("./json.ts")).writePlanJson,
  markdown: async () => (await import("./markdown.ts")).writePlanMarkdown,
  csv: async () => (await import("./csv.ts")).writePlanCsv,
} satisfies Record<string, () => Promise<WritePlan>>;

export type PlanFormat = keyof typeof PLAN_FORMATS;
export const PLAN_FORMAT_NAMES = Object.keys(PLAN_FORMATS) as readonly PlanFormat[];
