/** JSON Schemas of what is told of units, the queue and the workers. */
import { PRIORITIES } from "../ledger/scans.ts";
import { ACTIVE_SCANS, UNIT_STEPS } from "../ledger/transitions.ts";
import { UNSCANNED } from "../query/quarantine.ts";
import { depth } from "./event-schemas.ts";
import { count, pageOf, paging, time } from "./schemas.ts";

const UNIT_STATES = Object.keys(UNIT_STEPS);
const text = { type: "string" } as const;

export const unitsQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    state: {
      type: "array",
      maxItems: UNIT_STATES.length,
      items: { type: "string", enum: UNIT_STATES },
      description: "Only these; may be repeated.",
    },
  },
} as const;

export const unit = {
  type: "object",
  required: ["id", "state", "bytes", "attempts", "failures", "starts"],
  properties: {
    id: text,
    state: { type: "string", enum: UNIT_STATES },
    bytes: count,
    contents: { ...count, description: "Absent where an older release planned it." },
    attempts: { ...count, description: "How often it was published." },
    failures: { ...count, description: "How often a worker reported that it failed." },
    starts: { ...count, description: "How often it was begun." },
    worker: { ...text, description: "Who began it last." },
    parent: { ...text, description: "The unit it was split or taken over from." },
    publishedAt: time,
    startedAt: time,
    finishedAt: time,
    error: text,
  },
} as const;

export const quarantineQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    status: {
      type: "array",
      maxItems: UNSCANNED.length,
      items: { type: "string", enum: UNSCANNED },
      description: "Only these; may be repeated.",
    },
  },
} as const;

export const unscannedFile = {
  type: "object",
  required: ["scan", "target", "path", "status", "message", "finishedAt"],
  properties: {
    scan: text,
    target: text,
    ref: text,
    path: text,
    status: { type: "string", enum: UNSCANNED },
    message: { type: "string", description: "The reason." },
    finishedAt: time,
  },
} as const;

const waitingScan = {
  type: "object",
  required: ["id", "target", "state", "priority", "createdAt", "planned", "published", "started"],
  properties: {
    id: text,
    target: text,
    ref: text,
    state: { type: "string", enum: ACTIVE_SCANS },
    priority: { type: "string", enum: PRIORITIES },
    createdAt: time,
    planned: count,
    published: count,
    started: count,
    ranges: {
      type: "object",
      required: ["all", "planned"],
      description: "Of a tree that was cut.",
      properties: { all: count, planned: count },
    },
  },
} as const;

const waiting = pageOf(waitingScan, "Scans that are not final, in the order in which they are taken.");
export const queue = {
  ...waiting,
  required: [...waiting.required, "depth", "heads"],
  properties: {
    ...waiting.properties,
    depth,
    heads: { ...count, description: "Repositories whose head is still to be looked at." },
  },
} as const;

export const workersQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    minutes: {
      type: "integer",
      minimum: 1,
      maximum: 1440,
      default: 10,
      description: "Who began a unit within so long.",
    },
  },
} as const;

export const worker = {
  type: "object",
  required: ["id", "engine", "begun", "done", "failed", "running", "lastSeen"],
  properties: {
    id: text,
    engine: { ...text, description: "Digest of the engine that its newest unit is for." },
    begun: count,
    done: count,
    failed: { ...count, description: "Reported as failed, or given back." },
    running: { ...count, description: "Begun and not ended, as far as the ledger knows." },
    lastSeen: { ...time, description: "When it last began or ended a unit." },
  },
} as const;
