/** JSON Schemas of the migration plan and the forecast: what is told of them is in `reports/schemas/plan.schema.json` whole. */

import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { KIND_TITLES } from "@pqc-audit/reports/plan/work.ts";
import { WORK_KINDS } from "@pqc-audit/reports/plan/work-kind.ts";
import { count, judging, open, paging } from "./schemas.ts";

const text = { type: "string" } as const;
const day = { type: "string", format: "date" } as const;
const texts = { type: "array", items: text } as const;
const target = {
  type: "string",
  minLength: 1,
  maxLength: 2000,
  description: "Only this repository, as its scans name it, module by module.",
} as const;
const names = (description: string) =>
  ({
    type: "array",
    maxItems: 100,
    items: { type: "string", minLength: 1, maxLength: 500, pattern: "^[^\\x00]+$" },
    description,
  }) as const;
const team = names("Only repositories of these teams; may be repeated.");

export const planQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    ...judging,
    lead_months: {
      ...judging.lead_months,
      default: 0,
      description: "A deadline counts as passed so many months before.",
    },
    target,
    team,
    owner: names("Only what the repository's CODEOWNERS gives to these owners; needs `target`. May be repeated."),
    without: names("What is left if this repository, or module of `target`, moves; may be repeated."),
    depth: { type: "integer", minimum: 1, maximum: 20, default: 2, description: "Folders that make a module's name." },
    kind: {
      type: "array",
      maxItems: WORK_KINDS.length,
      items: { type: "string", enum: WORK_KINDS },
      description: "List only packages of these kinds; totals stay. May be repeated.",
    },
  },
} as const;

export const forecastQuery = {
  type: "object",
  additionalProperties: false,
  properties: { mandate: judging.mandate, target, team },
} as const;

const effort = {
  type: "object",
  required: ["low", "high"],
  description: "Hours of one person, between these.",
  properties: { low: { type: "number" }, high: { type: "number" } },
} as const;

const totals = {
  type: "object",
  required: ["packages", "findings", "overdue", "blocked", "effort", "byKind", "burnDown"],
  properties: {
    packages: count,
    findings: count,
    overdue: count,
    blocked: { ...count, description: "Findings that nothing is known to move to yet." },
    effort,
    byKind: {
      type: "object",
      description: Object.entries(KIND_TITLES)
        .map(([kind, title]) => `\`${kind}\`: ${title}`)
        .join("; "),
      additionalProperties: {
        type: "object",
        required: ["packages", "findings", "effort"],
        properties: { packages: count, findings: count, effort },
      },
    },
    burnDown: {
      type: "array",
      items: {
        type: "object",
        required: ["mandate", "steps"],
        properties: {
          mandate: text,
          steps: {
            type: "array",
            description: "What has to be gone by each date, and by those before.",
            items: {
              type: "object",
              required: ["date", "findings", "effort"],
              properties: { date: day, findings: count, effort },
            },
          },
        },
      },
    },
  },
} as const;

const place = {
  type: "object",
  required: ["id", "path", "line", "algorithm", "severity"],
  properties: { id: text, path: text, line: count, algorithm: text, severity: text },
} as const;

