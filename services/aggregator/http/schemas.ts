/** JSON Schemas of requests and answers: what is validated is what the OpenAPI document says. */
import type { FileError } from "@pqc-audit/reports/model/finding.ts";
import { PRIORITIES } from "../ledger/scans.ts";
import { ACTIVE_SCANS, FINAL_SCANS } from "../ledger/transitions.ts";
import { FINDING_STATES } from "../lives/changes.ts";
import { errorSchema } from "./errors.ts";

const FILE_ERRORS: readonly FileError["status"][] = ["malformed", "failed", "quarantined"];
export const time = { type: "string", format: "date-time" } as const;
export const count = { type: "integer", minimum: 0 } as const;
/** Answers are built here, so their free-form parts are described, not checked again. */
export const open = (description: string) => ({ type: "object", additionalProperties: true, description }) as const;

export const scanId = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", maxLength: 64, pattern: "^[A-Za-z0-9_-]+$", description: "Id of the scan." } },
} as const;

const repository = {
  target: { type: "string", minLength: 1, maxLength: 2000, description: "URL of a git repository." },
  ref: {
    type: "string",
    minLength: 1,
    maxLength: 255,
    pattern: "^[^-\\s\\x00-\\x1f\\x7f][^\\s\\x00-\\x1f\\x7f]*$",
    description: "Branch, tag or commit; the remote's HEAD where absent.",
  },
} as const;

const paths = {
  include: { type: "array", maxItems: 200, items: { type: "string", minLength: 1, maxLength: 512 }, default: [] },
  exclude: { type: "array", maxItems: 200, items: { type: "string", minLength: 1, maxLength: 512 }, default: [] },
  lfs: {
    type: "boolean",
    default: false,
    description: "Scan the contents behind pointers of Git LFS too, of git repositories over https.",
  },
} as const;

export const submission = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: {
    ...repository,
    ...paths,
    priority: { type: "string", enum: PRIORITIES, default: "on-demand" },
  },
} as const;

export const headRequests = {
  type: "object",
  required: ["repositories"],
  additionalProperties: false,
  properties: {
    repositories: {
      type: "array",
      minItems: 1,
      maxItems: 1000,
      items: { type: "object", required: ["target"], additionalProperties: false, properties: repository },
    },
    ...paths,
    run: {
      type: "string",
      minLength: 1,
      maxLength: 64,
      description: "As an earlier answer gave it: these belong to the same schedule and are counted with it.",
    },
  },
} as const;

export const headsRequested = {
  type: "object",
  required: ["accepted", "run"],
  properties: {
    accepted: { ...count, description: "Repositories that are looked at; one named twice is one." },
    run: { type: "string", description: "Ask /api/v1/heads/{run} what came of them." },
  },
} as const;

export const headRunTold = {
  type: "object",
  required: ["asked", "waiting", "unchanged", "changed", "unread", "elsewhere"],
  properties: {
    asked: { ...count, description: "Repositories named." },
    waiting: { ...count, description: "Not looked at yet." },
    unchanged: { ...count, description: "Not scanned: a scan would find the same again." },
    changed: {
      ...count,
      description: "Scanned: the head has moved, or no complete scan of this engine and policy stands.",
    },
    unread: { ...count, description: "Scanned because the head could not be looked at, so that the scan says why." },
    elsewhere: { ...count, description: "Named again before they were looked at, and counted there." },
  },
} as const;

export const submitted = {
  type: "object",
  required: ["id", "state", "joined"],
  properties: {
    id: { type: "string" },
    state: { type: "string" },
    joined: { type: "boolean", description: "True where the same scan was under way already." },
  },
} as const;

export const removal = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: {
    target: { type: "string", minLength: 1, maxLength: 2000, description: "The repository as its scans name it." },
  },
} as const;

export const removed = {
  type: "object",
  required: ["target", "scans"],
  properties: { target: { type: "string" }, scans: { ...count, description: "Scans that are being deleted." } },
} as const;

const counts = (description: string) => ({ type: "object", additionalProperties: count, description }) as const;

const coverage = {
  ...open("present = scanned + skipped + failed + quarantined."),
  required: ["present", "scanned", "skipped", "failed", "quarantined"],
  properties: {
    present: count,
    scanned: count,
    skipped: counts("Files by the reason why they were not scanned."),
    failed: count,
    quarantined: count,
  },
} as const;

export const summary = {
  ...open("Findings by severity, family and quantum verdict."),
  required: ["findings", "bySeverity", "byFamily", "byQuantum", "unresolved", "suppressed"],
  properties: {
    findings: count,
    bySeverity: counts("Findings of each severity."),
    byFamily: counts("Findings of each family of algorithms."),
    byQuantum: counts("Findings by what a quantum computer does to them."),
    unresolved: { ...count, description: "Uses whose algorithm is decided at run time." },
    suppressed: count,
  },
} as const;

const progress = {
  ...open("Units and files so far; of one scan only."),
  required: ["sealed", "files", "units", "unitsDone", "unitsByState", "contents", "contentsDone", "bytes", "bytesDone"],
  properties: {
    sealed: { type: "boolean", description: "The whole tree is planned: from then on `files` does not grow." },
    files: { ...count, description: "Paths planned or skipped so far." },
    units: count,
    unitsDone: count,
    unitsByState: counts("Units in each state."),
    contents: { ...count, description: "In these units; what is known already needs none." },
    contentsDone: count,
    bytes: count,
    bytesDone: count,
    throughput: {
      type: "object",
      required: ["contentsPerSecond", "bytesPerSecond"],
      description: "Over the last seconds, by all workers; absent once the scan is final.",
      properties: { contentsPerSecond: count, bytesPerSecond: count },
    },
  },
} as const;

