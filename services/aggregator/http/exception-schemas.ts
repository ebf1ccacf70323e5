/** JSON Schemas of exceptions. */
import { EXCEPTION_STATES } from "../exceptions/exceptions.ts";
import { paging, time } from "./schemas.ts";

const text = { type: "string", minLength: 1, maxLength: 500, pattern: "^[^\\x00-\\x1f\\x7f]+$" } as const;
const reason = { type: "string", minLength: 3, maxLength: 2000, pattern: "^[^\\x00]*\\S[^\\x00]*$" } as const;
const target = {
  type: "string",
  minLength: 1,
  maxLength: 2000,
  description: "The repository as its scans name it; every repository where absent.",
} as const;

const said = {
  target,
  finding: { ...text, maxLength: 100, description: "Id of a finding of the target." },
  rule: { ...text, description: "A rule's id, or what it begins with up to a dot: `java.jca`." },
  algorithm: { ...text, description: "`RSA-1024`." },
  family: { ...text, description: "`RSA`." },
  filePattern: {
    ...text,
    maxLength: 256,
    description: "Glob over the path (`src/**/*.java`), or over the file name where it holds no `/` (`*.java`).",
  },
  reason: { ...reason, description: "Why it is acceptable; stands with each finding that it is for." },
  until: { type: "string", format: "date", description: "The last day on which it holds." },
} as const;

export const exceptionAsked = {
  type: "object",
  required: ["reason", "until"],
  additionalProperties: false,
  properties: said,
} as const;

export const revocation = {
  type: "object",
  additionalProperties: false,
  properties: { reason: { ...reason, description: "Why it holds no longer." } },
} as const;

const act = { by: { type: "string" }, at: time } as const;

export const exception = {
  type: "object",
  required: ["id", "state", "reason", "until", "asked"],
  properties: {
    id: { type: "string" },
    state: { type: "string", enum: EXCEPTION_STATES, description: "Only approved ones count." },
    ...said,
    asked: { type: "object", required: ["by", "at"], properties: act },
    approved: { type: "object", required: ["by", "at"], properties: act },
    revoked: { type: "object", required: ["by", "at"], properties: { ...act, reason: { type: "string" } } },
  },
} as const;

export const exceptionId = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", pattern: "^[0-9a-f]{20}$", description: "Id of the exception." } },
} as const;

export const exceptionsQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    state: {
      type: "array",
      maxItems: EXCEPTION_STATES.length,
      items: { type: "string", enum: EXCEPTION_STATES },
      description: "Only these; may be repeated.",
    },
    target: {
      type: "array",
      maxItems: 50,
      items: { type: "string", minLength: 1, maxLength: 2000 },
      description: "Only those that concern one of these repositories; may be repeated.",
    },
  },
} as const;
