/** JSON Schemas of what is told of repositories over time. */
import { VERDICTS } from "@pqc-audit/reports/history/model.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { criticalityFilter, factsTold, tagFilter, teamFilter } from "./facts-schemas.ts";
import { count, pageOf, paging, scan, summary, time } from "./schemas.ts";

const text = { type: "string", minLength: 1, maxLength: 500, pattern: "^[^\\x00]+$" } as const;
const target = {
  type: "string",
  minLength: 1,
  maxLength: 2000,
  description: "The repository as its scans name it.",
} as const;
const ref = {
  type: "string",
  minLength: 1,
  maxLength: 255,
  description: "Branch, tag or commit that was scanned by name. Where absent, HEAD, or the ref that was scanned last.",
} as const;

export const repositoriesQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    search: { ...text, description: "Only repositories whose name holds this, in capital letters or small ones." },
    team: teamFilter,
    tag: tagFilter,
    criticality: criticalityFilter,
  },
} as const;

export const repository = {
  type: "object",
  required: ["target", "refs", "facts", "scan"],
  properties: {
    target: { type: "string" },
    refs: { type: "array", items: { type: "string" }, description: "Refs that were scanned by name." },
    facts: { ...factsTold, description: "What people say of it." },
    scan: { ...scan, description: "The newest finished scan." },
  },
} as const;

export const historyQuery = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: { target, ref, ...paging },
} as const;

export const livesQuery = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: {
    target,
    ref,
    ...paging,
    state: { type: "string", enum: ["open", "closed"], description: "Only uses that are there, or that are gone." },
    rule: { ...text, description: "A rule's id, or what it begins with up to a dot: `java.jca`." },
    algorithm: { ...text, description: "`RSA-1024`." },
    family: { ...text, description: "`RSA`." },
    verdict: {
      type: "string",
      enum: VERDICTS,
      description: "Only uses that a quantum computer breaks, or others that are weak today.",
    },
  },
} as const;

const cause = {
  type: "string",
  enum: ["code", "ruleset"],
  description: "`ruleset`: in the same code, the rules of the scan before say otherwise.",
} as const;

const moment = {
  scan: { type: "string", description: "May have been deleted by now." },
  commit: { type: "string" },
  time: { ...time, description: "When the scan began." },
} as const;

const opened = {
  type: "object",
  required: ["scan", "time"],
  properties: {
    ...moment,
    before: { type: "boolean", description: "It was there with the first scan: it came with it or before." },
    cause,
  },
} as const;

export const introducedQuery = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: { target },
} as const;

export const introduced = {
  ...opened,
  required: ["id", "path", ...opened.required],
  description:
    "A server follows uses from scan to scan: the commit is that of the scan, and may hold the changes of several.",
  properties: {
    id: { type: "string" },
    path: { type: "string" },
    ...opened.properties,
    reopens: { type: "boolean", description: "The id had a life before." },
  },
} as const;

const closed = { type: "object", required: ["scan", "time", "cause"], properties: { ...moment, cause } } as const;

export const life = {
  type: "object",
  required: ["id", "ruleId", "algorithm", "family", "severity", "fingerprint", "path", "state", "opened"],
  additionalProperties: true,
  description:
    "A use from the scan that it came with to the scan that it was gone with; described as it was seen last.",
  properties: {
    id: { type: "string", description: "Of its findings." },
    ruleId: { type: "string" },
    algorithm: { type: "string" },
    family: { type: "string" },
    language: { type: "string" },
    library: { type: "string" },
    operation: { type: "string" },
    purpose: { type: "string" },
    usage: { type: "string" },
    quantum: { type: "string" },
    classical: { type: "string" },
    verdict: { type: "string", enum: VERDICTS, description: "Absent where it may stay." },
    severity: { type: "string", enum: SEVERITIES },
    fingerprint: { type: "string" },
    path: { type: "string", description: "Where it is, or was last." },
    state: { type: "string", enum: ["open", "closed"] },
    opened,
    closed,
    reopens: { type: "boolean", description: "The id had a life before." },
  },
} as const;

export const point = {
  type: "object",
  required: ["scan", "time", "complete", "summary", "uses", "changes"],
  properties: {
    ...moment,
    complete: { type: "boolean", description: "Every file could be scanned." },
    summary,
    uses: {
      type: "object",
      description: "Uses that are open from this scan to the next, by verdict and family. Suppressed ones count.",
      additionalProperties: { type: "object", additionalProperties: count },
    },
    changes: scan.properties.changes,
  },
} as const;

const ofRepository = { target: { type: "string" }, ref: { type: "string" } } as const;

/** A page of what one track holds. */
export const trackPage = (item: object, description: string) => {
  const page = pageOf(item, description);
  return {
    ...page,
    required: [...page.required, "target"],
    properties: { ...ofRepository, ...page.properties },
  } as const;
};

export const fixedQuery = { type: "object", additionalProperties: false, properties: paging } as const;
