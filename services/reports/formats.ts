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
  html: async () => (await import("./html/html.ts")).writeHtml,
  sarif: async () => (await import("./sarif.ts")).writeSarif,
  cbom: async () => (await import("./cyclonedx/cyclonedx.ts")).writeCbom17,
  "cbom-1.6": async () => (await import("./cyclonedx/cyclonedx.ts")).writeCbom16,
  "cbom-1.7": async () => (await import("./cyclonedx/cyclonedx.ts")).writeCbom17,
  openvex: async () => (await import("./openvex.ts")).writeOpenvex,
  spdx: async () => (await import("./spdx.ts")).writeSpdx,
} satisfies Record<string, () => Promise<WriteReport>>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** Of a file with a report: what its name ends in, and its media type. */
export const ENDINGS: Readonly<Record<Format, { readonly ending: string; readonly type: string }>> = {
  text: { ending: ".txt", type: "text/plain; charset=utf-8" },
  json: { ending: ".json", type: "application/json; charset=utf-8" },
  ndjson: { ending: ".ndjson", type: "application/x-ndjson; charset=utf-8" },
  baseline: { ending: ".baseline.json", type: "application/json; charset=utf-8" },
  csv: { ending: ".csv", type: "text/csv; charset=utf-8" },
  markdown: { ending: ".md", type: "text/markdown; charset=utf-8" },
  junit: { ending: ".junit.xml", type: "application/xml; charset=utf-8" },
  gitlab: { ending: ".gl-code-quality.json", type: "application/json; charset=utf-8" },
  cbom: { ending: ".cdx.json", type: "application/vnd.cyclonedx+json; version=1.7" },
  "cbom-1.6": { ending: ".cdx.json", type: "application/vnd.cyclonedx+json; version=1.6" },
  "cbom-1.7": { ending: ".cdx.json", type: "application/vnd.cyclonedx+json; version=1.7" },
  openvex: { ending: ".openvex.json", type: "application/json; charset=utf-8" },
  spdx: { ending: ".spdx.json", type: "application/ld+json; charset=utf-8" },
  html: { ending: ".html", type: "text/html; charset=utf-8" },
  sarif: { ending: ".sarif", type: "application/sarif+json; charset=utf-8" },
};
