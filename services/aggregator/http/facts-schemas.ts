/** JSON Schemas of what people say of repositories. */
import { CRITICALITIES } from "../repositories/criticality.ts";
import { count, listQuery } from "./schemas.ts";

/** Without spaces and commas, so that it can stand in a tokens file. */
const word = { type: "string", minLength: 1, maxLength: 100, pattern: "^[^\\s,\\x00-\\x1f\\x7f]+$" } as const;
const phrase = { type: "string", minLength: 1, maxLength: 200, pattern: "^[^\\x00-\\x1f\\x7f]+$" } as const;

const facts = {
  owner: { ...phrase, description: "A person, or an address." },
  team: { ...word, description: "Who sees it, where callers are limited to teams." },
  tags: { type: "array", maxItems: 50, items: word, default: [] },
  dataClass: { ...phrase, description: "What the organisation calls data as confidential as the repository's." },
  confidentialityYears: {
    type: "integer",
    minimum: 0,
    maximum: 200,
    description:
      "So long what it encrypts has to stay secret: deadlines are that much earlier for what can be recorded today.",
  },
  criticality: { type: "string", enum: CRITICALITIES, description: "How much depends on it." },
} as const;

const target = { type: "string", minLength: 1, maxLength: 2000, description: "URL of a git repository." } as const;

export const factsGiven = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: { target, ...facts },
} as const;

export const factsTold = { type: "object", required: ["tags"], properties: facts } as const;

export const factsStored = {
  type: "object",
  required: ["target", "facts"],
  properties: { target: { type: "string" }, facts: factsTold },
} as const;

const several = (items: object, description: string) =>
  ({ type: "array", maxItems: 50, items, description: `${description}; may be repeated.` }) as const;

/** Filters of lists of repositories, and of what they hold. */
export const teamFilter = several(word, "Only of these teams");
export const tagFilter = several(word, "Only with one of these tags");
export const criticalityFilter = several(facts.criticality, "Only these");

export const teamsQuery = listQuery;

export const team = {
  type: "object",
  required: ["team", "repositories", "scanned"],
  properties: {
    team: { type: "string" },
    repositories: { ...count, description: "Of the team, as far as the caller reaches them." },
    scanned: { ...count, description: "Those of them that have a result." },
  },
} as const;