const changes = {
  type: "object",
  required: ["ruleset", "new", "existing", "reopened", "fixed", "unseen", "byRuleset"],
  description:
    "Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended.",
  properties: {
    since: {
      type: "object",
      required: ["scan"],
      description:
        "What it was compared with: the scan before of the same ref and options, else the newest of another.",
      properties: { scan: { type: "string" }, commit: { type: "string" }, ref: { type: "string" } },
    },
    ruleset: { type: "boolean", description: "It was made by other rules." },
    new: count,
    existing: count,
    reopened: { ...count, description: "Were gone, and are back." },
    fixed: { ...count, description: "Are gone. None where it was compared with another ref or other options." },
    unseen: { ...count, description: "Known uses in files that could not be scanned; they are not fixed." },
    byRuleset: {
      type: "object",
      required: ["new", "reopened", "fixed"],
      description: "How many of them because the rules changed, not the code.",
      properties: { new: count, reopened: count, fixed: count },
    },
  },
} as const;

export const scan = {
  type: "object",
  required: ["id", "state", "target", "priority", "requesters", "createdAt"],
  additionalProperties: true,
  properties: {
    id: { type: "string" },
    state: { type: "string", enum: [...ACTIVE_SCANS, ...FINAL_SCANS] },
    target: { type: "string" },
    ref: { type: "string" },
    commit: { type: "string" },
    priority: { type: "string", enum: PRIORITIES },
    requesters: count,
    createdAt: time,
    startedAt: time,
    finishedAt: time,
    checkedAt: { ...time, description: "When its ref was last seen to stand at its commit still." },
    error: { type: "string" },
    digest: { type: "string", description: "SHA-256 over the findings: equal for equal results everywhere." },
    coverage,
    summary,
    changes,
    progress,
  },
} as const;

export const cancelled = {
  type: "object",
  required: ["id", "state", "requesters"],
  properties: {
    id: { type: "string" },
    state: { type: "string" },
    requesters: { ...count, description: "Requests that still stand; the scan ends with the last one." },
  },
} as const;

export const paging = {
  page: { type: "integer", minimum: 1, maximum: 1_000_000_000, default: 1 },
  size: { type: "integer", minimum: 1, maximum: 1000, default: 50 },
} as const;

export const listQuery = { type: "object", additionalProperties: false, properties: paging } as const;

export const judging = {
  mandate: {
    type: "array",
    maxItems: 50,
    items: { type: "string", minLength: 1, maxLength: 500, pattern: "^[a-z0-9.,-]+$" },
    description:
      "Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas.",
  },
  lead_months: {
    type: "integer",
    minimum: 0,
    maximum: 1200,
    description: "Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months.",
  },
} as const;

export const resultQuery = { type: "object", additionalProperties: false, properties: judging } as const;

export const fileError = {
  type: "object",
  required: ["path", "status", "message"],
  properties: {
    path: { type: "string" },
    status: { type: "string", enum: FILE_ERRORS, description: "A malformed file was scanned, the others were not." },
    message: { type: "string", description: "The reason." },
  },
} as const;

export const fileErrorsQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    status: {
      type: "array",
      maxItems: FILE_ERRORS.length,
      items: { type: "string", enum: FILE_ERRORS },
      description: "Only these; may be repeated.",
    },
  },
} as const;

export const noQuery = { type: "object", additionalProperties: false, properties: {} } as const;

export const pageOf = (item: object, description: string) =>
  ({
    type: "object",
    required: ["results", "total", "page", "size", "pages"],
    properties: {
      results: { type: "array", items: item, description },
      total: count,
      page: count,
      size: count,
      pages: count,
    },
  }) as const;

/** The same for what can be gone through with `after` too. */
export const keyedPageOf = (item: object, description: string) => {
  const page = pageOf(item, description);
  const next = { type: "string", description: "`after` of the next page; absent at the end." } as const;
  return { ...page, properties: { ...page.properties, next } } as const;
};

export const finding = {
  type: "object",
  required: ["id"],
  additionalProperties: true,
  description: "A finding, as in the result of `pqc-audit scan --format json`, and what it is against the scan before.",
  properties: {
    id: { type: "string", description: "Stays with the use from scan to scan." },
    state: { type: "string", enum: FINDING_STATES, description: "Absent where the scan was compared with no other." },
    cause: {
      type: "string",
      enum: ["code", "ruleset"],
      description:
        "Why it came, where there was a scan before. `ruleset`: that scan's rules do not find it in this code.",
    },
  },
} as const;

/** A finding among those of other repositories. */
export const findingAnywhere = {
  ...finding,
  required: ["id", "target", "scan"],
  properties: {
    ...finding.properties,
    target: { type: "string", description: "The repository." },
    scan: { type: "string", description: "The scan that found it." },
  },
} as const;
export const result = open("The whole result, as `pqc-audit scan --format json` prints it.");

/** The answers of a route that are no success, all of one shape. */
export function failuresOf(...statuses: readonly number[]): Record<number, typeof errorSchema> {
  return Object.fromEntries(statuses.map((status) => [status, errorSchema]));
}