const workPackage = {
  type: "object",
  required: [
    "id",
    "order",
    "kind",
    "title",
    "repository",
    "module",
    "owners",
    "severity",
    "exposure",
    "overdue",
    "deadlines",
    "findings",
    "algorithms",
    "libraries",
    "moveTo",
    "top",
    "effort",
    "assumptions",
    "requires",
  ],
  properties: {
    id: { ...text, description: "The same in every plan as long as kind, repository, module and owners are." },
    order: { ...count, description: "1 is to be done first." },
    kind: { type: "string", enum: WORK_KINDS },
    title: text,
    repository: text,
    module: text,
    owners: texts,
    team: text,
    severity: { type: "string", enum: SEVERITIES },
    exposure: {
      type: "string",
      enum: ["today", "harvest", "forgery", "none"],
      description: "`harvest`: recorded today, decrypted once there is a quantum computer.",
    },
    confidentialityYears: count,
    due: day,
    overdue: { type: "boolean" },
    deadlines: {
      type: "array",
      items: {
        type: "object",
        required: ["mandate", "date", "requirement", "findings"],
        properties: { mandate: text, date: day, requirement: text, actBy: day, findings: count },
      },
    },
    findings: count,
    files: { ...count, description: "Only of one repository." },
    algorithms: {
      type: "object",
      required: ["named", "more"],
      properties: { named: { type: "object", additionalProperties: count }, more: count },
    },
    libraries: texts,
    moveTo: {
      type: "array",
      items: {
        type: "object",
        required: ["algorithm", "standard", "findings", "instead"],
        properties: {
          algorithm: text,
          standard: text,
          findings: count,
          instead: {
            type: "array",
            items: {
              type: "object",
              required: ["library", "code", "since", "source"],
              properties: { library: text, code: text, since: text, source: text },
            },
          },
        },
      },
    },
    top: { type: "array", items: place, description: "The most urgent places; only of one repository." },
    effort,
    assumptions: texts,
    requires: {
      type: "array",
      items: { type: "object", required: ["what"], properties: { package: text, what: text } },
    },
    blocked: {
      type: "object",
      required: ["findings", "reasons"],
      properties: { findings: count, reasons: texts },
    },
  },
} as const;

const accounted = ["findings", "planned", "suppressed", "definitions", "notShipped", "unclear", "inOrder"] as const;

export const plan = {
  type: "object",
  required: [
    "planVersion",
    "tool",
    "repositories",
    "today",
    "leadMonths",
    "incomplete",
    "accounted",
    "totals",
    "packages",
    "total",
    "page",
    "size",
    "pages",
  ],
  properties: {
    planVersion: text,
    tool: open("Name and version."),
    target: { type: "object", required: ["location"], properties: { location: text, commit: text } },
    repositories: count,
    today: day,
    leadMonths: count,
    filter: { type: "object", properties: { owners: texts, teams: texts } },
    incomplete: { type: "boolean", description: "Some files could not be scanned." },
    accounted: {
      type: "object",
      required: accounted,
      properties: Object.fromEntries(accounted.map((name) => [name, count])),
      description: "planned + suppressed + definitions + notShipped + unclear + inOrder = findings.",
    },
    totals,
    whatIf: {
      type: "object",
      required: ["without", "left"],
      properties: { without: texts, left: totals },
    },
    packages: { type: "array", items: workPackage, description: "Packages of this page, in the order of doing them." },
    total: count,
    page: count,
    size: count,
    pages: count,
  },
} as const;

const slope = { type: "number" } as const;

export const forecast = {
  type: "object",
  required: ["of", "repositories", "observations", "uses", "points", "trend", "milestones"],
  properties: {
    of: text,
    repositories: count,
    observations: count,
    from: day,
    to: day,
    uses: { ...count, description: "Uses that a quantum computer breaks, at the last observation." },
    points: {
      type: "array",
      items: { type: "object", required: ["date", "uses"], properties: { date: day, uses: count } },
    },
    trend: { type: "string", enum: ["falling", "rising", "none", "done"] },
    reason: { ...text, description: "Why there is no date." },
    perYear: {
      type: "object",
      required: ["low", "mid", "high"],
      description: "Change in a year, with an interval of 90 %.",
      properties: { low: slope, mid: slope, high: slope },
    },
    gone: {
      type: "object",
      required: ["earliest", "expected"],
      description: "When nothing is left if it goes on so; `latest` is absent where it may take longer than a century.",
      properties: { earliest: day, expected: day, latest: day },
    },
    milestones: {
      type: "array",
      items: {
        type: "object",
        required: ["mandate", "date", "requirement", "state"],
        properties: {
          mandate: text,
          date: day,
          requirement: text,
          state: { type: "string", enum: ["done", "on-time", "at-risk", "late", "unknown"] },
          lateDays: count,
          left: { ...count, description: "Uses that are expected to be left then." },
        },
      },
    },
  },
} as const;
