/** JSON Schemas of what is counted over all repositories. */
import { VERDICTS } from "@pqc-audit/reports/history/model.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { INTERVALS } from "../query/trends.ts";
import { kindFilters, repositoryFilters } from "./finding-filters.ts";
import { count } from "./schemas.ts";

const worst = { type: "string", enum: SEVERITIES, description: "The most severe of its findings." } as const;

export const assetId = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", maxLength: 64, pattern: "^[A-Za-z0-9_-]+$", description: "Id of the asset." } },
} as const;

export const asset = {
  type: "object",
  required: [
    "id",
    "algorithm",
    "family",
    "purpose",
    "usage",
    "quantum",
    "classical",
    "findings",
    "repositories",
    "worst",
  ],
  properties: {
    id: { type: "string", description: "The same on every server, for the same fields below up to `classical`." },
    algorithm: { type: "string" },
    family: { type: "string" },
    purpose: { type: "string" },
    usage: { type: "string" },
    library: { type: "string" },
    keySize: count,
    curve: { type: "string" },
    quantum: { type: "string" },
    classical: { type: "string" },
    findings: { ...count, description: "Suppressed ones too, unless `suppressed=false` is asked." },
    repositories: count,
    worst,
    firstDeadline: {
      type: "object",
      required: ["mandate", "date"],
      description: "The earliest date by which one of its findings that is not suppressed has to be gone.",
      properties: { mandate: { type: "string" }, date: { type: "string", format: "date" } },
    },
  },
} as const;

export const assetInRepository = {
  type: "object",
  required: ["target", "scan", "findings", "worst"],
  properties: {
    target: { type: "string" },
    scan: { type: "string", description: "The newest of the repository." },
    findings: count,
    worst,
  },
} as const;

const counts = (description: string) => ({ type: "object", description, additionalProperties: count }) as const;
const eachOf = (names: readonly string[], description: string) =>
  ({
    type: "object",
    required: names,
    description,
    properties: Object.fromEntries(names.map((name) => [name, count])),
  }) as const;

export const overviewQuery = {
  type: "object",
  additionalProperties: false,
  properties: { ...kindFilters, ...repositoryFilters },
} as const;

export const totals = {
  findings: { ...count, description: "Not suppressed, as are all counts but `suppressed`." },
  suppressed: count,
  bySeverity: eachOf(SEVERITIES, "By severity."),
  byFamily: counts("By family, most first."),
  byQuantum: counts("By what a quantum computer does to it."),
  byScope: counts("By scope."),
  byVerdict: eachOf(VERDICTS, "What a quantum computer breaks, and what else is weak today."),
} as const;

export const overview = {
  type: "object",
  required: ["repositories", ...Object.keys(totals), "byTeam", "byDeadline"],
  properties: {
    repositories: {
      type: "object",
      required: ["scanned", "neverScanned", "incomplete"],
      properties: {
        scanned: { ...count, description: "Have a result, and are counted here." },
        neverScanned: {
          ...count,
          description: "Were submitted or are said something of, and have none; a few seconds old.",
        },
        incomplete: {
          ...count,
          description: "Those of them whose newest result lacks files that could not be scanned.",
        },
      },
    },
    ...totals,
    byTeam: {
      type: "array",
      description: "Teams of repositories with a result; most uses that a quantum computer breaks first.",
      items: {
        type: "object",
        required: ["repositories", "findings", "bySeverity", "byVerdict"],
        properties: {
          team: { type: "string", description: "Absent for repositories that are said to be of none." },
          repositories: count,
          findings: count,
          bySeverity: totals.bySeverity,
          byVerdict: totals.byVerdict,
        },
      },
    },
    byDeadline: {
      type: "array",
      description: "What ships, by mandate and date: earliest first. A finding counts with each of its deadlines.",
      items: {
        type: "object",
        required: ["mandate", "date", "findings", "repositories", "overdue"],
        properties: {
          mandate: { type: "string" },
          date: { type: "string", format: "date", description: "By when one has to act, where that is earlier." },
          findings: count,
          repositories: count,
          overdue: { type: "boolean", description: "The date has passed." },
        },
      },
    },
  },
} as const;

const day = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" } as const;

export const trendsQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...repositoryFilters,
    from: { ...day, description: "ISO date. Default: 90 days before `to`." },
    to: { ...day, description: "ISO date. Default: today." },
    interval: { type: "string", enum: INTERVALS, default: "day", description: "Weeks end on Sundays." },
  },
} as const;

export const trends = {
  type: "object",
  required: ["from", "to", "interval", "points"],
  properties: {
    from: { type: "string", format: "date" },
    to: { type: "string", format: "date" },
    interval: { type: "string", enum: INTERVALS },
    points: {
      type: "array",
      description: "Oldest first; each as it was at the end of its day (UTC).",
      items: {
        type: "object",
        required: ["date", "repositories", "uses", "byFamily"],
        properties: {
          date: { type: "string", format: "date" },
          repositories: { ...count, description: "Had been scanned by then." },
          uses: eachOf(VERDICTS, "Open uses. Suppressed ones count."),
          byFamily: {
            type: "object",
            required: VERDICTS,
            properties: Object.fromEntries(VERDICTS.map((verdict) => [verdict, counts("By family, most first.")])),
          },
        },
      },
    },
  },
} as const;
